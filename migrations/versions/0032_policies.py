"""Schools that come first in rounds, kilometres more where schools are few, rounds that begin by themselves; and what
entered a round under which name.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PRIORITIES = """
CREATE TABLE site_priority (
    id uuid NOT NULL DEFAULT uuidv7(),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    school_site_id uuid NOT NULL,
    school_year integer NOT NULL,
    reason varchar NOT NULL,
    created_by uuid,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    CONSTRAINT pk_site_priority PRIMARY KEY (id),
    CONSTRAINT fk_site_priority_school_site_id FOREIGN KEY (school_site_id) REFERENCES school_site (id),
    CONSTRAINT fk_site_priority_created_by FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT fk_site_priority_withdrawn_by FOREIGN KEY (withdrawn_by) REFERENCES account (id),
    CONSTRAINT ck_site_priority_school_year CHECK (school_year BETWEEN 2000 AND 2100),
    CONSTRAINT ck_site_priority_withdrawn_by CHECK (withdrawn_by IS NULL OR withdrawn_at IS NOT NULL)
);
CREATE UNIQUE INDEX uq_site_priority_standing ON site_priority (school_site_id, school_year)
    WHERE withdrawn_at IS NULL;
CREATE INDEX ix_site_priority_school_site_id ON site_priority (school_site_id);
CREATE INDEX ix_site_priority_created_by ON site_priority (created_by);
CREATE INDEX ix_site_priority_withdrawn_by ON site_priority (withdrawn_by);
"""
OF_SITE = """(SELECT loket_house()) OR EXISTS (SELECT 1 FROM school_site s WHERE s.id = site_priority.school_site_id
    AND s.region_code = ANY ((SELECT loket_coordinated())::text[]))"""
RURAL = """
ALTER TABLE match_round ADD COLUMN rural_km integer NOT NULL DEFAULT 0;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE match_round ADD CONSTRAINT ck_match_round_rural_km CHECK (rural_km BETWEEN 0 AND 100)
"""
SCHEDULES = """
CREATE TABLE round_schedule (
    id uuid NOT NULL DEFAULT uuidv7(),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    region_code varchar NOT NULL,
    state varchar NOT NULL DEFAULT 'active',
    name varchar NOT NULL,
    every_weeks integer NOT NULL,
    weekday integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    set_on date NOT NULL,
    policy varchar NOT NULL,
    side_rules text[] NOT NULL DEFAULT '{}',
    rural_km integer NOT NULL DEFAULT 0,
    weights jsonb,
    created_by uuid,
    CONSTRAINT pk_round_schedule PRIMARY KEY (id),
    CONSTRAINT uq_round_schedule_region_code UNIQUE (region_code),
    CONSTRAINT fk_round_schedule_region_code FOREIGN KEY (region_code) REFERENCES region (code),
    CONSTRAINT fk_round_schedule_created_by FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT ck_round_schedule_state CHECK (state IN ('active', 'stopped')),
    CONSTRAINT ck_round_schedule_every_weeks CHECK (every_weeks BETWEEN 1 AND 52),
    CONSTRAINT ck_round_schedule_weekday CHECK (weekday BETWEEN 1 AND 7),
    CONSTRAINT ck_round_schedule_ends_on CHECK (ends_on >= starts_on),
    CONSTRAINT ck_round_schedule_policy CHECK (policy IN ('reach', 'maxScore')),
    CONSTRAINT ck_round_schedule_rural_km CHECK (rural_km BETWEEN 0 AND 100)
);
CREATE INDEX ix_round_schedule_created_by ON round_schedule (created_by);
CREATE TABLE scheduled_round (
    schedule_id uuid NOT NULL,
    planned_on date NOT NULL,
    round_id uuid NOT NULL,
    told_at timestamptz,
    CONSTRAINT pk_scheduled_round PRIMARY KEY (schedule_id, planned_on),
    CONSTRAINT uq_scheduled_round_round_id UNIQUE (round_id),
    CONSTRAINT fk_scheduled_round_schedule_id FOREIGN KEY (schedule_id) REFERENCES round_schedule (id),
    CONSTRAINT fk_scheduled_round_round_id FOREIGN KEY (round_id) REFERENCES match_round (id)
);
"""
ENTRIES = """
CREATE TABLE round_entry (
    id uuid NOT NULL DEFAULT uuidv7(),
    round_id uuid NOT NULL,
    request_id uuid,
    activity_id uuid,
    name varchar NOT NULL,
    CONSTRAINT pk_round_entry PRIMARY KEY (id),
    CONSTRAINT uq_round_entry_round_id_request_id UNIQUE (round_id, request_id),
    CONSTRAINT uq_round_entry_round_id_activity_id UNIQUE (round_id, activity_id),
    CONSTRAINT fk_round_entry_round_id FOREIGN KEY (round_id) REFERENCES match_round (id),
    CONSTRAINT fk_round_entry_request_id FOREIGN KEY (request_id) REFERENCES school_request (id),
    CONSTRAINT fk_round_entry_activity_id FOREIGN KEY (activity_id) REFERENCES activity (id),
    CONSTRAINT ck_round_entry_one CHECK (num_nonnulls(request_id, activity_id) = 1)
);
CREATE INDEX ix_round_entry_request_id ON round_entry (request_id);
CREATE INDEX ix_round_entry_activity_id ON round_entry (activity_id);
"""
# Rounds that were frozen before: as far as what they name still has its name.
KNOWN = """INSERT INTO round_entry (round_id, {column}, name)
    SELECT o.id, t.id, e.name
    FROM match_round o CROSS JOIN LATERAL (
        SELECT DISTINCT n ->> 'id' AS name
        FROM jsonb_array_elements(coalesce(o.snapshot, '{{}}')::jsonb -> '{list}') AS n) e
    JOIN {table} t ON t.region_code = o.region_code
        AND coalesce(t.scheme || ':' || t.value, t.id::text) = e.name"""
OF_ROUND = """EXISTS (SELECT 1 FROM match_round o WHERE o.id = round_entry.round_id
    AND ((SELECT loket_house()) OR o.region_code = ANY ((SELECT loket_coordinated())::text[])))"""
COORDINATED = "(SELECT loket_house()) OR region_code = ANY ((SELECT loket_coordinated())::text[])"
# Who sees the schedule; written by the worker alone.
OF_SCHEDULE = "EXISTS (SELECT 1 FROM round_schedule s WHERE s.id = scheduled_round.schedule_id)"
# Who reads is who writes.
WALLS = {"site_priority": OF_SITE, "round_schedule": COORDINATED, "round_entry": OF_ROUND}


def upgrade() -> None:
    op.execute(PRIORITIES)
    op.execute(RURAL)
    op.execute(SCHEDULES)
    op.execute(ENTRIES)
    op.execute(KNOWN.format(column="request_id", list="requests", table="school_request"))
    op.execute(KNOWN.format(column="activity_id", list="offers", table="activity"))
    for table, mine in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({mine})")
    op.execute("ALTER TABLE scheduled_round ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY house ON scheduled_round USING ((SELECT loket_house()))")
    op.execute(f"CREATE POLICY read ON scheduled_round FOR SELECT USING ({OF_SCHEDULE})")


def downgrade() -> None:
    for table in ("scheduled_round", *reversed(WALLS)):
        op.drop_table(table)
    op.drop_column("match_round", "rural_km")
