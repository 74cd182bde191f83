"""The peer: the same reads and the same write as FastAPI and SQLModel tutorials write them."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, func, text
from sqlmodel import Session, col, select

from api.tables import Activity, Company, CompanySite, SchoolRequest, SchoolSite

engine = create_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1), pool_size=8)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


class CompanyOut(BaseModel):
    id: UUID
    name: str
    place: str | None


class ActivityOut(BaseModel):
    id: UUID
    title: str
    summary: str
    kind: str
    company: CompanyOut
    subjects: list[str]
    levels: list[str]
    years: list[int]
    themes: list[str]
    modes: list[str]
    languages: list[str]
    weeks: list[date]
    max_group: int
    radius_km: int
    capacity_week: int
    capacity_year: int
    places_left: int
    state: str


class RequestIn(BaseModel):
    site_id: UUID
    title: str
    goal: str
    kinds: list[str]
    subjects: list[str]
    level: str
    year: int
    themes: list[str]
    pupils: int
    languages: list[str]
    max_km: int
    online_ok: bool
    weeks_ok: list[date]
    weeks_preferred: list[date]


def to_out(session: Session, activity: Activity) -> ActivityOut:
    site = session.get_one(CompanySite, activity.company_site_id)
    company = session.get_one(Company, site.company_id)
    left = min(activity.capacity_year, site.capacity_year or activity.capacity_year)
    return ActivityOut(
        **activity.model_dump(),
        company=CompanyOut(id=site.id, name=company.name, place=site.place),
        places_left=left,
    )


@app.get("/activities/{activity_id}")
def read_activity(activity_id: UUID, session: SessionDep) -> ActivityOut:
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise HTTPException(404)
    return to_out(session, activity)


@app.get("/activities")
def list_activities(
    session: SessionDep,
    q: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    level: str | None = None,
    limit: int = 20,
) -> list[ActivityOut]:
    query = select(Activity).where(Activity.state == "published")
    if q:
        vector = func.to_tsvector("dutch", col(Activity.title) + " " + col(Activity.summary))
        query = query.where(vector.op("@@")(func.websearch_to_tsquery("dutch", q)))
    if kind:
        query = query.where(Activity.kind == kind)
    if subject:
        query = query.where(col(Activity.subjects).contains([subject]))
    if level:
        query = query.where(col(Activity.levels).contains([level]))
    found = session.exec(query.order_by(col(Activity.id).desc()).limit(limit)).all()
    return [to_out(session, activity) for activity in found]


@app.post("/requests", status_code=201)
def create_request(body: RequestIn, session: SessionDep) -> SchoolRequest:
    site = session.get(SchoolSite, body.site_id)
    if site is None:
        raise HTTPException(404)
    row = SchoolRequest(
        **body.model_dump(exclude={"site_id"}),
        school_site_id=site.id,
        school_id=site.school_id,
        region_code=site.region_code,
        needs=[],
        state="open",
        respond_by=datetime.now(UTC) + timedelta(days=7),
    )
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


HAVERSINE = """
SELECT a.id, 6371.0088 * 2 * asin(sqrt(power(sin(radians(a.lat - :lat) / 2), 2)
       + cos(radians(:lat)) * cos(radians(a.lat)) * power(sin(radians(a.lon - :lon) / 2), 2))) AS km
FROM activity a
WHERE a.state = 'published' AND a.kind = ANY (:kinds) AND :level = ANY (a.levels) AND :year = ANY (a.years)
  AND a.subjects && :subjects AND a.languages && :languages AND a.max_group >= :pupils AND a.weeks && :weeks
"""


@app.post("/match-suggestions")
def suggest(wanted: dict[str, Any], session: SessionDep) -> list[ActivityOut]:
    """Arrays and haversine: every published row is looked at, and scored in Python."""
    found = session.execute(text(HAVERSINE), wanted["values"]).all()
    near = sorted(found, key=lambda row: row.km)[: wanted["limit"]]
    return [to_out(session, session.get_one(Activity, row.id)) for row in near]
