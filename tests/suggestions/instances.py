"""A match instance as the four loket-csv files that a region would send."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = Sequence[object]


def _csv(header: str, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue().encode()


def _joined(values: Iterable[object]) -> str:
    return "|".join(map(str, values))


def files(instance: dict[str, Any]) -> list[tuple[str, bytes]]:
    """(kind, file) in the order in which they must be imported."""
    schools = _csv(
        "scheme,externalId,name,street,postcode,place,municipalityCode,lat,lon,levels,holidayRegion,priorMatches",
        (
            ("p", s["id"], s["name"], "", "", "", "", s["lat"], s["lon"], "", "", s["priorMatches"])
            for s in instance["sites"]
        ),
    )
    companies = _csv(
        "scheme,externalId,name,kvk,sbi,sectors,sizeClass,url,street,postcode,place,lat,lon,capacityYear",
        (
            ("p", c["id"], c["name"], "", "", "", "", "", "", "", "", c["lat"], c["lon"], c["capacityYear"])
            for c in instance["companies"]
        ),
    )
    activities = _csv(
        "scheme,externalId,companyScheme,companyExternalId,title,summary,kind,subjects,levels,years,themes,modes,"
        "languages,durationMinutes,maxGroup,radiusKm,capacityWeek,capacityYear,weeks",
        (
            ("p", o["id"], "p", o["company"], f"Offer {o['id']}", "", o["activityType"], _joined(o["subjects"]),
             _joined(o["levels"]), _joined(o["years"]), _joined(o["themes"]),
             "at_school|online" if o["online"] else "at_school", _joined(o["languages"]), "", o["maxGroup"],
             o["radiusKm"], o["capacityWeek"], o["capacityYear"], _joined(o["weeks"]))
            for o in instance["offers"]
        ),
    )  # fmt: skip
    requests = _csv(
        "scheme,externalId,siteScheme,siteExternalId,title,goal,kinds,subjects,level,year,themes,pupils,languages,"
        "maxKm,onlineOk,weeksOk,weeksPreferred",
        (
            ("p", r["id"], "p", r["site"], f"Request {r['id']}", "subject_enrichment",
             _joined(r["activityTypesRanked"]), _joined(r["subjects"]), r["level"], r["year"], _joined(r["themes"]),
             r["pupils"], _joined(r["languages"]), r["maxKm"], str(r["onlineOk"]).lower(), _joined(r["weeksOk"]),
             _joined(r["weeksPreferred"]))
            for r in instance["requests"]
        ),
    )  # fmt: skip
    return [("schools", schools), ("companies", companies), ("activities", activities), ("requests", requests)]


def read(path: Path) -> dict[str, Any]:
    instance: dict[str, Any] = json.loads(path.read_text())
    return instance
