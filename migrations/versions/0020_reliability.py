"""Who may write what into the log of a match about an appeal: the side itself asks, its region's coordinator decides."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Beside the rule that a match is theirs, which lets either side write what happened.
ASKS = """type <> 'appealed' OR (SELECT loket_house()) OR EXISTS (
    SELECT 1 FROM match m WHERE m.id = match_event.match_id AND CASE facts ->> 'of'
        WHEN 'school' THEN m.school_id = ANY ((SELECT loket_schools())::uuid[])
        ELSE m.company_id = ANY ((SELECT loket_companies())::uuid[]) END)"""
DECIDES = """type NOT IN ('excused', 'appeal_refused') OR (SELECT loket_house()) OR EXISTS (
    SELECT 1 FROM match m WHERE m.id = match_event.match_id
      AND CASE facts ->> 'of' WHEN 'school' THEN m.school_region ELSE m.company_region END
          = ANY ((SELECT loket_coordinated())::text[]))"""


def upgrade() -> None:
    op.execute(f"CREATE POLICY asks ON match_event AS RESTRICTIVE FOR INSERT WITH CHECK ({ASKS})")
    op.execute(f"CREATE POLICY decides ON match_event AS RESTRICTIVE FOR INSERT WITH CHECK ({DECIDES})")
    with op.get_context().autocommit_block():
        op.execute("""CREATE INDEX CONCURRENTLY ix_match_event_appealed ON match_event (match_id)
            WHERE type = 'appealed'""")


def downgrade() -> None:
    op.execute("DROP INDEX ix_match_event_appealed")
    op.execute("DROP POLICY decides ON match_event; DROP POLICY asks ON match_event")
