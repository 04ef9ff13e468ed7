"""The record's chain: a link for each event of the timeline; and timeline, links and policies' texts append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

APPEND_ONLY = ('timeline', 'links', 'policies')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'links',
        sa.Column('seq', NUMBER, autoincrement=False, nullable=False),
        sa.Column('event_id', NUMBER, nullable=False),
        sa.Column('salt', sa.String(), nullable=False),
        sa.Column('content', sa.String(), nullable=False),
        sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('completes', sa.Boolean(), nullable=False),
        sa.Column('hash', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('seq', name=op.f('pk_links')),
        sa.UniqueConstraint('event_id', name=op.f('uq_links_event_id')),
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("""
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'the table is append-only' USING ERRCODE = 'restrict_violation'; END $$
        """)
        for table in APPEND_ONLY:
            op.execute(f"""
                CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
            """)
        return
    for table in APPEND_ONLY:
        for verb in ('update', 'delete'):
            op.execute(f"""
                CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, 'the table is append-only'); END
            """)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in APPEND_ONLY:
            op.execute(f'DROP TRIGGER {table}_is_append_only ON {table}')
        op.execute('DROP FUNCTION refuse_change()')
    else:
        for table in APPEND_ONLY:
            for verb in ('update', 'delete'):
                op.execute(f'DROP TRIGGER {table}_refuses_{verb}')
    op.drop_table('links')
