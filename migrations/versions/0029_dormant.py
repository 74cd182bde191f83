"""When something was last heard of each organisation, and the question whether it is still there."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

HOUSE = "(SELECT loket_everywhere())"


def _activity(kind: str, own: str) -> str:
    """Of each school or company that takes part; `own` is what it did by itself besides its part in matches."""
    return f"""SELECT '{kind}' AS kind, o.id, o.name, o.participation,
        ARRAY(SELECT DISTINCT s.region_code::text FROM {kind}_site s
            WHERE s.{kind}_id = o.id AND s.state = 'active' AND s.region_code IS NOT NULL) AS regions,
        greatest(o.created_at, {own},
            (SELECT max(m.starts_at) FROM membership m WHERE m.{kind}_id = o.id AND m.starts_at <= now()),
            (SELECT max(e.at) FROM match m JOIN match_event e ON e.match_id = m.id
                WHERE m.{kind}_id = o.id AND e.side = '{kind}'),
            (SELECT max(q.answered_at) FROM dormancy_question q WHERE q.{kind}_id = o.id)) AS last_active_at,
        (SELECT max(q.asked_at) FROM dormancy_question q WHERE q.{kind}_id = o.id) AS asked_at
        FROM {kind} o WHERE o.participation IN ('active', 'paused')"""  # noqa: S608


_ASKED = """(SELECT max(greatest(r.created_at, r.opened_at, r.confirmed_at)) FROM school_request r
    WHERE r.school_id = o.id)"""
_OFFERED = "(SELECT max(greatest(a.created_at, a.updated_at)) FROM activity a WHERE a.company_id = o.id)"
# What an organisation did elsewhere counts too, which the coordinator of one of its regions may not see: so the view
# reads all, and shows when, and nothing of what.
ACTIVITY = f"""CREATE VIEW organisation_activity AS
SELECT o.* FROM ({_activity("school", _ASKED)} UNION ALL {_activity("company", _OFFERED)}) o
WHERE (SELECT loket_everywhere()) OR o.regions && (SELECT loket_coordinated())::text[]"""  # noqa: S608


def upgrade() -> None:
    op.create_table(
        "dormancy_question",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(school_id, company_id) = 1", name=op.f("ck_dormancy_question_one_organisation")
        ),
        sa.CheckConstraint("answer IN ('active', 'pause', 'stop')", name=op.f("ck_dormancy_question_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_dormancy_question_answered_at")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_dormancy_question_school_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dormancy_question_company_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dormancy_question_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dormancy_question")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_dormancy_question_token_hash")),
    )
    for column in ("school_id", "company_id", "account_id"):
        op.create_index(op.f(f"ix_dormancy_question_{column}"), "dormancy_question", [column])
    op.execute("ALTER TABLE dormancy_question ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY house ON dormancy_question USING ({HOUSE})")
    op.execute(ACTIVITY)
    op.execute("REVOKE INSERT, UPDATE, DELETE ON organisation_activity FROM loket_app")


def downgrade() -> None:
    op.execute("DROP VIEW organisation_activity")
    op.drop_table("dormancy_question")
