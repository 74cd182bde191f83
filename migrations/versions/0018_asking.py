"""Requests and activities in full: lessons around the visit, windows in lesson hours, a waiting time that goes on, and
a question whether they are still meant; what a virtual visit needs; a code of conduct; concerns.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
# Both are the first moments of a request that is open; a draft has none yet.
OPENED = "UPDATE school_request SET opened_at = created_at, confirmed_at = greatest(created_at, updated_at)"
COORDINATED = "(SELECT loket_everywhere()) OR region_code = ANY ((SELECT loket_regions())::text[])"
MINE = "(SELECT loket_actor())"
_COMPANY = """(SELECT loket_everywhere()) OR company_id = ANY ((SELECT loket_companies())::uuid[])
    OR loket_in_my_region(NULL, NULL, company_id)"""
_NEVER = "(SELECT loket_everywhere())"
# Table: what is read, added, changed, removed.
WALLS = {
    "code_acceptance": (
        _COMPANY,
        f"(SELECT loket_everywhere()) OR (company_id = ANY ((SELECT loket_kept())::uuid[]) AND actor_id = {MINE})",
        _NEVER,
        _NEVER,
    ),
    "concern": (
        f"{COORDINATED} OR reporter_id = {MINE}",
        f"(SELECT loket_everywhere()) OR reporter_id = {MINE}",
        COORDINATED,
        _NEVER,
    ),
}
# Who reported it may be of another region; its own coordinator sees who it was, and nobody else does.
REPORTER = """CREATE VIEW concern_reporter AS
SELECT c.id AS concern_id, a.name, a.email FROM concern c JOIN account a ON a.id = c.reporter_id
WHERE (SELECT loket_everywhere()) OR c.region_code = ANY ((SELECT loket_coordinated())::text[])"""


def _acceptances() -> None:
    op.create_table(
        "code_acceptance",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_code_acceptance_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_acceptance")),
        sa.UniqueConstraint("company_id", "version", name=op.f("uq_code_acceptance_company_id_version")),
    )
    op.create_index(op.f("ix_code_acceptance_actor_id"), "code_acceptance", ["actor_id"])


def _concerns() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("about_type", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "about_type IN ('activity', 'request', 'match', 'company', 'school')",
            name=op.f("ck_concern_about_type"),
        ),
        sa.CheckConstraint("state IN ('open', 'handled')", name=op.f("ck_concern_state")),
        sa.CheckConstraint("(state = 'handled') = (handled_at IS NOT NULL)", name=op.f("ck_concern_handled_at")),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_concern_reporter_id")),
        sa.ForeignKeyConstraint(["handled_by"], ["account.id"], name=op.f("fk_concern_handled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index(op.f("ix_concern_region_code"), "concern", ["region_code"])
    op.create_index(op.f("ix_concern_reporter_id"), "concern", ["reporter_id"])


# The columns are new: reading them takes no time to speak of.
CHECKS = {
    "staff": "staff BETWEEN 0 AND 50",
    "windows": "jsonb_typeof(windows) = 'array'",
    "opened": "state IN ('draft', 'withdrawn') OR (opened_at IS NOT NULL AND confirmed_at IS NOT NULL)",
    "confirm_by": "state <> 'needs_confirmation' OR confirm_by IS NOT NULL",
}
ASKER = """-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE school_request ADD CONSTRAINT fk_school_request_created_by FOREIGN KEY (created_by)
    REFERENCES account (id)"""


def _request_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("windows", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("embed", postgresql.JSONB(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=NOW, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
    ]


def _activity_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("fallback_mode", sa.String(), nullable=True),
        sa.Column("preparation", sa.String(), server_default="", nullable=False),
        sa.Column("follow_up", sa.String(), server_default="", nullable=False),
        sa.Column("virtual_url", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
    ]


def upgrade() -> None:
    # The view of what is published keeps the columns that it has: everybody reads it.
    for column in _activity_columns():
        op.add_column("activity", column)
    for column in _request_columns():
        op.add_column("school_request", column)
    op.execute(OPENED)
    for name, rule in CHECKS.items():
        op.execute(f"""-- squawk-ignore constraint-missing-not-valid
            ALTER TABLE school_request ADD CONSTRAINT ck_school_request_{name} CHECK ({rule})""")
    op.execute(ASKER)
    _acceptances()
    _concerns()
    for table, policies in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        read, add, change, remove = policies
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT USING ({read})")
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({add})")
        op.execute(f"CREATE POLICY change ON {table} FOR UPDATE USING ({change})")
        op.execute(f"CREATE POLICY remove ON {table} FOR DELETE USING ({remove})")
    op.execute(REPORTER)
    op.execute("REVOKE INSERT, UPDATE, DELETE ON concern_reporter FROM loket_app")
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_school_request_created_by"), "school_request", ["created_by"], postgresql_concurrently=True
        )


def downgrade() -> None:
    op.execute("DROP VIEW concern_reporter")
    for table in WALLS:
        op.drop_table(table)
    for column in reversed(_activity_columns()):
        op.drop_column("activity", column.name)
    for column in reversed(_request_columns()):
        op.drop_column("school_request", column.name)
