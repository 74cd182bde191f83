"""Appointments by address for one's own calendar: the address is a secret, kept as its digest."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MINE = "(SELECT loket_house()) OR account_id = (SELECT loket_actor())"


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_calendar_feed_token_hash_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.execute("ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read ON calendar_feed FOR SELECT USING ({MINE})")
    op.execute(f"CREATE POLICY add ON calendar_feed FOR INSERT WITH CHECK ({MINE})")
    op.execute(f"CREATE POLICY change ON calendar_feed FOR UPDATE USING ({MINE})")
    op.execute(f"CREATE POLICY remove ON calendar_feed FOR DELETE USING ({MINE})")


def downgrade() -> None:
    op.drop_table("calendar_feed")
