"""Clients that act on matches until they are answered, and the ledger of what they were answered."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

Row = dict[str, Any]
AGAIN_SECONDS, PATIENCE_SECONDS = 0.1, 20
# So many actions lose their line at their first try, within this time; so many are sent once more when answered.
LOST, LOST_WITHIN_SECONDS, TWINS = 0.1, 0.1, 0.1
# What may be done with a match in a state, by which side; and how the log calls it.
VERBS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "proposed by school": (*[("accept", "company")] * 2, ("decline", "company"), ("withdraw", "school")),
    "proposed by company": (*[("accept", "school")] * 2, ("decline", "school"), ("withdraw", "company")),
    "confirmed": (
        ("cancel", "school"), ("cancel", "company"), ("reschedule", "company"), ("mark-delivered", "school"),
    ),
    "reschedule_proposed": (("accept", "school"), ("decline", "school")),
    "delivered": (("lesson-after", "school"), ("feedback", "school"), ("feedback", "company")),
    "evaluated": (("feedback", "school"), ("feedback", "company")),
}  # fmt: skip
EVENTS = {
    "propose": "proposed", "accept": "accepted", "decline": "declined", "withdraw": "withdrawn",
    "cancel": "cancelled", "reschedule": "moments_proposed", "mark-delivered": "delivered",
    "lesson-after": "lesson_after", "feedback": "feedback",
}  # fmt: skip
SAID: Mapping[str, Row] = {
    "decline": {"reason": "no_time"},
    "cancel": {"reason": "illness"},
    "lesson-after": {"lesson": "done"},
    "feedback": {"score": 4, "wouldRepeat": True},
}


@dataclass(frozen=True)
class Action:
    verb: str
    side: str
    path: str
    body: Row
    mark: str


@dataclass(frozen=True)
class Done:
    """An action with its final answer; `mark` is in what it wrote, `made` is what it made or changed."""

    verb: str
    mark: str
    made: str | None
    status: int
    tries: int
    replayed: bool


@dataclass
class Ledger:
    """Shared by all clients: what there is to act on, and what was answered."""

    world: Row
    keys: Mapping[str, Mapping[str, str]]
    wanted: int
    draw: random.Random
    begun: int = 0
    requests: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    twins: int = 0
    different: int = 0

    async def client(self, url: str) -> None:
        """Acts until as many actions as wanted have begun."""
        async with httpx.AsyncClient(base_url=f"{url}/v1") as http:
            while self.begun < self.wanted:
                self.begun += 1
                await self._act(http, self._drawn(f"act-{self.begun:06}"))

    def _drawn(self, mark: str) -> Action:
        """A question, a proposal, or a step of a match that is known to be open to it."""
        chance = self.draw.random()
        if chance < 0.1:
            return Action("ask", "school", "/requests", {**self.world["request"], "title": mark}, mark)
        week = {"week": self.draw.choice(self.world["weeks"])}
        live = [match for match, state in self.states.items() if state in VERBS]
        if chance < 0.45 or not live:
            pair = {
                "requestId": self.draw.choice(self.requests),
                "activityId": self.draw.choice(self.world["activities"]),
            }
            side = self.draw.choice(["school", "company"])
            return Action("propose", side, "/matches", {**pair, "moments": [week], "note": mark}, mark)
        match = self.draw.choice(live)
        verb, side = self.draw.choice(VERBS[self.states[match]])
        moments = {"moments": [week]} if verb == "reschedule" else {}
        body = {**SAID.get(verb, {}), **moments, "note": mark}
        return Action(verb, side, f"/matches/{match}/{verb}", body, mark)

    async def _act(self, http: httpx.AsyncClient, action: Action) -> None:
        """Sent until there is an answer, with one key; at times the line is lost, or it is sent once more."""
        headers = {**self.keys[action.side], "Idempotency-Key": action.mark}
        patience = self.draw.uniform(0, LOST_WITHIN_SECONDS) if self.draw.random() < LOST else PATIENCE_SECONDS
        answer, tries = await self._answered(http, action, headers, patience)
        if answer.is_success and self.draw.random() < TWINS:
            self.twins += 1
            again, _ = await self._answered(http, action, headers, PATIENCE_SECONDS)
            self.different += (again.status_code, again.content) != (answer.status_code, answer.content)
        told = answer.json()
        if not answer.is_success:
            self.met[f"refused: {told['code']}"] += 1
        elif action.verb == "ask":
            self.requests.append(told["id"])
        else:
            state = told["state"]
            self.states[told["id"]] = f"proposed by {told['proposedBy']}" if state == "proposed" else state
        replayed = answer.headers.get("idempotency-replayed") == "true"
        self.done.append(Done(action.verb, action.mark, told.get("id"), answer.status_code, tries, replayed))

    async def _answered(
        self, http: httpx.AsyncClient, action: Action, headers: Mapping[str, str], patience: float
    ) -> tuple[httpx.Response, int]:
        """The final answer, and at which try it came."""
        tries = 1
        answer = await self._sent(http, action, headers, patience)
        while answer is None:
            tries += 1
            await asyncio.sleep(AGAIN_SECONDS)
            answer = await self._sent(http, action, headers, PATIENCE_SECONDS)
        return answer, tries

    async def _sent(
        self, http: httpx.AsyncClient, action: Action, headers: Mapping[str, str], patience: float
    ) -> httpx.Response | None:
        """The answer; None when there is none, or it says to come back."""
        try:
            answer = await http.post(action.path, json=action.body, headers=headers, timeout=patience)
        except httpx.TransportError as error:
            self.met[type(error).__name__] += 1
            return None
        if answer.status_code < 500:
            return answer
        self.met[f"status {answer.status_code}"] += 1
        return None
