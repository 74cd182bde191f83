"""The weekly letter: what a person chose, and the weeks that were settled for them."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

HOUSE = "(SELECT loket_house())"
MINE = f"{HOUSE} OR account_id = (SELECT loket_actor())"


def upgrade() -> None:
    op.create_table(
        "digest_choice",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_choice_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest_choice")),
    )
    op.create_table(
        "digest_letter",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_digest_letter_token_hash_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_letter_account_id")),
        sa.PrimaryKeyConstraint("account_id", "week", name=op.f("pk_digest_letter")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_digest_letter_token_hash")),
    )
    for table, whose in (("digest_choice", MINE), ("digest_letter", HOUSE)):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owned ON {table} USING ({whose})")


def downgrade() -> None:
    op.drop_table("digest_letter")
    op.drop_table("digest_choice")
