"""Partnerships of a school and a company over several years; an active one without activities for a year is dormant."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
NONE = sa.text("'{}'")
OPEN = "state IN ('proposed', 'active')"
# One definition, for lists and for suggestions; it counts matches of the two in whichever region.
STATE = """
CREATE FUNCTION loket_partnership_state(stands varchar, since date, school uuid, company uuid, today date)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN stands = 'active' AND greatest(since, (
            SELECT max(m.week) FROM match m WHERE m.school_id = school AND m.company_id = company
              AND m.state IN ('confirmed', 'reschedule_proposed', 'delivered', 'evaluated', 'closed')))
        < today - interval '12 months' THEN 'dormant' ELSE stands END
$$
"""
_REGION = """loket_has_site_where_i_coordinate(school_id, NULL, NULL)
    OR loket_has_site_where_i_coordinate(NULL, NULL, company_id)"""
READ = f"""(SELECT loket_house()) OR school_id = ANY ((SELECT loket_schools())::uuid[])
    OR company_id = ANY ((SELECT loket_companies())::uuid[]) OR {_REGION}"""
WRITE = f"""(SELECT loket_house()) OR school_id = ANY ((SELECT loket_kept())::uuid[])
    OR company_id = ANY ((SELECT loket_kept())::uuid[]) OR {_REGION}"""


def upgrade() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), server_default="proposed", nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("school_yes", sa.Boolean(), nullable=False),
        sa.Column("company_yes", sa.Boolean(), nullable=False),
        sa.Column("activities_per_year", sa.Integer(), nullable=True),
        sa.Column("levels", postgresql.ARRAY(sa.TEXT()), server_default=NONE, nullable=False),
        sa.Column("goals", postgresql.ARRAY(sa.TEXT()), server_default=NONE, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("end_note", sa.String(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"{OPEN} OR state = 'ended'", name=op.f("ck_partnership_state")),
        sa.CheckConstraint(
            "proposed_by IN ('school', 'company', 'coordinator')", name=op.f("ck_partnership_proposed_by")
        ),
        sa.CheckConstraint(
            "state <> 'active' OR (school_yes AND company_yes)", name=op.f("ck_partnership_active_by_both")
        ),
        sa.CheckConstraint("(started_on IS NOT NULL) OR state <> 'active'", name=op.f("ck_partnership_active_since")),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_on IS NOT NULL) AND (state = 'ended') = (end_reason IS NOT NULL)",
            name=op.f("ck_partnership_ended_with_reason"),
        ),
        sa.CheckConstraint("activities_per_year BETWEEN 1 AND 100", name=op.f("ck_partnership_activities_per_year")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_partnership_school_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_partnership_company_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_partnership_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
    )
    for column in ("school_id", "company_id", "ended_by"):
        op.create_index(op.f(f"ix_partnership_{column}"), "partnership", [column])
    op.create_index(
        "uq_partnership_open", "partnership", ["school_id", "company_id"], unique=True, postgresql_where=sa.text(OPEN)
    )
    op.execute(STATE)
    op.execute("ALTER TABLE partnership ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read ON partnership FOR SELECT USING ({READ})")
    op.execute(f"CREATE POLICY add ON partnership FOR INSERT WITH CHECK ({WRITE})")
    op.execute(f"CREATE POLICY change ON partnership FOR UPDATE USING ({WRITE})")
    op.execute("CREATE POLICY remove ON partnership FOR DELETE USING ((SELECT loket_house()))")


def downgrade() -> None:
    op.execute("DROP FUNCTION loket_partnership_state")
    op.drop_table("partnership")
