"""The weekly letter as it crosses the wire."""

from typing import Literal

from api.kit.schemas import Wire, example


class DigestOut(Wire):
    """`chosen`: whether it is so because the person said so; else it follows from their roles."""

    model_config = example({"state": "weekly", "chosen": True, "allowedActions": ["unsubscribe"]})

    state: Literal["weekly", "off"]
    chosen: bool
    allowed_actions: list[str]


class UnsubscribedOut(Wire):
    """No letter goes out any more until the person asks for it."""

    model_config = example({"state": "off"})

    state: Literal["off"]
