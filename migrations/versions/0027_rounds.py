"""Rounds of a region: what was frozen, what came out, who decided what. Published ones are for everybody."""

from alembic import op

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = (
    "'draft', 'frozen', 'queued', 'solving', 'proposed', 'in_review', 'published', 'closed', 'stopped', 'failed', "
    "'cancelled'"
)
ROUNDS = f"""
CREATE TABLE match_round (
    id uuid NOT NULL DEFAULT uuidv7(),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    region_code varchar NOT NULL,
    name varchar NOT NULL,
    school_year integer NOT NULL,
    policy varchar NOT NULL,
    side_rules text[] NOT NULL DEFAULT '{{}}',
    weights jsonb,
    state varchar NOT NULL DEFAULT 'draft',
    seed varchar NOT NULL,
    seed_sha256 varchar NOT NULL,
    snapshot varchar,
    snapshot_sha256 varchar,
    instance varchar,
    instance_sha256 varchar,
    result json,
    figures jsonb,
    baseline jsonb,
    gap double precision,
    progress jsonb NOT NULL DEFAULT '{{}}',
    failure jsonb,
    is_stale boolean NOT NULL DEFAULT false,
    stop_asked boolean NOT NULL DEFAULT false,
    created_by uuid,
    frozen_at timestamptz,
    published_at timestamptz,
    sent integer,
    refused integer,
    CONSTRAINT pk_match_round PRIMARY KEY (id),
    CONSTRAINT fk_match_round_region_code FOREIGN KEY (region_code) REFERENCES region (code),
    CONSTRAINT fk_match_round_created_by FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT ck_match_round_state CHECK (state IN ({STATES})),
    CONSTRAINT ck_match_round_policy CHECK (policy IN ('reach', 'maxScore')),
    CONSTRAINT ck_match_round_school_year CHECK (school_year BETWEEN 2000 AND 2100),
    CONSTRAINT ck_match_round_snapshot CHECK (state = 'draft' OR state = 'cancelled' OR snapshot IS NOT NULL),
    CONSTRAINT ck_match_round_result CHECK (
        state NOT IN ('proposed', 'in_review', 'published', 'closed', 'stopped') OR result IS NOT NULL),
    CONSTRAINT ck_match_round_published_at CHECK (state NOT IN ('published', 'closed') OR published_at IS NOT NULL)
);
CREATE INDEX ix_match_round_region_code ON match_round (region_code);
CREATE INDEX ix_match_round_created_by ON match_round (created_by);
"""
OUTCOMES = """
CREATE TABLE round_outcome (
    id uuid NOT NULL DEFAULT uuidv7(),
    round_id uuid NOT NULL,
    request_id uuid NOT NULL,
    activity_id uuid,
    week date,
    score integer,
    why jsonb NOT NULL DEFAULT '{}',
    match_id uuid,
    refused varchar,
    CONSTRAINT pk_round_outcome PRIMARY KEY (id),
    CONSTRAINT uq_round_outcome_round_id_request_id UNIQUE (round_id, request_id),
    CONSTRAINT fk_round_outcome_round_id FOREIGN KEY (round_id) REFERENCES match_round (id),
    CONSTRAINT fk_round_outcome_request_id FOREIGN KEY (request_id) REFERENCES school_request (id),
    CONSTRAINT fk_round_outcome_activity_id FOREIGN KEY (activity_id) REFERENCES activity (id),
    CONSTRAINT fk_round_outcome_match_id FOREIGN KEY (match_id) REFERENCES match (id),
    CONSTRAINT ck_round_outcome_week CHECK ((activity_id IS NULL) = (week IS NULL)),
    CONSTRAINT ck_round_outcome_score CHECK ((activity_id IS NULL) = (score IS NULL))
);
CREATE INDEX ix_round_outcome_request_id ON round_outcome (request_id);
CREATE INDEX ix_round_outcome_activity_id ON round_outcome (activity_id);
CREATE INDEX ix_round_outcome_match_id ON round_outcome (match_id);
"""
DECISIONS = """
CREATE TABLE round_decision (
    id uuid NOT NULL DEFAULT uuidv7(),
    round_id uuid NOT NULL,
    request_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    week date,
    decision varchar NOT NULL,
    reason varchar NOT NULL,
    actor_id uuid,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_round_decision PRIMARY KEY (id),
    CONSTRAINT fk_round_decision_round_id FOREIGN KEY (round_id) REFERENCES match_round (id),
    CONSTRAINT fk_round_decision_request_id FOREIGN KEY (request_id) REFERENCES school_request (id),
    CONSTRAINT fk_round_decision_activity_id FOREIGN KEY (activity_id) REFERENCES activity (id),
    CONSTRAINT fk_round_decision_actor_id FOREIGN KEY (actor_id) REFERENCES account (id),
    CONSTRAINT ck_round_decision_decision CHECK (decision IN ('accept', 'pin', 'forbid', 'release')),
    CONSTRAINT ck_round_decision_week CHECK (decision <> 'pin' OR week IS NOT NULL)
);
CREATE INDEX ix_round_decision_round_id ON round_decision (round_id);
CREATE INDEX ix_round_decision_request_id ON round_decision (request_id);
CREATE INDEX ix_round_decision_activity_id ON round_decision (activity_id);
CREATE INDEX ix_round_decision_actor_id ON round_decision (actor_id);
"""
COORDINATED = "(SELECT loket_house()) OR region_code = ANY ((SELECT loket_coordinated())::text[])"
OF_ROUND = """EXISTS (SELECT 1 FROM match_round o WHERE o.id = {}.round_id
    AND ((SELECT loket_house()) OR o.region_code = ANY ((SELECT loket_coordinated())::text[])))"""
# Table: what is read, what is written.
WALLS = {
    "match_round": (f"{COORDINATED} OR state IN ('published', 'closed')", COORDINATED),
    "round_outcome": (OF_ROUND.format("round_outcome"), OF_ROUND.format("round_outcome")),
    "round_decision": (OF_ROUND.format("round_decision"), OF_ROUND.format("round_decision")),
}


def upgrade() -> None:
    for table in (ROUNDS, OUTCOMES, DECISIONS):
        op.execute(table)
    for table, (read, write) in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT USING ({read})")
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({write})")
        op.execute(f"CREATE POLICY change ON {table} FOR UPDATE USING ({write})")
        op.execute(f"CREATE POLICY remove ON {table} FOR DELETE USING ({write})")


def downgrade() -> None:
    for table in reversed(WALLS):
        op.drop_table(table)
