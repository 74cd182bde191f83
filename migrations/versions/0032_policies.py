"""What a round is told besides: schools that come first, and kilometres more where schools are few."""

from alembic import op

revision = "0032"
down_revision = "0029"
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
ALTER TABLE match_round ADD COLUMN rural_km integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT ck_match_round_rural_km CHECK (rural_km BETWEEN 0 AND 100)
"""
# Who reads is who writes.
WALLS = {"site_priority": OF_SITE}


def upgrade() -> None:
    op.execute(PRIORITIES)
    op.execute(RURAL)
    for table, mine in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({mine})")


def downgrade() -> None:
    for table in reversed(WALLS):
        op.drop_table(table)
    op.drop_column("match_round", "rural_km")
