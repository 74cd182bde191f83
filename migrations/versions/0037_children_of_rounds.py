"""Rounds that come of a round: what mends it, and what only asks what would be."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

CHECKS = {
    "kind": "kind IN ('round', 'scenario', 'amendment')",
    "parent": "(parent_id IS NULL) = (kind = 'round')",
    "scenario_stays": "kind <> 'scenario' OR state NOT IN ('published', 'closed')",
}


COLUMNS = """
ALTER TABLE match_round ADD COLUMN kind varchar NOT NULL DEFAULT 'round',
    ADD COLUMN parent_id uuid,
    ADD COLUMN auto_repair boolean NOT NULL DEFAULT true,
    ADD COLUMN changes jsonb,
    ADD COLUMN repair jsonb
"""
PARENT = "FOREIGN KEY (parent_id) REFERENCES match_round (id)"
ADDED = {"fk_match_round_parent_id": PARENT} | {
    f"ck_match_round_{of}": f"CHECK ({rule})" for of, rule in CHECKS.items()
}


def upgrade() -> None:
    op.execute(COLUMNS)
    for name, rule in ADDED.items():
        op.execute(f"ALTER TABLE match_round ADD CONSTRAINT {name} {rule} NOT VALID")
    for column in ("is_kept", "is_extra"):
        op.execute(f"ALTER TABLE round_outcome ADD COLUMN {column} boolean NOT NULL DEFAULT false")
    with op.get_context().autocommit_block():
        for name in ADDED:
            op.execute(f"ALTER TABLE match_round VALIDATE CONSTRAINT {name}")
        op.create_index(op.f("ix_match_round_parent_id"), "match_round", ["parent_id"], postgresql_concurrently=True)


def downgrade() -> None:
    """What came of rounds goes, as nothing could tell it from them."""
    op.execute("DELETE FROM round_outcome WHERE round_id IN (SELECT id FROM match_round WHERE kind <> 'round')")
    op.execute("DELETE FROM round_decision WHERE round_id IN (SELECT id FROM match_round WHERE kind <> 'round')")
    op.execute("DELETE FROM round_entry WHERE round_id IN (SELECT id FROM match_round WHERE kind <> 'round')")
    op.execute("DELETE FROM match_round WHERE kind <> 'round'")
    for column in ("is_kept", "is_extra"):
        op.drop_column("round_outcome", column)
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_match_round_{name}"), "match_round")
    for column in ("parent_id", "kind", "auto_repair", "changes", "repair"):
        op.drop_column("match_round", column)
