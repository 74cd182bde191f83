"""Who asked or offered reads what a published round made of it."""

from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

OWN = """EXISTS (SELECT 1 FROM match_round o WHERE o.id = round_outcome.round_id AND o.state IN ('published', 'closed'))
    AND (EXISTS (SELECT 1 FROM school_request r WHERE r.id = round_outcome.request_id
            AND r.school_id = ANY ((SELECT loket_schools())::uuid[]))
        OR EXISTS (SELECT 1 FROM activity a WHERE a.id = round_outcome.activity_id
            AND a.company_id = ANY ((SELECT loket_companies())::uuid[])))"""


def upgrade() -> None:
    op.execute(f"CREATE POLICY read_own ON round_outcome FOR SELECT USING ({OWN})")


def downgrade() -> None:
    op.execute("DROP POLICY read_own ON round_outcome")
