"""Three questions to a class: counts of what was answered, and nothing that tells of one answer."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Whoever sees a match is shown what may be told of it, by the service alone: counts below ten are for nobody.
HOUSE = "(SELECT loket_house())"


def upgrade() -> None:
    op.create_table(
        "class_poll",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_closed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('before', 'after')", name=op.f("ck_class_poll_stage")),
        sa.CheckConstraint("octet_length(code_hash) = 32", name=op.f("ck_class_poll_code_hash_length")),
        sa.CheckConstraint("answers BETWEEN 0 AND most", name=op.f("ck_class_poll_answers")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_class_poll_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_poll")),
        sa.UniqueConstraint("match_id", "stage", name=op.f("uq_class_poll_match_id_stage")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_class_poll_code_hash")),
    )
    op.create_table(
        "class_poll_count",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_class_poll_count_value")),
        sa.CheckConstraint("answers >= 0", name=op.f("ck_class_poll_count_answers")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["class_poll.id"], name=op.f("fk_class_poll_count_poll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "question", "value", name=op.f("pk_class_poll_count")),
    )
    for table in ("class_poll", "class_poll_count"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY house ON {table} USING ({HOUSE})")


def downgrade() -> None:
    op.drop_table("class_poll_count")
    op.drop_table("class_poll")
