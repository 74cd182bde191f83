"""Sites are found by their municipality too, searches by what a word stands for; shipped data is loaded once."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SITES = {"school_site": "|| levels", "company_site": "|| sectors || sbi"}
# A copy, since a generated column sees its own row alone.
NAME = """
CREATE FUNCTION loket_site_municipality() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.municipality_name := (SELECT name FROM municipality WHERE code = NEW.municipality_code);
    RETURN NEW;
END $$
"""
FOLLOW = """
CREATE FUNCTION loket_sites_follow_municipality() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE school_site SET municipality_name = NEW.name WHERE municipality_code = NEW.code;
    UPDATE company_site SET municipality_name = NEW.name WHERE municipality_code = NEW.code;
    RETURN NULL;
END $$;
CREATE TRIGGER sites_follow_municipality AFTER UPDATE OF name ON municipality
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION loket_sites_follow_municipality()
"""
SEARCH = "loket_name_search(name, {place}, street, ARRAY['c:' || lower(value)] {facets})"
WIDER = "coalesce(place, '') || ' ' || coalesce(municipality_name, '')"
# As the one without `meanings`, which older replicas still ask: a word is also found by the facet lexemes that
# `meanings` holds for it.
QUERY = """
CREATE FUNCTION loket_query(q text, names boolean, weight text, meanings jsonb) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    word text;
    stem text;
    step tsquery;
    wanted tsquery;
BEGIN
    FOR word IN SELECT m[1] FROM regexp_matches(loket_fold(q), '[[:alnum:]]+', 'g') m LIMIT 12 LOOP
        stem := (ts_lexize('pg_catalog.dutch_stem', word))[1];
        CONTINUE WHEN stem IS NULL AND NOT names;
        step := (quote_literal(word) || ':*' || weight)::tsquery;
        FOR again IN 1..2 LOOP
            EXIT WHEN stem IS NULL;
            step := step || (quote_literal(stem) || ':' || weight)::tsquery;
            stem := (ts_lexize('pg_catalog.dutch_stem', stem))[1];
        END LOOP;
        IF meanings ? word THEN
            step := step || (meanings ->> word)::tsquery;
        END IF;
        wanted := coalesce(wanted && step, step);
    END LOOP;
    RETURN wanted;
END $$
"""


def _search(table: str, place: str) -> str:
    return SEARCH.format(place=place, facets=SITES[table])


def upgrade() -> None:
    op.create_table(
        "shipped_data",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_shipped_data")),
    )
    op.execute("REVOKE INSERT, UPDATE, DELETE ON shipped_data FROM loket_app")
    op.execute(QUERY)
    op.execute(NAME)
    for table in SITES:
        op.add_column(table, sa.Column("municipality_name", sa.String(), nullable=True))
        op.execute(
            f"""UPDATE {table} SET municipality_name = m.name FROM municipality m
                WHERE m.code = {table}.municipality_code"""  # noqa: S608
        )
        op.execute(f"ALTER TABLE {table} ALTER COLUMN search SET EXPRESSION AS ({_search(table, WIDER)})")
        op.execute(
            f"""CREATE TRIGGER site_municipality BEFORE INSERT OR UPDATE OF municipality_code ON {table}
                FOR EACH ROW EXECUTE FUNCTION loket_site_municipality()"""
        )
    op.execute(FOLLOW)


def downgrade() -> None:
    op.execute("DROP TRIGGER sites_follow_municipality ON municipality")
    for table in SITES:
        op.execute(f"DROP TRIGGER site_municipality ON {table}")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN search SET EXPRESSION AS ({_search(table, 'place')})")
        op.drop_column(table, "municipality_name")
    op.execute("DROP FUNCTION loket_sites_follow_municipality, loket_site_municipality")
    op.execute("DROP FUNCTION loket_query(text, boolean, text, jsonb)")
    op.drop_table("shipped_data")
