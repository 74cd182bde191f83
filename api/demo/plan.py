"""The demo's companies, activities and requests, drawn from the catalogue: the same ones every time."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.demo.catalogue import INDUSTRIES, STRENGTHS, Industry, Offer
from api.kit.clock import monday_of, school_year

SCHEME = "demo"
SEASON_WEEKS = 30
REQUESTS_PER_REGION = 5
UNANSWERED_EVERY = 6
# Month and day of the first and last Monday on which schools are usually free: autumn, Christmas, spring, May.
# They stand in for the school years of which the holidays are not known.
USUAL = (((10, 10), (10, 31)), ((12, 20), (12, 31)), ((1, 1), (1, 4)), ((2, 10), (3, 1)), ((4, 24), (5, 7)))
SUMMER = (7, 8)


@dataclass(frozen=True, slots=True)
class Town:
    """Where school sites are, called as people call it."""

    code: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Site:
    """A school site that asks."""

    scheme: str
    value: str
    levels: Sequence[str]


Row = dict[str, Any]
Years = Callable[[str], Sequence[int]]  # the years that a level has


def applicants(site: tuple[str, str]) -> list[Row]:
    """A school, by its site in the register, and a company that would like to take part."""
    who = {"consent": True, "locale": "nl"}
    school = {
        "kind": "school", "siteCode": {"scheme": site[0], "value": site[1]}, "contactName": "Decaan (voorbeeld)",
        "contactEmail": "decaan@demo.example", "motivation": "Onze derde klassen willen techniek in het echt zien.",
    }  # fmt: skip
    company = {
        "kind": "company", "kvk": "99990042", "organisationName": "Slimme Sensoren Eindhoven (voorbeeld)",
        "postcode": "5611AB", "place": "Eindhoven", "contactName": "Ingenieur (voorbeeld)",
        "contactEmail": "sensoren@demo.example", "motivation": "We laten graag zien wat meten is.",
    }  # fmt: skip
    return [{**school, **who}, {**company, **who}]


def season(today: date, holidays: Sequence[tuple[date, date]]) -> list[date]:
    """The Mondays of the coming school weeks, without those that touch a holiday or, in a school year of which no
    holiday is known, the usual ones.
    """
    first = monday_of(today) + timedelta(weeks=2)
    known = {school_year(start) for start, _ in holidays}
    weeks = (first + timedelta(weeks=n) for n in range(SEASON_WEEKS))
    return [week for week in weeks if week.month not in SUMMER and not _free(week, holidays, known)]


def _free(week: date, holidays: Sequence[tuple[date, date]], known: set[int]) -> bool:
    if school_year(week) in known:
        return any(start <= week + timedelta(days=4) and week <= end for start, end in holidays)
    return any(first <= (week.month, week.day) <= last for first, last in USUAL)


def past(today: date, holidays: Sequence[tuple[date, date]], count: int) -> list[date]:
    """The Mondays of the last so many school weeks that are over, the newest first."""
    known = {school_year(start) for start, _ in holidays}
    weeks = (monday_of(today) - timedelta(weeks=n) for n in range(1, 40))
    return [week for week in weeks if week.month not in SUMMER and not _free(week, holidays, known)][:count]


def _draw(region: str) -> random.Random:
    return random.Random(f"techniekloket {region}")  # noqa: S311  (the same demo every time)


def companies(region: str, towns: Sequence[Town]) -> Iterator[tuple[str, Row, Industry]]:
    """(code, body, industry): two companies of what the region is known for, one of the rest."""
    draw = _draw(region)
    for rank, industry_name in enumerate(STRENGTHS.get(region, ())):
        industry = INDUSTRIES[industry_name]
        first = draw.randrange(len(industry.names))
        for turn in range(2 if rank == 0 else 1):
            town = draw.choice(towns)
            name = industry.names[(first + turn) % len(industry.names)]
            body = {
                "name": f"{name} {town.name} (voorbeeld)",
                "address": {"place": town.name, "municipalityCode": town.code},
                "location": {
                    "lat": round(town.lat + draw.uniform(-0.02, 0.02), 5),
                    "lon": round(town.lon + draw.uniform(-0.03, 0.03), 5),
                },
                "sectors": list(industry.sectors),
                "sbi": list(industry.sbi),
                "capacityYear": draw.randrange(8, 30),
            }
            yield f"{region}-{industry_name}-{turn + 1}", body, industry


PROFESSIONS = ("Ontwerper", "Monteur", "Onderzoeker", "Werkvoorbereider", "Programmeur", "Tekenaar", "Projectleider")
HALF_DAYS = (("08:30", "12:30"), ("12:30", "16:30"))


def professionals(company: str, name: str, industry: Industry) -> Iterator[Row]:
    """One to three people of a company, named by it and not as persons."""
    draw = _draw(f"{company} people")
    offers = industry.offers
    for number, profession in enumerate(draw.sample(PROFESSIONS, draw.randrange(1, 4)), 1):
        days = sorted(draw.sample(range(1, 6), draw.randrange(1, 4)))
        yield {
            "displayName": f"Gastdocent {number} van {name}",
            "function": profession,
            "subjects": sorted({subject for offer in offers for subject in offer.subjects}),
            "levels": sorted({level for offer in offers for level in offer.levels}),
            "themes": sorted({theme for offer in offers for theme in offer.themes}),
            "modes": sorted({mode for offer in offers for mode in offer.modes}),
            "languages": ["nl", "en"] if draw.random() < 0.3 else ["nl"],
            "travelKm": draw.choice((15, 25, 40)),
            "availability": [_half_day(day, draw) for day in days],
            "capPerMonth": draw.choice((1, 2, 4, None)),
            "consent": True,
        }


def _half_day(weekday: int, draw: random.Random) -> Row:
    begins, ends = draw.choice(HALF_DAYS)
    return {"weekday": weekday, "from": begins, "to": ends}


def activities(company: str, industry: Industry, weeks: Sequence[date], years: Years) -> Iterator[tuple[str, Row]]:
    """(code, body) of what a company of this industry offers."""
    draw = _draw(company)
    for number, offer in enumerate(industry.offers, 1):
        start = draw.randrange(max(len(weeks) - 10, 1))
        chosen = [week for week in weeks[start : start + 14] if draw.random() < 0.7] or list(weeks[:4])
        existing = {year for level in offer.levels for year in years(level)}
        body = _activity(offer, company, chosen, draw)
        yield f"{company}-{number}", body | {"years": [year for year in offer.years if year in existing]}


def _activity(offer: Offer, company: str, weeks: Sequence[date], draw: random.Random) -> Row:
    visit = "at_company" in offer.modes
    return {
        "companyScheme": SCHEME,
        "companyValue": company,
        "title": offer.title,
        "summary": offer.summary,
        "kind": offer.kind,
        "goals": ["occupation_image" if visit else "subject_enrichment"],
        "subjects": list(offer.subjects),
        "levels": list(offer.levels),
        "themes": list(offer.themes),
        "modes": list(offer.modes),
        "fallbackMode": "online" if "at_school" in offer.modes and "online" not in offer.modes else None,
        "languages": ["nl", "en"] if draw.random() < 0.3 else ["nl"],
        "weeks": [str(week) for week in weeks],
        "durationMinutes": offer.minutes,
        "maxGroup": offer.max_group,
        "radiusKm": draw.choice((20, 30, 40)),
        "capacityWeek": draw.randrange(1, 3),
        "capacityYear": draw.randrange(3, 12),
        "access": {"wheelchair": draw.random() < 0.7, "minAge": 12, "idRequired": False} if visit else None,
    }


def requests(region: str, sites: Sequence[Site], weeks: Sequence[date], years: Years) -> Iterator[tuple[str, Row]]:
    """(code, body) of what schools of the region ask; now and then something that nobody offers."""
    draw = _draw(f"{region} asks")
    offers = [offer for name in STRENGTHS.get(region, ()) for offer in INDUSTRIES[name].offers]
    pairs = {site.value: [o for o in offers if not set(o.levels).isdisjoint(site.levels)] for site in sites}
    asking = [site for site in sites if pairs[site.value]]
    for number, site in enumerate(draw.sample(asking, min(REQUESTS_PER_REGION, len(asking))), 1):
        offer = draw.choice(pairs[site.value])
        level = draw.choice([level for level in site.levels if level in offer.levels])
        body = _request(offer, level, weeks, draw)
        body["year"] = draw.choice([year for year in offer.years if year in years(level)])
        if number % UNANSWERED_EVERY == 5:
            body |= {"subjects": ["kunst"], "title": "Kunst en techniek: wie helpt ons?", "maxKm": 10}
        yield f"{region}-{number}", {"siteScheme": site.scheme, "siteValue": site.value, **body}


def _request(offer: Offer, level: str, weeks: Sequence[date], draw: random.Random) -> Row:
    accepted = sorted(draw.sample(weeks, min(12, len(weeks))))
    return {
        "title": f"We zoeken: {offer.title[0].lower()}{offer.title[1:]}"[:200],
        "goal": "subject_enrichment",
        "kinds": list(dict.fromkeys([offer.kind, "guest_lesson", "workshop"]))[:3],
        "subjects": list(offer.subjects[:2]),
        "level": level,
        "themes": list(offer.themes[:2]),
        "pupils": draw.randrange(16, offer.max_group + 1),
        "languages": ["nl"],
        "maxKm": draw.choice((15, 25, 40)),
        "onlineOk": draw.random() < 0.4,
        "weeksOk": [str(week) for week in accepted],
        "weeksPreferred": [str(week) for week in accepted[2:5]],
    }


def asked_for(offered: Mapping[str, Any], school: Mapping[str, Any], weeks: Sequence[date], years: Years) -> Row:
    """What a school asks that an activity can answer, as far as it has the levels."""
    level = next((level for level in school["levels"] if level in offered["levels"]), school["levels"][0])
    return {
        "siteScheme": school["scheme"],
        "siteValue": school["value"],
        "title": f"We zoeken: {offered['title'][0].lower()}{offered['title'][1:]}"[:200],
        "goal": "subject_enrichment",
        "kinds": [offered["kind"]],
        "subjects": offered["subjects"][:2],
        "themes": offered["themes"][:2],
        "level": level,
        "year": next((year for year in offered["years"] if year in years(level)), years(level)[0]),
        "languages": ["nl"],
        "maxKm": 60,
        "onlineOk": False,
        "weeksOk": [str(week) for week in weeks],
        "weeksPreferred": [str(week) for week in weeks[:3]],
    }


def address(role: str) -> str:
    """Where somebody who plays this role gets mail."""
    return f"{role.replace('_', '-')}@demo.example"
