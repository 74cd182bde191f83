"""Who coordinates is told of every round that was made by itself, an amendment as well as one on a schedule; and a
what-if knows the plan that it was asked about.
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE match_round ADD COLUMN tells_when_ready boolean NOT NULL DEFAULT false")
    op.execute(
        """UPDATE match_round o SET tells_when_ready = true FROM scheduled_round r
           WHERE r.round_id = o.id AND r.told_at IS NULL"""
    )
    op.execute("ALTER TABLE match_round ADD COLUMN parent_sha256 varchar")
    # The worker alone reads it, and tells again what it could not write down meanwhile.
    op.execute("-- squawk-ignore ban-drop-column\nALTER TABLE scheduled_round DROP COLUMN told_at")


def downgrade() -> None:
    """Who waits to be told is not told again: it may have been."""
    op.execute("ALTER TABLE scheduled_round ADD COLUMN told_at timestamptz")
    op.execute("UPDATE scheduled_round SET told_at = now()")
    op.drop_column("match_round", "tells_when_ready")
    op.drop_column("match_round", "parent_sha256")
