"""Slots, matches and their log; and the places that are taken, counted in rows that cannot overflow."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SLOT = """
CREATE TABLE slot (
    id uuid NOT NULL DEFAULT uuidv7() CONSTRAINT pk_slot PRIMARY KEY,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    activity_id uuid NOT NULL CONSTRAINT fk_slot_activity_id REFERENCES activity (id) ON DELETE CASCADE,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    time_zone varchar NOT NULL,
    week date NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL DEFAULT 0,
    state varchar NOT NULL DEFAULT 'open',
    CONSTRAINT uq_slot_activity_id_starts_at UNIQUE (activity_id, starts_at),
    CONSTRAINT ck_slot_times_in_order CHECK (starts_at < ends_at),
    CONSTRAINT ck_slot_week CHECK (extract(isodow FROM week) = 1),
    CONSTRAINT ck_slot_capacity CHECK (capacity BETWEEN 1 AND 1000),
    CONSTRAINT ck_slot_taken CHECK (taken BETWEEN 0 AND capacity),
    CONSTRAINT ck_slot_state CHECK (state IN ('open', 'cancelled'))
);
CREATE INDEX ix_slot_activity_id_week ON slot (activity_id, week);
"""
PLACES = """
CREATE TABLE place_count (
    holder_id uuid NOT NULL,
    kind varchar NOT NULL,
    period date NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_place_count PRIMARY KEY (holder_id, kind, period),
    CONSTRAINT ck_place_count_kind CHECK (kind IN ('week', 'year', 'company')),
    CONSTRAINT ck_place_count_taken CHECK (taken BETWEEN 0 AND capacity)
);
"""
MATCH = """
CREATE TABLE match (
    id uuid NOT NULL DEFAULT uuidv7() CONSTRAINT pk_match PRIMARY KEY,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    request_id uuid NOT NULL CONSTRAINT fk_match_request_id REFERENCES school_request (id),
    activity_id uuid NOT NULL CONSTRAINT fk_match_activity_id REFERENCES activity (id),
    school_id uuid NOT NULL,
    school_site_id uuid NOT NULL,
    school_region varchar,
    company_id uuid NOT NULL,
    company_site_id uuid NOT NULL,
    company_region varchar,
    origin varchar NOT NULL DEFAULT 'manual',
    proposed_by varchar NOT NULL,
    state varchar NOT NULL,
    school_yes boolean NOT NULL,
    company_yes boolean NOT NULL,
    week date NOT NULL,
    slot_id uuid CONSTRAINT fk_match_slot_id REFERENCES slot (id),
    starts_at timestamptz,
    ends_at timestamptz,
    moments jsonb NOT NULL DEFAULT '[]',
    moments_by varchar,
    professional_id uuid CONSTRAINT fk_match_professional_id REFERENCES professional (id),
    professional_number bigint,
    holds boolean NOT NULL,
    held_until timestamptz,
    respond_by timestamptz,
    remind_at timestamptz,
    lesson_after varchar,
    feedback_by varchar[] NOT NULL DEFAULT '{}',
    reason varchar,
    score integer,
    explanation jsonb,
    replaces_id uuid CONSTRAINT fk_match_replaces_id REFERENCES match (id),
    replaced_by_id uuid CONSTRAINT fk_match_replaced_by_id REFERENCES match (id),
    school_contact_id uuid CONSTRAINT fk_match_school_contact_id REFERENCES account (id),
    company_contact_id uuid CONSTRAINT fk_match_company_contact_id REFERENCES account (id),
    CONSTRAINT ck_match_origin CHECK (origin IN ('manual', 'round', 'replacement', 'standby')),
    CONSTRAINT ck_match_proposed_by CHECK (proposed_by IN ('school', 'company', 'coordinator')),
    CONSTRAINT ck_match_state CHECK (state IN ('proposed', 'accepted_school', 'accepted_company', 'confirmed',
        'reschedule_proposed', 'delivered', 'evaluated', 'closed', 'declined_by_school', 'declined_by_company',
        'expired', 'withdrawn', 'cancelled_by_school', 'cancelled_by_company', 'no_show_school', 'no_show_company',
        'replaced')),
    CONSTRAINT ck_match_waiting_has_deadline CHECK (respond_by IS NOT NULL
        = (state IN ('proposed', 'accepted_school', 'accepted_company', 'reschedule_proposed'))),
    CONSTRAINT ck_match_settled_has_place CHECK (holds OR state NOT IN ('confirmed', 'reschedule_proposed')),
    CONSTRAINT ck_match_released_holds_nothing CHECK (NOT holds OR state NOT IN ('declined_by_school',
        'declined_by_company', 'expired', 'withdrawn', 'cancelled_by_school', 'cancelled_by_company', 'replaced')),
    CONSTRAINT ck_match_confirmed_by_both CHECK (school_yes AND company_yes
        OR state NOT IN ('confirmed', 'reschedule_proposed', 'delivered', 'evaluated', 'closed')),
    CONSTRAINT ck_match_moment_whole CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT ck_match_week CHECK (extract(isodow FROM week) = 1),
    CONSTRAINT ck_match_score CHECK (score BETWEEN 0 AND 10000),
    CONSTRAINT ck_match_lesson_after CHECK (lesson_after IN ('done', 'waived')),
    CONSTRAINT ex_match_professional_busy EXCLUDE USING gist (
        int8range(professional_number, professional_number, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (professional_number IS NOT NULL AND starts_at IS NOT NULL
            AND state IN ('confirmed', 'reschedule_proposed', 'delivered', 'evaluated', 'closed'))
);
CREATE UNIQUE INDEX uq_match_one_confirmed ON match (request_id)
    WHERE state IN ('confirmed', 'reschedule_proposed', 'delivered', 'evaluated', 'closed');
CREATE UNIQUE INDEX uq_match_pair ON match (request_id, activity_id)
    WHERE state IN ('proposed', 'accepted_school', 'accepted_company', 'confirmed', 'reschedule_proposed');
CREATE INDEX ix_match_request_id ON match (request_id);
CREATE INDEX ix_match_activity_id_week ON match (activity_id, week);
CREATE INDEX ix_match_school_id ON match (school_id, id);
CREATE INDEX ix_match_company_id ON match (company_id, id);
CREATE INDEX ix_match_school_region ON match (school_region, id);
CREATE INDEX ix_match_company_region ON match (company_region, id);
CREATE INDEX ix_match_slot_id ON match (slot_id);
CREATE INDEX ix_match_school_site_id ON match (school_site_id);
CREATE INDEX ix_match_company_site_id ON match (company_site_id);
CREATE INDEX ix_match_professional_id ON match (professional_id);
CREATE INDEX ix_match_respond_by ON match (respond_by) WHERE respond_by IS NOT NULL;
CREATE INDEX ix_match_held_until ON match (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX ix_match_replaces_id ON match (replaces_id);
CREATE INDEX ix_match_replaced_by_id ON match (replaced_by_id);
CREATE INDEX ix_match_school_contact_id ON match (school_contact_id);
CREATE INDEX ix_match_company_contact_id ON match (company_contact_id);
"""
EVENT = """
CREATE TABLE match_event (
    id uuid NOT NULL DEFAULT uuidv7() CONSTRAINT pk_match_event PRIMARY KEY,
    match_id uuid NOT NULL CONSTRAINT fk_match_event_match_id REFERENCES match (id),
    place integer NOT NULL,
    at timestamptz NOT NULL,
    type varchar NOT NULL,
    side varchar NOT NULL,
    actor_id uuid,
    reason varchar,
    facts jsonb NOT NULL DEFAULT '{}',
    note varchar,
    CONSTRAINT uq_match_event_match_id_place UNIQUE (match_id, place),
    CONSTRAINT ck_match_event_side CHECK (side IN ('school', 'company', 'coordinator', 'house'))
);
CREATE INDEX ix_match_event_actor_id ON match_event (actor_id);
"""
# A row of the log is never changed or taken away, but for somebody's own words when they are erased.
LOG = """
CREATE FUNCTION loket_match_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.match_id, NEW.place, NEW.at, NEW.type, NEW.side, NEW.facts)
            = (OLD.id, OLD.match_id, OLD.place, OLD.at, OLD.type, OLD.side, OLD.facts)
        AND NEW.reason IS NOT DISTINCT FROM OLD.reason AND NEW.note IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log of a match only grows';
END $$;
CREATE TRIGGER match_log_stays BEFORE UPDATE OR DELETE ON match_event
FOR EACH ROW EXECUTE FUNCTION loket_match_log_stays();
"""
# A school year begins on the first of August.
SCHOOL_YEAR = """
CREATE FUNCTION loket_school_year(day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN make_date(extract(year FROM day - interval '7 months')::int, 8, 1);
"""
# One place more or less on every count that a booking touches, always in the same order: nobody waits in a circle.
# What is full is named; the caller's transaction then takes back what was counted before it.
TAKE = """
CREATE FUNCTION loket_take_place(activity uuid, monday date, moment uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    offered record;
    became_full boolean := false;
    counted record;
BEGIN
    SELECT a.id, a.capacity_week, a.capacity_year, a.company_site_id, s.capacity_year AS site_capacity INTO offered
    FROM activity a JOIN company_site s ON s.id = a.company_site_id WHERE a.id = activity FOR NO KEY UPDATE OF a;
    INSERT INTO place_count (holder_id, kind, period, capacity)
    SELECT * FROM (VALUES
        (offered.company_site_id, 'company', loket_school_year(monday), offered.site_capacity),
        (activity, 'year', loket_school_year(monday), offered.capacity_year),
        (activity, 'week', monday, offered.capacity_week)) n (holder, kind, period, capacity)
    WHERE capacity IS NOT NULL ON CONFLICT DO NOTHING;
    FOR counted IN SELECT * FROM (VALUES
        (offered.company_site_id, 'company', loket_school_year(monday), offered.site_capacity),
        (activity, 'year', loket_school_year(monday), offered.capacity_year),
        (activity, 'week', monday, offered.capacity_week)) n (holder, kind, period, capacity)
    WHERE n.capacity IS NOT NULL LOOP
        UPDATE place_count c SET taken = c.taken + 1
        WHERE c.holder_id = counted.holder AND c.kind = counted.kind AND c.period = counted.period
            AND c.taken < c.capacity
        RETURNING c.taken = c.capacity OR became_full INTO became_full;
        IF NOT FOUND THEN
            RETURN counted.kind;
        END IF;
    END LOOP;
    IF moment IS NOT NULL THEN
        UPDATE slot s SET taken = s.taken + 1, version = s.version + 1, updated_at = now()
        WHERE s.id = moment AND s.activity_id = activity AND s.state = 'open' AND s.taken < s.capacity;
        IF NOT FOUND THEN
            RETURN 'slot';
        END IF;
    END IF;
    IF became_full THEN
        PERFORM loket_mark_full(offered.company_site_id);
    END IF;
    RETURN NULL;
END $$
"""
GIVE = """
CREATE FUNCTION loket_give_place(activity uuid, monday date, moment uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    site uuid;
    was_full boolean := false;
    counted record;
BEGIN
    SELECT a.company_site_id INTO site FROM activity a WHERE a.id = activity FOR NO KEY UPDATE OF a;
    FOR counted IN SELECT * FROM (VALUES
        (site, 'company', loket_school_year(monday)),
        (activity, 'year', loket_school_year(monday)),
        (activity, 'week', monday)) n (holder, kind, period) LOOP
        UPDATE place_count c SET taken = c.taken - 1
        WHERE c.holder_id = counted.holder AND c.kind = counted.kind AND c.period = counted.period
        RETURNING c.taken + 1 = c.capacity OR was_full INTO was_full;
    END LOOP;
    IF moment IS NOT NULL THEN
        UPDATE slot s SET taken = s.taken - 1, version = s.version + 1, updated_at = now() WHERE s.id = moment;
    END IF;
    IF was_full THEN
        PERFORM loket_mark_full(site);
    END IF;
END $$
"""
# The weeks in which nothing is left leave the masks that suggestions are made with.
MARK_FULL = """
CREATE FUNCTION loket_mark_full(site uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE activity a SET full_weeks = f.weeks
    FROM (
        SELECT o.id, ARRAY(
            SELECT w FROM unnest(o.weeks) w WHERE EXISTS (
                SELECT 1 FROM place_count c
                WHERE c.taken >= c.capacity AND (c.holder_id, c.kind, c.period) IN (
                    (o.company_site_id, 'company', loket_school_year(w)),
                    (o.id, 'year', loket_school_year(w)), (o.id, 'week', w)))
            ORDER BY w) AS weeks
        FROM activity o WHERE o.company_site_id = site) f
    WHERE a.id = f.id AND a.full_weeks IS DISTINCT FROM f.weeks
$$
"""
OPEN_WEEKS = """
CREATE FUNCTION loket_open_weeks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    numbers integer[] := ARRAY(SELECT (w - date '1970-01-05') / 7 FROM unnest(NEW.weeks) w
        WHERE w <> ALL (NEW.full_weeks) ORDER BY w);
BEGIN
    NEW.first_week := coalesce(numbers[1], 0);
    NEW.week_mask := coalesce((SELECT sum(1::bigint << (n - numbers[1])) FROM unnest(numbers) n), 0);
    RETURN NEW;
END $$;
CREATE TRIGGER activity_open_weeks BEFORE UPDATE ON activity FOR EACH ROW
WHEN (NEW.full_weeks <> '{}' OR OLD.full_weeks <> '{}') EXECUTE FUNCTION loket_open_weeks();
"""
# Who offers more or less changes the counts that exist; never below what is taken.
RECOUNT = """
CREATE FUNCTION loket_recount_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE place_count SET capacity = greatest(taken,
        CASE kind WHEN 'week' THEN NEW.capacity_week ELSE NEW.capacity_year END)
    WHERE holder_id = NEW.id AND kind IN ('week', 'year');
    IF FOUND THEN
        PERFORM loket_mark_full(NEW.company_site_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_recount AFTER UPDATE ON activity FOR EACH ROW
WHEN (OLD.capacity_week <> NEW.capacity_week OR OLD.capacity_year <> NEW.capacity_year OR OLD.weeks <> NEW.weeks)
EXECUTE FUNCTION loket_recount_activity();
CREATE FUNCTION loket_recount_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE place_count SET capacity = greatest(taken, coalesce(NEW.capacity_year, 100000))
    WHERE holder_id = NEW.id AND kind = 'company';
    IF FOUND THEN
        PERFORM loket_mark_full(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER site_recount AFTER UPDATE ON company_site FOR EACH ROW
WHEN (OLD.capacity_year IS DISTINCT FROM NEW.capacity_year) EXECUTE FUNCTION loket_recount_site();
"""
# Rights move with the site of either side.
FOLLOW = """
CREATE FUNCTION loket_match_follows_school() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE match m SET school_id = s.school_id, school_region = s.region_code
    FROM new_sites s WHERE m.school_site_id = s.id
      AND (m.school_id, m.school_region) IS DISTINCT FROM (s.school_id, s.region_code);
    RETURN NULL;
END $$;
CREATE TRIGGER match_follows_school AFTER UPDATE ON school_site
REFERENCING NEW TABLE AS new_sites FOR EACH STATEMENT EXECUTE FUNCTION loket_match_follows_school();
CREATE FUNCTION loket_match_follows_company() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE match m SET company_id = s.company_id, company_region = s.region_code
    FROM new_sites s WHERE m.company_site_id = s.id
      AND (m.company_id, m.company_region) IS DISTINCT FROM (s.company_id, s.region_code);
    RETURN NULL;
END $$;
CREATE TRIGGER match_follows_company AFTER UPDATE ON company_site
REFERENCING NEW TABLE AS new_sites FOR EACH STATEMENT EXECUTE FUNCTION loket_match_follows_company();
"""
_REGIONS = "(SELECT loket_regions())::text[]"
_SCHOOL = "school_id = ANY ((SELECT loket_schools())::uuid[])"
_COMPANY = "company_id = ANY ((SELECT loket_companies())::uuid[])"
PARTY = f"""(SELECT loket_everywhere()) OR {_SCHOOL} OR {_COMPANY}
    OR school_region = ANY ({_REGIONS}) OR company_region = ANY ({_REGIONS})"""
_OFFERS = f"""EXISTS (SELECT 1 FROM activity a WHERE a.id = slot.activity_id
    AND ((SELECT loket_everywhere()) OR a.{_COMPANY} OR a.region_code = ANY ({_REGIONS})))"""  # noqa: S608
_OF_MATCH = "EXISTS (SELECT 1 FROM match m WHERE m.id = match_event.match_id)"
# Who they are is told to both sides once both said yes, and to nobody when it comes to nothing.
PEOPLE = f"""CREATE VIEW match_people AS
SELECT m.id AS match_id, p.id AS professional_id, p.display_name AS professional_name, s.name AS school_name,
    s.email AS school_email, c.name AS company_name, c.email AS company_email
FROM match m LEFT JOIN professional p ON p.id = m.professional_id
LEFT JOIN account s ON s.id = m.school_contact_id LEFT JOIN account c ON c.id = m.company_contact_id
WHERE m.state IN ('confirmed', 'reschedule_proposed', 'delivered', 'evaluated', 'closed')
  AND ({PARTY.replace("school_", "m.school_").replace("company_", "m.company_")})"""  # noqa: S608
# Whoever is in a match sees what it is about, also when that is open or published no longer.
PARTY_READS = {
    "school_request": "EXISTS (SELECT 1 FROM match m WHERE m.request_id = school_request.id)",
    "activity": "EXISTS (SELECT 1 FROM match m WHERE m.activity_id = activity.id)",
}
REQUEST_STATES = (
    "('draft', 'open', 'proposed', 'matched', 'fulfilled', 'needs_confirmation', 'expired', 'withdrawn', 'retired')"
)
# Table: what is read, what is written.
WALLS = {
    "slot": ("true", _OFFERS),
    "match": (PARTY, PARTY),
    "match_event": (_OF_MATCH, _OF_MATCH),
}


def _request_states(states: str) -> None:
    # One transaction: no row escapes the check, and reading a state of every row takes no time to speak of.
    op.execute(
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE school_request DROP CONSTRAINT ck_school_request_state"
    )
    op.execute(f"""-- squawk-ignore constraint-missing-not-valid
        ALTER TABLE school_request ADD CONSTRAINT ck_school_request_state CHECK (state IN {states})""")


def upgrade() -> None:
    op.add_column(
        "activity",
        sa.Column("full_weeks", postgresql.ARRAY(sa.Date()), nullable=False, server_default=sa.text("'{}'")),
    )
    for statement in (
        SLOT,
        PLACES,
        MATCH,
        EVENT,
        LOG,
        SCHOOL_YEAR,
        MARK_FULL,
        TAKE,
        GIVE,
        OPEN_WEEKS,
        RECOUNT,
        FOLLOW,
    ):
        op.execute(statement)
    op.execute("CREATE OR REPLACE VIEW published_activity AS SELECT * FROM activity WHERE state = 'published'")
    for table, (read, write) in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT USING ({read})")
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({write})")
        op.execute(f"CREATE POLICY change ON {table} FOR UPDATE USING ({write})")
        op.execute(f"CREATE POLICY remove ON {table} FOR DELETE USING ({write})")
    op.execute(PEOPLE)
    op.execute("REVOKE INSERT, UPDATE, DELETE ON place_count, match_people FROM loket_app")
    for table, rule in PARTY_READS.items():
        op.execute(f"CREATE POLICY read_as_party ON {table} FOR SELECT USING ({rule})")
    _request_states(REQUEST_STATES)


def downgrade() -> None:
    for table in PARTY_READS:
        op.execute(f"DROP POLICY read_as_party ON {table}")
    op.execute("DROP VIEW match_people")
    _request_states("('open', 'withdrawn', 'retired')")
    op.execute("DROP TRIGGER match_follows_company ON company_site; DROP TRIGGER match_follows_school ON school_site")
    op.execute("DROP TRIGGER site_recount ON company_site; DROP TRIGGER activity_recount ON activity")
    op.execute("DROP TRIGGER activity_open_weeks ON activity")
    op.execute("DROP TABLE match_event, match, place_count, slot")
    op.execute(
        """DROP FUNCTION loket_match_follows_company, loket_match_follows_school, loket_recount_site,
        loket_recount_activity, loket_open_weeks, loket_give_place, loket_take_place, loket_mark_full,
        loket_school_year, loket_match_log_stays"""
    )
    op.execute("DROP VIEW published_activity")
    op.drop_column("activity", "full_weeks")
    op.execute("CREATE VIEW published_activity AS SELECT * FROM activity WHERE state = 'published'")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON published_activity FROM loket_app")
