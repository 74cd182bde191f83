"""Who asks is found and told to the database in one statement; uses are counted; the log is chained."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What row-level security asks. Each is wrapped in a scalar subquery where it is used, so that it runs once a statement.
SETTINGS = """
CREATE FUNCTION loket_house() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.house', true) = 'on', false);
CREATE FUNCTION loket_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.everywhere', true) = 'on', false)
    OR coalesce(current_setting('app.house', true) = 'on', false);
CREATE FUNCTION loket_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.actor', true), '')::uuid;
CREATE FUNCTION loket_admin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.admin', true) = 'on', false);
CREATE FUNCTION loket_regions() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.regions', true), ''), '{}')::text[];
CREATE FUNCTION loket_schools() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.schools', true), ''), '{}')::uuid[];
CREATE FUNCTION loket_companies() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.companies', true), ''), '{}')::uuid[];
CREATE FUNCTION loket_kept() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('app.kept', true), ''), '{}')::uuid[];
"""
COUNT = """
CREATE FUNCTION loket_count(counter text, seconds integer, OUT used integer, OUT rest integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO rate_counter AS r (name, begun_at, used) VALUES (counter, clock_timestamp(), 1)
    ON CONFLICT (name) DO UPDATE SET
        used = CASE WHEN r.begun_at + make_interval(secs => seconds) <= clock_timestamp() THEN 1 ELSE r.used + 1 END,
        begun_at = CASE WHEN r.begun_at + make_interval(secs => seconds) <= clock_timestamp()
            THEN clock_timestamp() ELSE r.begun_at END
    RETURNING r.used, ceil(seconds - extract(epoch FROM clock_timestamp() - r.begun_at))::integer
$$
"""
# A person's roles; a board's role holds for each of its schools.
HELD = """
CREATE FUNCTION loket_held(person uuid)
RETURNS TABLE (role text, region text, school uuid, company uuid) LANGUAGE sql STABLE AS $$
    SELECT m.role, m.region_code, coalesce(m.school_id, b.id), m.company_id
    FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
    WHERE m.account_id = person AND m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())
