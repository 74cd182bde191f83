"""A company's pause hides its offers and remembers which; a role may be handed over; a board has its own keepers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

# The boards that the actor coordinates. It reads past the policy that asks it.
BOARDS = """
CREATE FUNCTION loket_boards() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT m.board_code), '{}') FROM membership m
    WHERE m.account_id = loket_actor() AND m.role = 'school_coordinator' AND m.board_code IS NOT NULL
      AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
$$
"""
OF_MY_BOARDS = "board_code = ANY ((SELECT loket_boards())::text[])"
# As 0008 made it.
ROLE = """(SELECT loket_everywhere()) OR region_code = ANY ((SELECT loket_regions())::text[])
    OR school_id = ANY ((SELECT loket_kept())::uuid[]) OR company_id = ANY ((SELECT loket_kept())::uuid[])
    OR loket_in_my_region(school_id, board_code, company_id)
    OR ((SELECT loket_admin()) AND num_nonnulls(school_id, board_code, company_id) = 0)"""
OWN = "account_id = (SELECT loket_actor())"
WINDOW = "VIEW published_activity AS SELECT * FROM activity WHERE state = 'published'"


def _policies(table: str, condition: str) -> None:
    op.execute(f"ALTER POLICY read ON {table} USING ({condition})")
    op.execute(f"ALTER POLICY add ON {table} WITH CHECK ({condition})")
    op.execute(f"ALTER POLICY change ON {table} USING ({condition})")
    op.execute(f"ALTER POLICY remove ON {table} USING ({condition})")


def upgrade() -> None:
    op.add_column(
        "activity", sa.Column("paused_with_company", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.execute(f"CREATE OR REPLACE {WINDOW}")
    op.add_column("invitation", sa.Column("succeeds", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_invitation_succeeds"), "invitation", "membership", ["succeeds"], ["id"])
    op.create_index(op.f("ix_invitation_succeeds"), "invitation", ["succeeds"])
    op.execute(BOARDS)
    _policies("membership", f"{OWN} OR {ROLE} OR {OF_MY_BOARDS}")
    _policies("invitation", f"{ROLE} OR {OF_MY_BOARDS}")


def downgrade() -> None:
    _policies("membership", f"{OWN} OR {ROLE}")
    _policies("invitation", ROLE)
    op.execute("DROP FUNCTION loket_boards")
    op.drop_index(op.f("ix_invitation_succeeds"), table_name="invitation")
    op.drop_constraint(op.f("fk_invitation_succeeds"), "invitation", type_="foreignkey")
    op.drop_column("invitation", "succeeds")
    op.execute("DROP VIEW published_activity")
    op.drop_column("activity", "paused_with_company")
    op.execute(f"CREATE {WINDOW}")
