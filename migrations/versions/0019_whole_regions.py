"""Roles of an organisation are a region's to see and give when the whole organisation lies there, as the service has
it: a role reaches all of its sites. What people report is for coordinators, and not for portals and scripts.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Without a site in a region the aggregate is NULL, and the organisation is no region's.
WHOLLY = """
CREATE FUNCTION loket_wholly_where_i_coordinate(school uuid, board text, company uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT array_agg(s.region_code::text) <@ loket_coordinated()
            FROM school_site s JOIN school o ON o.id = s.school_id
            WHERE (o.id = school OR o.board_code = board) AND s.state = 'active' AND s.region_code IS NOT NULL), false)
        OR coalesce((SELECT array_agg(s.region_code::text) <@ loket_coordinated() FROM company_site s
            WHERE s.company_id = company AND s.state = 'active' AND s.region_code IS NOT NULL), false)
$$
"""
ROLE = """(SELECT loket_house()) OR region_code = ANY ((SELECT loket_coordinated())::text[])
    OR school_id = ANY ((SELECT loket_kept())::uuid[]) OR company_id = ANY ((SELECT loket_kept())::uuid[])
    OR ((SELECT loket_admin()) AND num_nonnulls(school_id, board_code, company_id) = 0)
    OR board_code = ANY ((SELECT loket_boards())::text[])
    OR {}(school_id, board_code, company_id)"""
OWN = "account_id = (SELECT loket_actor())"
ENDED = f"({OWN} AND ends_at IS NOT NULL AND ends_at <= now())"
# Table concern: what a coordinator reads and changes, now and as 0018 made it.
CONCERNS = """(SELECT loket_house()) OR (region_code IS NULL AND (SELECT loket_everywhere()))
    OR region_code = ANY ((SELECT loket_coordinated())::text[])"""
CONCERNS_BEFORE = "(SELECT loket_everywhere()) OR region_code = ANY ((SELECT loket_regions())::text[])"


def _concerns(rule: str) -> None:
    op.execute(f"ALTER POLICY read ON concern USING ({rule} OR reporter_id = (SELECT loket_actor()))")
    op.execute(f"ALTER POLICY change ON concern USING ({rule})")


def _policies(function: str) -> None:
    role = ROLE.format(function)
    for table, read in (("membership", f"{OWN} OR {role}"), ("invitation", role)):
        op.execute(f"ALTER POLICY read ON {table} USING ({read})")
        op.execute(f"ALTER POLICY add ON {table} WITH CHECK ({role})")
        op.execute(f"ALTER POLICY remove ON {table} USING ({role})")
    op.execute(f"ALTER POLICY change ON membership USING ({OWN} OR {role}) WITH CHECK ({ENDED} OR {role})")
    op.execute(f"ALTER POLICY change ON invitation USING ({role})")


def upgrade() -> None:
    op.execute(WHOLLY)
    _policies("loket_wholly_where_i_coordinate")
    _concerns(CONCERNS)


def downgrade() -> None:
    _concerns(CONCERNS_BEFORE)
    _policies("loket_has_site_where_i_coordinate")
    op.execute("DROP FUNCTION loket_wholly_where_i_coordinate")
