"""The set-up code, by which the first administrator is made. Imports of calendars, which can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('setup_codes',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setup_codes'))
    )
    op.create_table('rota_imports',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('replaced', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota_imports'))
    )
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('import_id', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_shifts_import_id'), ['import_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_shifts_import_id'), 'rota_imports', ['import_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_shifts_import_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_shifts_import_id'))
        batch_op.drop_column('import_id')

    op.drop_table('rota_imports')
    op.drop_table('setup_codes')
