"""What everybody reads: incidents on the public status page, and the words beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

PUBLISHED = sa.text("published_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('published_words', sa.String(), server_default='', nullable=False))
        batch_op.create_index('ix_incidents_published', ['published_at'],
                              sqlite_where=PUBLISHED, postgresql_where=PUBLISHED)


def downgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_index('ix_incidents_published')
        batch_op.drop_column('published_words')
        batch_op.drop_column('published_at')
