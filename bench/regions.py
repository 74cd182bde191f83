"""Rounds of any size, drawn from a seed: schools and companies around the same towns, as files hold them."""

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
WEEKS = [(date(2026, 8, 31) + timedelta(weeks=n)).isoformat() for n in range(44)]
LEVELS = ["po", "vmbo-kb", "vmbo-tl", "havo", "vwo", "mbo"]
SUBJECTS = [
    *("wiskunde", "natuurkunde", "scheikunde", "biologie", "techniek"),
    *("informatica", "nlt", "o-en-o", "economie", "aardrijkskunde"),
]
THEMES = [
    *("energy", "water", "food", "health", "digital", "ai", "mobility", "space", "climate", "safety", "chemistry"),
    "high-tech",
]
KINDS = {"guest_lesson": 34, "company_visit": 23, "workshop": 18, "assignment": 14, "mentoring": 7, "teacher_day": 4}


def instance(requests: int, offers: int, seed: int = 1, **fields: Any) -> Row:
    """A `match-instance/1` with a site per 10 requests and a company per 11 offers."""
    draw = random.Random(f"{seed}-{requests}-{offers}")
    towns = [(draw.uniform(51.2, 53.2), draw.uniform(4.2, 6.8)) for _ in range(12)]
    sites = [_site(draw, towns, n) for n in range(max(3, requests // 10))]
    companies = [_company(draw, towns, n) for n in range(max(3, offers // 11))]
    popular = [min(6.0, draw.paretovariate(1.2)) for _ in sites]
    asking = draw.choices(sites, popular, k=requests)
    return {
        "format": "match-instance/1",
        "name": f"{requests}x{offers}-{seed}",
        "weeks": WEEKS,
        "sites": sites,
        "companies": companies,
        "requests": [_request(draw, n, site["id"]) for n, site in enumerate(asking)],
        "offers": [_offer(draw, n, draw.choice(companies)["id"]) for n in range(offers)],
        **fields,
    }


def _somewhere(draw: random.Random, towns: list[tuple[float, float]]) -> Row:
    lat, lon = draw.choice(towns)
    return {"lat": round(draw.gauss(lat, 0.13), 5), "lon": round(draw.gauss(lon, 0.2), 5)}


def _site(draw: random.Random, towns: list[tuple[float, float]], n: int) -> Row:
    earlier = draw.choices(range(5), (48, 33, 15, 3, 1))[0]
    return {"id": f"S{n:05}", "name": f"Site {n}", **_somewhere(draw, towns), "priorMatches": earlier}


def _company(draw: random.Random, towns: list[tuple[float, float]], n: int) -> Row:
    room = draw.choices((2, 4, 7, 12, 20), (15, 30, 30, 20, 5))[0]
    return {"id": f"C{n:05}", "name": f"Company {n}", **_somewhere(draw, towns), "capacityYear": room}


def _request(draw: random.Random, n: int, site: str) -> Row:
    first, many = draw.randrange(len(WEEKS) - 12), draw.randint(4, 12)
    weeks = WEEKS[first : first + many]
    return {
        "id": f"R{n:05}",
        "site": site,
        "level": draw.choice(LEVELS),
        "year": draw.randint(1, 6),
        "subjects": draw.sample(SUBJECTS, draw.randint(1, 3)),
        "themes": draw.sample(THEMES, draw.randint(0, 3)),
        "activityTypesRanked": _kinds(draw, draw.randint(2, 3)),
        "pupils": draw.randint(12, 31),
        "languages": ["nl", "en"] if draw.random() < 0.1 else ["nl"],
        "maxKm": draw.choices((10, 15, 25, 40, 60), (15, 25, 30, 20, 10))[0],
        "onlineOk": draw.random() < 0.25,
        "weeksOk": weeks,
        "weeksPreferred": draw.choice((weeks, weeks[: len(weeks) // 2 + 1])),
    }


def _kinds(draw: random.Random, many: int) -> list[str]:
    found: list[str] = []
    while len(found) < many:
        kind = draw.choices(list(KINDS), list(KINDS.values()))[0]
        if kind not in found:
            found.append(kind)
    return found


def _offer(draw: random.Random, n: int, company: str) -> Row:
    first, last = draw.choice(((4, 6), (3, 6), (1, 5), (1, 4), (3, 5), (2, 4), (2, 5), (1, 3), (2, 6)))
    start = draw.randrange(len(WEEKS) - 4)
    return {
        "id": f"O{n:05}",
        "company": company,
        "activityType": draw.choices(list(KINDS), list(KINDS.values()))[0],
        "levels": draw.sample(LEVELS, draw.randint(2, 4)),
        "years": list(range(first, last + 1)),
        "subjects": draw.sample(SUBJECTS, draw.choices((1, 2, 3, 4, 10), (15, 29, 19, 7, 30))[0]),
        "themes": draw.sample(THEMES, draw.randint(1, 3)),
        "languages": ["nl", "en"] if draw.random() < 0.3 else ["nl"],
        "maxGroup": draw.choices((16, 25, 30, 32, 60), (5, 10, 24, 46, 15))[0],
        "radiusKm": draw.choices((15, 25, 40, 60, 100), (12, 25, 30, 18, 15))[0],
        "online": draw.random() < 0.12,
        "capacityYear": draw.randint(1, 4),
        "capacityWeek": draw.choices((1, 2), (70, 30))[0],
        "weeks": WEEKS[start : start + draw.randint(4, 17)],
    }