$$
"""
ENTER = """
CREATE FUNCTION loket_enter(kind text, hashed bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    person record;
    client record;
    counted record;
    found_region text;
    known jsonb;
BEGIN
    IF kind = 'person' THEN
        SELECT s.id AS session, s.seen_at, a.id, a.locale INTO person
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = hashed AND s.ended_at IS NULL AND s.expires_at > now() AND a.erased_at IS NULL;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF person.seen_at < now() - interval '1 minute' THEN
            UPDATE session SET seen_at = now() WHERE id = person.session;
        END IF;
        SELECT jsonb_build_object('id', person.id, 'session', person.session, 'locale', person.locale,
            'scopes', jsonb_build_array(), 'memberships', coalesce(jsonb_agg(to_jsonb(h)), '[]'))
        INTO known FROM loket_held(person.id) h;
    ELSE
        SELECT * INTO client FROM api_client
        WHERE (key_hash = hashed OR (former_hash = hashed AND former_until > now())) AND revoked_at IS NULL;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF client.used_at IS NULL OR client.used_at < now() - interval '1 minute' THEN
            UPDATE api_client SET used_at = now() WHERE id = client.id;
        END IF;
        SELECT * INTO counted FROM loket_count('client ' || client.id, 60);
        SELECT jsonb_build_object('id', client.id, 'session', NULL, 'locale', 'nl',
            'scopes', to_jsonb(client.scopes), 'limit', client.rate_per_minute, 'used', counted.used,
            'rest', counted.rest,
            'memberships', jsonb_agg(jsonb_build_object('role', client.role, 'region', region,
                'school', client.school_id, 'company', client.company_id)))
        INTO known
        FROM unnest(CASE client.region_codes WHEN '{}' THEN ARRAY[NULL] ELSE client.region_codes END) region;
    END IF;
    SELECT coalesce(min(h.region), min(s.region_code), min(c.region_code)) INTO found_region
    FROM jsonb_to_recordset(known -> 'memberships') h (region text, school uuid, company uuid)
    LEFT JOIN school_site s ON s.school_id = h.school LEFT JOIN company_site c ON c.company_id = h.company;
    PERFORM set_config('app.actor', known ->> 'id', false),
        set_config('app.regions', coalesce(array_agg(DISTINCT h.region)
            FILTER (WHERE h.role IN ('regional_coordinator', 'portal', 'script') AND h.region IS NOT NULL),
            '{}')::text, false),
        set_config('app.everywhere', CASE WHEN bool_or(h.role IN ('regional_coordinator', 'portal', 'script')
            AND h.region IS NULL) THEN 'on' ELSE 'off' END, false),
        set_config('app.admin', CASE WHEN bool_or(h.role = 'platform_admin') THEN 'on' ELSE 'off' END, false),
        set_config('app.schools', coalesce(array_agg(DISTINCT h.school)
            FILTER (WHERE h.school IS NOT NULL), '{}')::text, false),
        set_config('app.companies', coalesce(array_agg(DISTINCT h.company)
            FILTER (WHERE h.company IS NOT NULL), '{}')::text, false),
        set_config('app.kept', coalesce(array_agg(DISTINCT coalesce(h.school, h.company))
            FILTER (WHERE h.role IN ('school_coordinator', 'company_coordinator')
                AND coalesce(h.school, h.company) IS NOT NULL), '{}')::text, false)
    FROM jsonb_to_recordset(known -> 'memberships') h (role text, region text, school uuid, company uuid);
    RETURN known || jsonb_build_object('home', found_region);
END $$
"""
LEAVE = """
CREATE FUNCTION loket_leave() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('app.actor', '', false), set_config('app.regions', '', false),
        set_config('app.everywhere', '', false), set_config('app.admin', '', false),
        set_config('app.schools', '', false), set_config('app.companies', '', false),
        set_config('app.kept', '', false), set_config('app.house', '', false)
$$
"""
# A connection keeps to its lane, so writers wait for each other only where two of them share one.
AUDIT = """
CREATE FUNCTION loket_audit(
    actor uuid, kind text, operation text, subject text, region text, outcome integer, request text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    its_end audit_lane;
    entry audit_entry;
BEGIN
    SELECT * INTO its_end FROM audit_lane l WHERE l.lane = pg_backend_pid() % 16 FOR UPDATE;
    entry := ROW(uuidv7(), its_end.lane, its_end.place + 1, clock_timestamp(), actor, kind, operation, subject,
        region, outcome, request, NULL);
    entry.hash := sha256(its_end.hash || convert_to(loket_audit_text(entry), 'UTF8'));
    INSERT INTO audit_entry SELECT entry.*;
    UPDATE audit_lane l SET place = entry.place, hash = entry.hash WHERE l.lane = entry.lane;
END $$
"""
AUDIT_TEXT = r"""
CREATE FUNCTION loket_audit_text(entry audit_entry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(E'\n', entry.lane, entry.place, entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint,
        coalesce(entry.actor_id::text, ''), entry.actor_kind, entry.operation, entry.subject,
        coalesce(entry.region_code, ''), entry.outcome, coalesce(entry.request_id, ''))
$$
"""
LANES = "INSERT INTO audit_lane (lane, place, hash) SELECT n, 0, sha256(convert_to('lane ' || n, 'UTF8')) FROM generate_series(0, 15) n"


def upgrade() -> None:
    for statement in (SETTINGS, COUNT, HELD, ENTER, LEAVE, AUDIT_TEXT, AUDIT, LANES):
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        """DROP FUNCTION loket_audit, loket_audit_text, loket_leave, loket_enter, loket_held, loket_count, loket_kept,
            loket_companies, loket_schools, loket_regions, loket_admin, loket_actor, loket_everywhere, loket_house"""
    )
    op.execute("DELETE FROM audit_lane")
