"""Schools that stand by for a place of an activity that is full."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
# Of whose request it is, in a region that one looks after; that others may read an open request says nothing here.
OWN = """(SELECT loket_everywhere()) OR EXISTS (SELECT 1 FROM school_request r WHERE r.id = standby_place.request_id
    AND (r.school_id = ANY ((SELECT loket_schools())::uuid[])
        OR r.region_code = ANY ((SELECT loket_regions())::text[])))"""


def upgrade() -> None:
    op.create_table(
        "standby_place",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("weeks", postgresql.ARRAY(sa.Date()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.String(), server_default="waitlisted", nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('cancelled', 'confirmed', 'expired', 'offered', 'passed', 'waitlisted')",
            name=op.f("ck_standby_place_state"),
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (held_until IS NOT NULL)", name=op.f("ck_standby_place_offered_until")
        ),
        sa.CheckConstraint(
            "state NOT IN ('offered', 'confirmed') OR week IS NOT NULL", name=op.f("ck_standby_place_offered_week")
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (match_id IS NOT NULL)", name=op.f("ck_standby_place_confirmed_match")
        ),
        sa.CheckConstraint("extract(isodow FROM week) = 1", name=op.f("ck_standby_place_week")),
        sa.ForeignKeyConstraint(["request_id"], ["school_request.id"], name=op.f("fk_standby_place_request_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_standby_place_activity_id")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_standby_place_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standby_place")),
    )
    op.create_index(op.f("ix_standby_place_request_id"), "standby_place", ["request_id"])
    op.create_index(op.f("ix_standby_place_match_id"), "standby_place", ["match_id"])
    op.create_index(op.f("ix_standby_place_activity_id_state"), "standby_place", ["activity_id", "state"])
    op.create_index(
        "uq_standby_place_alive",
        "standby_place",
        ["request_id", "activity_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('offered', 'waitlisted')"),
    )
    op.execute("ALTER TABLE standby_place ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read ON standby_place FOR SELECT USING ({OWN})")
    op.execute(f"CREATE POLICY add ON standby_place FOR INSERT WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY change ON standby_place FOR UPDATE USING ({OWN})")
    op.execute("CREATE POLICY remove ON standby_place FOR DELETE USING ((SELECT loket_house()))")


def downgrade() -> None:
    op.drop_table("standby_place")
