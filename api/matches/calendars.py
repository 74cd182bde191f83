"""A match in iCalendar: one event whose UID stays, and whose SEQUENCE grows with every change. Pure."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event

from api.kit.clock import LOCAL
from api.matches.models import KEPT, PLANNED, WAITING

_DUTCH = re.compile(r"^(\d{4}) ?([A-Z]{2})$", re.ASCII)
PRODUCT = "-//Techniekloket//Afspraken//NL"
# What is agreed, what waits for a yes; the rest is called off.
STATUS = {
    **dict.fromkeys(PLANNED | KEPT, "CONFIRMED"),
    **dict.fromkeys(WAITING, "TENTATIVE"),
}


def place_said(venue: Mapping[str, Any]) -> str:
    """Where it is, in one line: the address as far as it is known."""
    if venue["mode"] == "online":
        return "Online"
    postcode = _DUTCH.sub(r"\1 \2", venue["postcode"] or "")
    town = " ".join(part for part in (postcode, venue["place"]) if part)
    return ", ".join(part for part in (venue["name"], venue["street"], town) if part)


def event_of(row: Mapping[str, Any]) -> Event:
    """Of a match with `request_title`, `activity_title`, `school_name`, `company_name`, `venue`, `link` and its
    `version`.

    A week without a time is five whole days that make nobody busy.
    """
    event = Event()
    event.add("uid", f"{row['id']}@techniekloket")
    event.add("sequence", row["version"])
    event.add("dtstamp", row["updated_at"])
    event.add("last-modified", row["updated_at"])
    event.add("summary", f"{row['activity_title']} – {row['school_name']}")
    event.add("description", f"{row['request_title']}\n{row['company_name']}\n{row['link']}")
    event.add("url", row["link"])
    event.add("status", STATUS.get(row["state"], "CANCELLED"))
    if row["venue"]:
        event.add("location", place_said(row["venue"]))
        spot = row["venue"]["location"]
        if spot and spot["precision"] == "exact":
            event.add("geo", (spot["lat"], spot["lon"]))
    if row["starts_at"] is not None:
        event.add("dtstart", row["starts_at"].astimezone(LOCAL))
        event.add("dtend", row["ends_at"].astimezone(LOCAL))
    else:
        event.add("dtstart", row["week"])
        event.add("dtend", row["week"] + timedelta(days=5))
        event.add("transp", "TRANSPARENT")
    return event


def calendar(events: list[Event], method: str | None = None, name: str | None = None) -> str:
    """The events with the time zones that they name; `method` is REQUEST or CANCEL for a mail, `name` a feed's."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    if method is not None:
        made.add("method", method)
    if name is not None:
        made.add("name", name)
        made.add("x-wr-calname", name)
        made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    text: str = made.to_ical().decode()
    return text
