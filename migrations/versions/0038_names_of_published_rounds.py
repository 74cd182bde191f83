"""What a published round's files call a request or an activity is for everybody, as the files are."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

PUBLISHED = """EXISTS (SELECT 1 FROM match_round o WHERE o.id = round_entry.round_id
    AND o.state IN ('published', 'closed'))"""


def upgrade() -> None:
    op.execute(f"CREATE POLICY read_published ON round_entry FOR SELECT USING ({PUBLISHED})")


def downgrade() -> None:
    op.execute("DROP POLICY read_published ON round_entry")
