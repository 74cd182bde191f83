"""What a region asks and offers at this moment, as a round writes it down."""

from typing import Any

from api.activities.queries import left_of
from api.kit import clock
from api.kit.db import Connection, rows
from api.kit.states import among
from api.matches.models import KEPT, PLANNED
from api.regions.models import AWAY
from api.regions.queries import km_between
from api.requests.queries import FREE, WEEKS_OVER
from api.rounds.rules import RURAL_WITHIN_KM

# Less than any degree of latitude has.
KM_PER_DEGREE = 110


def named(of: str) -> str:
    """SQL: what a file calls a row: its external code, or its id."""
    return f"coalesce({of}.scheme || ':' || {of}.value, {of}.id::text)"


# What a round of this region is about. Who paused asks and offers nothing; whose weeks are over is asked for others.
_ASKING = f"""FROM school_request r JOIN school_site s ON s.id = r.school_site_id JOIN school y ON y.id = r.school_id
    WHERE r.region_code = %(region)s AND r.state = 'open' AND s.lat IS NOT NULL AND y.participation NOT IN {AWAY}
      AND NOT ({WEEKS_OVER})"""
REQUESTS = f"""SELECT r.*, {named("s")} AS site, {FREE}
    {_ASKING} ORDER BY r.opened_at, r.id"""


def sites_of(ids: str) -> str:
    """SQL: sites with what a round counts of them, by a SELECT of their ids."""
    return f"""SELECT s.id, s.scheme, s.value, s.name, s.lat, s.lon,
        s.prior_matches + (SELECT count(*) FROM match m
            WHERE m.school_site_id = s.id AND m.state IN {among(PLANNED | KEPT)}) AS prior,
        EXISTS (SELECT 1 FROM site_priority f WHERE f.school_site_id = s.id AND f.school_year = %(school_year)s
            AND f.withdrawn_at IS NULL) AS first,
        (SELECT count(*) FROM school_site n WHERE n.id <> s.id AND n.state = 'active'
            AND abs(n.lat - s.lat) < {RURAL_WITHIN_KM / KM_PER_DEGREE}
            AND {km_between("n", "s")} <= {RURAL_WITHIN_KM}) AS around
    FROM school_site s WHERE s.id IN ({ids}) ORDER BY s.id"""


SITES = sites_of(f"SELECT s.id {_ASKING}")
AVAILABLE = f"(a.state = 'published' AND c.participation NOT IN {AWAY})"
_SUPPLY = """FROM activity a JOIN company_site s ON s.id = a.company_site_id JOIN company c ON c.id = a.company_id
    WHERE a.region_code = %(region)s AND s.lat IS NOT NULL"""
_OFFERED = f"{_SUPPLY} AND {AVAILABLE}"
# The school year that the round is for.
_YEAR = "make_date(%(school_year)s, 8, 1)"


def offers_of(condition: str) -> str:
    """SQL: activities `a` of the region with the places left, `available` or not; of companies `c`."""
    return f"""SELECT a.*, {named("s")} AS company, {AVAILABLE} AS available,
        {left_of("a.capacity_year", "a.id", "year", _YEAR)} AS left_year,
        coalesce((SELECT jsonb_object_agg(n.period, n.capacity - n.taken) FROM place_count n
            WHERE n.holder_id = a.id AND n.kind = 'week'), '{{}}') AS left_in
    {_SUPPLY} AND {condition} ORDER BY a.id"""


def companies_of(ids: str) -> str:
    """SQL: company sites with the places left, by a SELECT of their ids."""
    return f"""SELECT s.id, s.scheme, s.value, s.name, s.lat, s.lon,
        {left_of("s.capacity_year", "s.id", "company", _YEAR)} AS left_year
    FROM company_site s WHERE s.id IN ({ids}) ORDER BY s.id"""


def partners_of(sites: str, companies: str) -> str:
    """SQL: pairs of partners among them, each by a SELECT of ids."""
    return f"""SELECT DISTINCT {named("s")} AS site, {named("c")} AS company
    FROM partnership p JOIN school_site s ON s.school_id = p.school_id
    JOIN company_site c ON c.company_id = p.company_id
    WHERE s.id IN ({sites}) AND c.id IN ({companies})
      AND loket_partnership_state(p.state, p.started_on, p.school_id, p.company_id, current_date) = 'active'
    ORDER BY site, company"""


OFFERS = offers_of(AVAILABLE)
COMPANIES = companies_of(f"SELECT s.id {_OFFERED}")
PARTNERS = partners_of(f"SELECT s.id {_ASKING}", f"SELECT s.id {_OFFERED}")
EACH = {"sites": SITES, "companies": COMPANIES, "requests": REQUESTS, "offers": OFFERS, "partners": PARTNERS}


async def of_region(db: Connection, region: str, school_year: int) -> dict[str, list[dict[str, Any]]]:
    """By what they are in a file the rows of it."""
    values = {"region": region, "school_year": school_year, "this_week": clock.this_week()}
    return {name: await rows(db, query, values) for name, query in EACH.items()}
