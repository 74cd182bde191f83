"""A company's pause hides its offers and remembers which; a role may be handed over; persons are seen by
who coordinates them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# The column is new and empty: there is nothing to scan.
SUCCEEDS = """-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE invitation ADD CONSTRAINT fk_invitation_succeeds FOREIGN KEY (succeeds) REFERENCES membership (id)
    ON DELETE SET NULL"""
# What the actor coordinates; they read past the policies that ask them. What a portal or a script reaches is not
# among it: who people are is none of their business.
BOARDS = """
CREATE FUNCTION loket_boards() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT m.board_code), '{}') FROM membership m
    WHERE m.account_id = loket_actor() AND m.role = 'school_coordinator' AND m.board_code IS NOT NULL
      AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
$$
"""
COORDINATED = """
CREATE FUNCTION loket_coordinated() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT held.code), '{}') FROM (
        SELECT m.region_code AS code FROM membership m
        WHERE m.account_id = loket_actor() AND m.role = 'regional_coordinator'
          AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
        UNION ALL SELECT g.code FROM api_client k JOIN region g ON k.region_codes = '{}' OR g.code = ANY (k.region_codes)
        WHERE k.id = loket_actor() AND k.role = 'regional_coordinator' AND k.revoked_at IS NULL) held
$$
"""
HAS_SITE = """
CREATE FUNCTION loket_has_site_where_i_coordinate(school uuid, board text, company uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM school_site s JOIN school o ON o.id = s.school_id
            WHERE (o.id = school OR o.board_code = board) AND s.region_code = ANY (loket_coordinated()))
        OR EXISTS (SELECT 1 FROM company_site s
            WHERE s.company_id = company AND s.region_code = ANY (loket_coordinated()))
$$
"""
HOUSE = "(SELECT loket_house())"
OWN = "account_id = (SELECT loket_actor())"
KEPT = """school_id = ANY ((SELECT loket_kept())::uuid[]) OR company_id = ANY ((SELECT loket_kept())::uuid[])"""
OF_PLATFORM = "((SELECT loket_admin()) AND num_nonnulls(school_id, board_code, company_id) = 0)"
OF_REGION = "region_code = ANY ((SELECT loket_coordinated())::text[])"
ROLE = f"""{HOUSE} OR {OF_REGION} OR {KEPT} OR {OF_PLATFORM}
    OR board_code = ANY ((SELECT loket_boards())::text[])
    OR loket_has_site_where_i_coordinate(school_id, board_code, company_id)"""
# One's own role may be ended, and nothing else: nobody gives themselves one.
ENDED = f"({OWN} AND ends_at IS NOT NULL AND ends_at <= now())"
LOG = """(SELECT loket_everywhere()) OR (SELECT loket_admin())
    OR region_code = ANY ((SELECT {})::text[]) OR actor_id = (SELECT loket_actor())"""
# As 0008 made them.
EVERYWHERE = "(SELECT loket_everywhere())"
OF_REGION_BEFORE = "region_code = ANY ((SELECT loket_regions())::text[])"
ROLE_BEFORE = f"""{EVERYWHERE} OR {OF_REGION_BEFORE} OR {KEPT} OR {OF_PLATFORM}
    OR loket_in_my_region(school_id, board_code, company_id)"""
# What comes back with its site stays hidden while the company pauses.
RETIRES = """
CREATE OR REPLACE FUNCTION loket_activity_retires_with_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE activity x SET state = CASE n.state WHEN 'retired' THEN 'retired' ELSE {back} END,
        {more}version = x.version + 1, updated_at = now()
    FROM new_sites n JOIN old_sites o ON o.id = n.id AND o.state <> n.state{company}
    WHERE x.company_site_id = n.id AND x.state = CASE n.state WHEN 'retired' THEN 'published' ELSE 'retired' END;
    RETURN NULL;
END $$
"""
_AWAY = "c.participation IN ('paused', 'left', 'archived')"
RETIRES_NOW = RETIRES.format(
    back=f"CASE WHEN {_AWAY} THEN 'paused' ELSE 'published' END",
    more=f"paused_with_company = n.state <> 'retired' AND {_AWAY}, ",
    company="\n    JOIN company c ON c.id = n.company_id",
)
RETIRES_BEFORE = RETIRES.format(back="'published'", more="", company="")
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
    op.execute(RETIRES_NOW)
    op.add_column("invitation", sa.Column("succeeds", sa.Uuid(), nullable=True))
    op.execute(SUCCEEDS)
    with op.get_context().autocommit_block():
        op.create_index(op.f("ix_invitation_succeeds"), "invitation", ["succeeds"], postgresql_concurrently=True)
    for function in (BOARDS, COORDINATED, HAS_SITE):
        op.execute(function)
    _policies("membership", ROLE)
    op.execute(f"ALTER POLICY read ON membership USING ({OWN} OR {ROLE})")
    op.execute(f"ALTER POLICY change ON membership USING ({OWN} OR {ROLE}) WITH CHECK ({ENDED} OR {ROLE})")
    op.execute(f"ALTER POLICY read ON audit_entry USING ({LOG.format('loket_coordinated()')})")
    _policies("invitation", ROLE)
    _policies("application", f"{HOUSE} OR {OF_REGION}")


def downgrade() -> None:
    _policies("membership", f"{OWN} OR {ROLE_BEFORE}")
    op.execute(f"ALTER POLICY change ON membership WITH CHECK ({OWN} OR {ROLE_BEFORE})")
    op.execute(f"ALTER POLICY read ON audit_entry USING ({LOG.format('loket_regions()')})")
    _policies("invitation", ROLE_BEFORE)
    _policies("application", f"{HOUSE} OR {EVERYWHERE} OR {OF_REGION_BEFORE}")
    op.execute("DROP FUNCTION loket_has_site_where_i_coordinate, loket_coordinated, loket_boards")
    op.drop_constraint(op.f("fk_invitation_succeeds"), "invitation", type_="foreignkey")
    op.drop_column("invitation", "succeeds")
    op.execute(RETIRES_BEFORE)
    op.execute("DROP VIEW published_activity")
    op.drop_column("activity", "paused_with_company")
    op.execute(f"CREATE {WINDOW}")
