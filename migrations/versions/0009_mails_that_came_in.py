"""Mails that came in, each with what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.create_table(
        'mails',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('message_id', sa.String(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sender', sa.String(), nullable=False),
        sa.Column('sender_name', sa.String(), nullable=False),
        sa.Column('recipients', sa.JSON(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('rest', sa.String(), nullable=False),
        sa.Column('files', sa.JSON(), nullable=False),
        sa.Column('is_confirmed', sa.Boolean(), nullable=False),
        sa.Column('checks', sa.String(), nullable=False),
        sa.Column('spam_score', sa.String(), nullable=False),
        sa.Column('became', sa.String(), nullable=False),
        sa.Column('because', sa.String(), nullable=False),
        sa.Column('report_id', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_mails_report_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
        sa.UniqueConstraint('key', name=op.f('uq_mails_key')),
    )
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mails_received_at_id'), ['received_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_became_received_at_id'), ['became', 'received_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_sender_received_at'), ['sender', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mails_report_id'), ['report_id'], unique=False)

def downgrade() -> None:
    op.drop_table('mails')
