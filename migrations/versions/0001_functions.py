"""Functions that generated columns stand on: folding accents, search vectors, geographic cells."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# plpgsql, because these run for every row of an import and SQL functions with normalize() are not inlined.
FOLD = """
CREATE FUNCTION loket_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF octet_length(value) = char_length(value) THEN
        RETURN lower(value);
    END IF;
    RETURN lower(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'));
END $$
"""
# What has no place is in cell 0, at the south pole: found where distance does not count, and never near.
CELL = """
CREATE FUNCTION loket_cell(lat double precision, lon double precision) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(floor((lat + 90) * 10)::integer * 4096 + floor((lon + 180) * 6.25)::integer, 0);
END $$
"""
NAME_SEARCH = """
CREATE FUNCTION loket_name_search(name text, place text, street text, facets text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded text := loket_fold(concat_ws(' ', name, place, street));
BEGIN
    RETURN to_tsvector('pg_catalog.simple', folded) || to_tsvector('pg_catalog.dutch', folded)
        || array_to_tsvector(array_remove(facets, NULL));
END $$
"""
ACTIVITY_SEARCH = """
CREATE FUNCTION loket_activity_search(
    title text, summary text, company text, kind text, subjects text[], levels text[], years smallint[],
    themes text[], sectors text[], modes text[], languages text[], region text, cell integer
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    facets text := 'k:' || kind;
BEGIN
    facets := concat(
        facets,
        ' s:' || array_to_string(subjects, ' s:'), ' l:' || array_to_string(levels, ' l:'),
        ' y:' || array_to_string(years, ' y:'), ' t:' || array_to_string(themes, ' t:'),
        ' c:' || array_to_string(sectors, ' c:'), ' m:' || array_to_string(modes, ' m:'),
        ' n:' || array_to_string(languages, ' n:'), ' r:' || region,
        ' g:' || cell, ' h:' || (cell / 16384) || '.' || (cell % 4096 / 4)
    );
    RETURN setweight(to_tsvector('pg_catalog.dutch', loket_fold(title)), 'A')
        || to_tsvector('pg_catalog.dutch', loket_fold(concat_ws(' ', summary, company)))
        || array_to_tsvector(string_to_array(facets, ' '));
END $$
"""
# Every word: its stem, the stem of that (a Dutch plural keeps a letter that its singular loses: windmolens,
# windmolen, windmol), or a word that begins so. `names` looks for words that carry no meaning too, `weight` A
# asks for words of the title. NULL when nothing is left to look for.
QUERY = """
CREATE FUNCTION loket_query(q text, names boolean, weight text DEFAULT '') RETURNS tsquery
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
        wanted := coalesce(wanted && step, step);
    END LOOP;
    RETURN wanted;
END $$
"""


def upgrade() -> None:
    for statement in (FOLD, CELL, NAME_SEARCH, ACTIVITY_SEARCH, QUERY):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION loket_query, loket_activity_search, loket_name_search, loket_cell, loket_fold")
