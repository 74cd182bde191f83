"""What becomes of a match when its region goes online, or back; pure. The preview and the deed share it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from api.matches.life import Event
from api.matches.models import PLANNED, MatchState, Side


class Mode(StrEnum):
    ONLINE = "online"
    PHYSICAL = "physical"


class Outcome(StrEnum):
    """Survives: nothing changes. Converts: the same moment, online, or on the spot again. Rematches: it is called off
    and its request looks on.
    """

    SURVIVES = "survives"
    CONVERTS = "converts"
    REMATCHES = "rematches"


def outcome(mode: Mode, match: Mapping[str, Any]) -> Outcome:
    """Of a match with `switched_online`, its activity's `modes` and `fallback_mode`, its request's `online_ok`."""
    if mode is Mode.PHYSICAL:
        return Outcome.CONVERTS if match["switched_online"] else Outcome.SURVIVES
    if match["switched_online"] or set(match["modes"]) == {"online"}:
        return Outcome.SURVIVES
    # Who asked for what is given online too knew it can be; of what is so in need alone the class has its say.
    lists_online = not {"online", "hybrid"}.isdisjoint(match["modes"])
    if lists_online or (match["fallback_mode"] == "online" and match["online_ok"]):
        return Outcome.CONVERTS
    return Outcome.REMATCHES


def event(mode: Mode, match: Mapping[str, Any], now: datetime) -> Event | None:
    """What the switch adds to the log of a match; None where nothing changes."""
    found = outcome(mode, match)
    if found is Outcome.SURVIVES:
        return None
    if found is Outcome.REMATCHES:
        planned = MatchState(match["state"]) in PLANNED
        return Event("called_off", Side.COORDINATOR, now, {"planned": planned})
    return Event("moved_online" if mode is Mode.ONLINE else "moved_back", Side.COORDINATOR, now)
