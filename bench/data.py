"""Seeded data for the bench, made inside PostgreSQL: as many published activities as asked, around this week."""

from datetime import timedelta

import psycopg

from api.kit import clock

SITES = """
INSERT INTO company (scheme, value, name)
SELECT 'bench', 'C' || n, 'Bench company ' || n FROM generate_series(1, %(sites)s) n;
"""
SITES_OF = """
INSERT INTO company_site (company_id, scheme, value, name, place, region_code, sectors, lat, lon, precision,
                          capacity_year)
SELECT id, 'bench', value, name, 'Benchdorp', NULL, ARRAY['energy'],
       50.8 + 2.6 * random(), 3.6 + 3.4 * random(), 'exact', 50
FROM company WHERE scheme = 'bench';
"""
# Arrays are cut out of short shuffled pools, so that a million rows take seconds, not minutes.
ACTIVITIES = """
WITH pool AS (
    SELECT ARRAY['guest_lesson','company_visit','workshop','assignment','placement','virtual_visit','contest',
                 'career_day','teacher_day','speed_date','lesson_pack','mentoring','teacher_placement'] AS kinds,
           ARRAY(SELECT code FROM concept WHERE scheme = 'subjects' AND bit < 16 ORDER BY bit) AS subjects,
           ARRAY(SELECT code FROM concept WHERE scheme = 'levels' AND bit < 12 ORDER BY bit) AS levels,
           ARRAY(SELECT code FROM concept WHERE scheme = 'themes' AND bit < 13 ORDER BY bit) AS themes,
           ARRAY['Bouw','Ontwerp','Onderzoek','Meet','Programmeer','Bezoek','Test','Teken'] AS verbs,
           ARRAY['een windmolen','een brug','de chipfabriek','het lab','een robot','de waterzuivering',
                 'een zonnepaneel','de haven','een dijk','een app'] AS things
), site AS (
    SELECT *, row_number() OVER (ORDER BY value) - 1 AS turn FROM company_site WHERE scheme = 'bench'
), drawn AS (
    SELECT n, pool.*, 1 + floor(random() * 15)::int AS s, 1 + floor(random() * 3)::int AS s_more,
           1 + floor(random() * 10)::int AS l, 1 + floor(random() * 2)::int AS l_more,
           1 + floor(random() * 12)::int AS t, floor(random() * 30)::int AS w,
           4 + floor(random() * 8)::int AS w_more, random() AS mode
    FROM generate_series(1, %(size)s) n, pool
)
INSERT INTO activity (company_site_id, scheme, value, title, summary, kind, subjects, levels, years, themes, modes,
    languages, weeks, duration_minutes, max_group, radius_km, capacity_week, capacity_year, state,
    company_id, company_name, company_place, region_code, sectors, lat, lon,
    level_mask, year_mask, subject_mask, theme_mask, language_mask, first_week, week_mask)
SELECT site.id, 'bench', 'A' || n,
       verbs[1 + floor(random() * 8)::int] || ' ' || things[1 + floor(random() * 10)::int] || ' nummer ' || n,
       'Leerlingen gaan zelf aan de slag en zien wat een technicus doet.',
       kinds[1 + floor(random() * 13)::int], subjects[s:s + s_more], levels[l:l + l_more], ARRAY[1,2,3,4,5,6],
       themes[t:t + 1], CASE WHEN mode < 0.25 THEN ARRAY['at_school','online'] ELSE ARRAY['at_school'] END,
       CASE WHEN mode < 0.5 THEN ARRAY['nl','en'] ELSE ARRAY['nl'] END,
       ARRAY(SELECT %(first)s::date + 7 * (w + k) FROM generate_series(0, w_more - 1) k),
       100, 16 + floor(random() * 20)::int, (ARRAY[15,25,40,60,100])[1 + floor(random() * 5)::int], 2, 10,
       'published', site.company_id, site.name, site.place, site.region_code, site.sectors, site.lat, site.lon,
       (SELECT sum(1::bigint << bit) FROM concept WHERE scheme = 'levels' AND code = ANY (levels[l:l + l_more])),
       126,
       (SELECT sum(1::bigint << bit) FROM concept WHERE scheme = 'subjects' AND code = ANY (subjects[s:s + s_more])),
       (SELECT sum(1::bigint << bit) FROM concept WHERE scheme = 'themes' AND code = ANY (themes[t:t + 1])),
       CASE WHEN mode < 0.5 THEN 3 ELSE 1 END,
       (%(first)s::date - date '1970-01-05') / 7 + w, (1::bigint << w_more) - 1
FROM drawn JOIN site ON site.turn = n %% %(sites)s
"""


def fill(url: str, size: int) -> None:
    """Adds `size` published activities at a tenth as many company sites, always the same ones."""
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("SELECT setseed(0.424242)")
            sites = {"sites": max(10, size // 10)}
            connection.execute(SITES, sites)
            connection.execute(SITES_OF)
            first = clock.this_week() - timedelta(weeks=12)
            connection.execute(ACTIVITIES, {"size": size, "first": first, **sites})
        connection.execute("VACUUM ANALYZE")
