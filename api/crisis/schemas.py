"""A switch of a region as it crosses the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.crisis.rules import Mode, Outcome
from api.kit.schemas import Params, Wire, example
from api.kit.types import Date
from api.matches.models import MatchState


class ModeSwitchIn(Wire):
    model_config = example({"mode": "online"})

    mode: Annotated[Literal["online", "physical"], Field(description="`physical` takes back what `online` moved")]


class ModeSwitchSearch(Params):
    dry_run: Annotated[bool, Field(description="tell what would happen; nothing changes and nobody is told")] = False


class SwitchedOut(Wire):
    """One match that is still to come; `state` is that before the switch."""

    match_id: UUID
    outcome: Outcome
    state: MatchState
    request: str
    activity: str
    school: str
    company: str
    week: Date
    starts_at: AwareDatetime | None


class ModeSwitchOut(Wire):
    model_config = example(
        {
            "region": "zuidoost-brabant",
            "mode": "online",
            "dryRun": True,
            "survives": 0,
            "converts": 1,
            "rematches": 0,
            "items": [
                {
                    "matchId": "0199d5a4-7c1e-7000-8000-000000000061",
                    "outcome": "converts",
                    "state": "confirmed",
                    "request": "Gastles energie voor 3 havo",
                    "activity": "Zonnepanelen meten",
                    "school": "Voorbeeldcollege",
                    "company": "Voorbeeld Energie",
                    "week": "2027-01-18",
                    "startsAt": None,
                }
            ],
        }
    )

    region: str
    mode: Mode
    dry_run: bool
    survives: int
    converts: int
    rematches: int
    items: list[SwitchedOut]
