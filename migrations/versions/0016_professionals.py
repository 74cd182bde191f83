"""People of companies: who they are for whom is said by a view, and a role that ends takes its profile along."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LISTS = ("subjects", "themes", "levels", "languages", "modes")
EVERYWHERE = "(SELECT loket_everywhere())"
COMPANIES = "p.company_id = ANY ((SELECT loket_companies())::uuid[])"
# Coordinators of the company and of a region where it has a site, and the person while a role there is held.
OWNED = f"""{EVERYWHERE} OR p.company_id = ANY ((SELECT loket_kept())::uuid[])
    OR (p.account_id = (SELECT loket_actor()) AND {COMPANIES})
    OR loket_has_site_where_i_coordinate(NULL, NULL, p.company_id)"""
_PUBLIC = ("id", "number", "company_id", "display_name", "function", "bio", *_LISTS, "travel_km", "state", "version")
_OWN = ("account_id", "availability", "weeks_off", "cap_per_month", "vog_valid_until", "consent_at", "last_asked_at")
# A school sees some of the columns of some of the rows, so it reads through a view, with the eyes of its owner.
VIEW = f"""
CREATE VIEW seen_professional AS
SELECT {", ".join(f"p.{name}" for name in (*_PUBLIC, "created_at", "updated_at"))}, public.shown,
    {", ".join(f"CASE WHEN own.owned THEN p.{name} END AS {name}" for name in _OWN)}
FROM professional p JOIN company c ON c.id = p.company_id
CROSS JOIN LATERAL (SELECT p.state = 'active' AND p.consent_at IS NOT NULL
    AND c.participation NOT IN ('paused', 'left', 'archived') AS shown) public
CROSS JOIN LATERAL (SELECT {OWNED} AS owned) own
WHERE (public.shown AND (SELECT loket_schools()) <> '{{}}') OR {COMPANIES} OR own.owned
"""  # noqa: S608
LEAVES = """
CREATE FUNCTION loket_professional_leaves_with_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE professional p SET state = 'left', version = p.version + 1, updated_at = now()
    WHERE p.account_id = OLD.account_id AND p.company_id = OLD.company_id AND p.state <> 'left'
      AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.account_id = OLD.account_id
          AND m.company_id = OLD.company_id AND (m.ends_at IS NULL OR m.ends_at > now()));
    RETURN NULL;
END $$;
CREATE TRIGGER professional_leaves_with_role AFTER UPDATE OF ends_at OR DELETE ON membership
FOR EACH ROW WHEN (OLD.company_id IS NOT NULL) EXECUTE FUNCTION loket_professional_leaves_with_role()
"""


def _columns() -> list[sa.Column[object]]:
    empty = sa.text("'{}'")
    return [
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("bio", sa.String(), server_default="", nullable=False),
        *(sa.Column(name, postgresql.ARRAY(sa.TEXT()), server_default=empty, nullable=False) for name in _LISTS),
        sa.Column("travel_km", sa.Integer(), nullable=False),
        sa.Column("availability", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("weeks_off", postgresql.ARRAY(sa.Date()), server_default=empty, nullable=False),
        sa.Column("cap_per_month", sa.Integer(), nullable=True),
        sa.Column("vog_valid_until", sa.Date(), nullable=True),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), server_default="active", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "professional",
        *_columns(),
        sa.CheckConstraint("state IN ('active', 'paused', 'left')", name=op.f("ck_professional_state")),
        sa.CheckConstraint("travel_km BETWEEN 0 AND 500", name=op.f("ck_professional_travel_km")),
        sa.CheckConstraint("cap_per_month BETWEEN 1 AND 50", name=op.f("ck_professional_cap_per_month")),
        sa.CheckConstraint("jsonb_typeof(availability) = 'array'", name=op.f("ck_professional_availability")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_professional_company_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_professional_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professional")),
        sa.UniqueConstraint("number", name=op.f("uq_professional_number")),
    )
    op.create_index(op.f("ix_professional_company_id"), "professional", ["company_id"])
    op.create_index(op.f("ix_professional_account_id"), "professional", ["account_id"])
    op.create_index(
        "uq_professional_person",
        "professional",
        ["company_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'left'"),
    )
    owned = OWNED.replace("p.", "")
    op.execute("ALTER TABLE professional ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read ON professional FOR SELECT USING ({COMPANIES.replace('p.', '')} OR {owned})")
    op.execute(f"CREATE POLICY add ON professional FOR INSERT WITH CHECK ({owned})")
    op.execute(f"CREATE POLICY change ON professional FOR UPDATE USING ({owned})")
    op.execute(f"CREATE POLICY remove ON professional FOR DELETE USING ({EVERYWHERE})")
    op.execute(VIEW)
    op.execute("REVOKE INSERT, UPDATE, DELETE ON seen_professional FROM loket_app")
    op.execute(LEAVES)


def downgrade() -> None:
    op.execute("DROP TRIGGER professional_leaves_with_role ON membership")
    op.execute("DROP FUNCTION loket_professional_leaves_with_role")
    op.execute("DROP VIEW seen_professional")
    op.drop_table("professional")
