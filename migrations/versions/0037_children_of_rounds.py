"""Rounds that come of a round: what mends it, and what only asks what would be."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

CHECKS = {
    "kind": "kind IN ('round', 'scenario', 'amendment')",
    "parent": "(parent_id IS NULL) = (kind = 'round')",
    "scenario_stays": "kind <> 'scenario' OR state NOT IN ('published', 'closed')",
}


def upgrade() -> None:
    op.add_column("match_round", sa.Column("kind", sa.String(), nullable=False, server_default="round"))
    op.add_column("match_round", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column("match_round", sa.Column("auto_repair", sa.Boolean(), nullable=False, server_default="true"))
    op.add_column("match_round", sa.Column("changes", postgresql.JSONB(), nullable=True))
    op.add_column("match_round", sa.Column("repair", postgresql.JSONB(), nullable=True))
    op.create_foreign_key(op.f("fk_match_round_parent_id"), "match_round", "match_round", ["parent_id"], ["id"])
    op.create_index(op.f("ix_match_round_parent_id"), "match_round", ["parent_id"])
    for name, check in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_match_round_{name}"), "match_round", check)
    for column in ("is_kept", "is_extra"):
        op.add_column("round_outcome", sa.Column(column, sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    """What came of rounds goes, as nothing could tell it from them."""
    op.execute("DELETE FROM round_outcome WHERE round_id IN (SELECT id FROM match_round WHERE kind <> 'round')")
    op.execute("DELETE FROM round_decision WHERE round_id IN (SELECT id FROM match_round WHERE kind <> 'round')")
    op.execute("DELETE FROM match_round WHERE kind <> 'round'")
    for column in ("is_kept", "is_extra"):
        op.drop_column("round_outcome", column)
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_match_round_{name}"), "match_round")
    for column in ("parent_id", "kind", "auto_repair", "changes", "repair"):
        op.drop_column("match_round", column)
