"""The second wall: a login role that owns nothing, and row-level security under every table that is somebody's.

The owner of the tables is exempt, so that migrations, backups and commands work; the service never acts as it.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Roles belong to the whole server, where another database may be making this one at the same moment.
ROLE = """
DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(7420026);
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loket_app') THEN
        CREATE ROLE loket_app LOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'loket_app', 'SET') THEN
        EXECUTE format('GRANT loket_app TO %I', current_user);
    END IF;
END $$
"""
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO loket_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO loket_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loket_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO loket_app;
REVOKE ALL ON audit_lane, rate_counter FROM loket_app;
REVOKE INSERT, UPDATE, DELETE ON audit_entry, published_activity FROM loket_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM loket_app;
"""
# Rights follow the site, whoever moves it: the one who does may lose them by it.
FOLLOW = """
CREATE OR REPLACE FUNCTION loket_activity_follows_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE activity a
    SET company_id = s.company_id, company_name = s.name, company_place = s.place, region_code = s.region_code,
        sectors = s.sectors, lat = s.lat, lon = s.lon
    FROM new_sites s
    WHERE a.company_site_id = s.id
      AND (a.company_id, a.company_name, a.company_place, a.region_code, a.sectors, a.lat, a.lon)
          IS DISTINCT FROM (s.company_id, s.name, s.place, s.region_code, s.sectors, s.lat, s.lon);
    RETURN NULL;
END $$;
CREATE FUNCTION loket_request_follows_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE school_request r SET school_id = s.school_id, region_code = s.region_code
    FROM new_sites s
    WHERE r.school_site_id = s.id AND (r.school_id, r.region_code) IS DISTINCT FROM (s.school_id, s.region_code);
    RETURN NULL;
END $$;
CREATE TRIGGER request_follows_site AFTER UPDATE ON school_site
REFERENCING NEW TABLE AS new_sites
FOR EACH STATEMENT EXECUTE FUNCTION loket_request_follows_site();
"""
# Published offers are everybody's and hold nothing personal. Under row-level security their searches would lose
# their indexes, so they are read through a view, which sees with the eyes of its owner.
WINDOW = "CREATE VIEW published_activity AS SELECT * FROM activity WHERE state = 'published'"
# Whether an organisation has a site in one of the actor's regions.
IN_REGION = """
CREATE FUNCTION loket_in_my_region(school uuid, board text, company uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM school_site s JOIN school o ON o.id = s.school_id
            WHERE (o.id = school OR o.board_code = board) AND s.region_code = ANY (loket_regions()))
        OR EXISTS (SELECT 1 FROM company_site s WHERE s.company_id = company AND s.region_code = ANY (loket_regions()))
$$
"""
HOUSE = "(SELECT loket_house())"
EVERYWHERE = "(SELECT loket_everywhere())"
ADMIN = "(SELECT loket_admin())"
ME = "(SELECT loket_actor())"
REGION = "region_code = ANY ((SELECT loket_regions())::text[])"
_ACTIVITY = f"{EVERYWHERE} OR {REGION} OR company_id = ANY ((SELECT loket_companies())::uuid[])"
_REQUEST = f"{EVERYWHERE} OR {REGION} OR school_id = ANY ((SELECT loket_schools())::uuid[])"
_KEPT = "school_id = ANY ((SELECT loket_kept())::uuid[]) OR company_id = ANY ((SELECT loket_kept())::uuid[])"
_ROLE = f"""{EVERYWHERE} OR {REGION} OR {_KEPT} OR loket_in_my_region(school_id, board_code, company_id)
    OR ({ADMIN} AND num_nonnulls(school_id, board_code, company_id) = 0)"""
_MEMBER = """EXISTS (SELECT 1 FROM membership m
    WHERE m.account_id = account.id AND (m.ends_at IS NULL OR m.ends_at > now()))"""
_CLIENT = f"""{HOUSE} OR {ADMIN} OR created_by = {ME} OR {_KEPT}
    OR (region_codes <> '{{}}' AND region_codes <@ (SELECT loket_regions()))"""
# Table: what is read, what is written (None: what is read).
WALLS: dict[str, tuple[str, str | None]] = {
    "activity": (f"state = 'published' OR {_ACTIVITY}", _ACTIVITY),
    "school_request": (f"{_REQUEST} OR (state = 'open' AND (SELECT loket_companies()) <> '{{}}')", _REQUEST),
    "account": (f"{HOUSE} OR id = {ME} OR {_MEMBER}", f"{HOUSE} OR id = {ME}"),
    "membership": (f"account_id = {ME} OR {_ROLE}", None),
    "invitation": (_ROLE, None),
    "identity": (f"{HOUSE} OR account_id = {ME}", None),
    "session": (f"{HOUSE} OR account_id = {ME}", None),
    "consent": (f"{HOUSE} OR account_id = {ME}", None),
    "sign_in_attempt": (HOUSE, None),
    "oidc_attempt": (HOUSE, None),
    "api_client": (_CLIENT, None),
    "application": (f"{HOUSE} OR {EVERYWHERE} OR {REGION}", None),
    "outbox_message": (HOUSE, None),
    "audit_entry": (f"{EVERYWHERE} OR {ADMIN} OR {REGION} OR actor_id = {ME}", None),
    "idempotency_key": (f"{HOUSE} OR owner_id = {ME}", None),
    "import_job": (f"{EVERYWHERE} OR {REGION} OR actor_id = {ME}", None),
}


def upgrade() -> None:
    op.execute(ROLE)
    op.execute(FOLLOW)
    op.execute(WINDOW)
    op.execute(IN_REGION)
    for table, (read, write) in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT USING ({read})")
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({write or read})")
        op.execute(f"CREATE POLICY change ON {table} FOR UPDATE USING ({write or read})")
        op.execute(f"CREATE POLICY remove ON {table} FOR DELETE USING ({write or read})")
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("DROP OWNED BY loket_app")
    for table in WALLS:
        for policy in ("read", "add", "change", "remove"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION loket_in_my_region")
    op.execute("DROP VIEW published_activity")
    op.execute("DROP TRIGGER request_follows_site ON school_site; DROP FUNCTION loket_request_follows_site")
    op.execute(BEFORE)


# As 0003 made it.
BEFORE = """
CREATE OR REPLACE FUNCTION loket_activity_follows_site() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS $$
BEGIN
    UPDATE activity a
    SET company_name = s.name, company_place = s.place, region_code = s.region_code,
        sectors = s.sectors, lat = s.lat, lon = s.lon
    FROM new_sites s
    WHERE a.company_site_id = s.id
      AND (a.company_name, a.company_place, a.region_code, a.sectors, a.lat, a.lon)
          IS DISTINCT FROM (s.name, s.place, s.region_code, s.sectors, s.lat, s.lon);
    RETURN NULL;
END $$
"""
