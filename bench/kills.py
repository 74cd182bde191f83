"""`./loket bench kills`: what is promised holds while API, worker and PostgreSQL are killed again and again.

--kills N    how often one of the three is killed and started again (60)
--actions N  how many actions clients take meanwhile, each repeated with its key until it is answered (10,000)
--clients N  how many clients act at once (16)
--seed N     which moments and actions are drawn (1)
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg.rows import dict_row

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.kit import clock
from api.kit.postgres import as_service
from api.matches import life, queries
from bench import crew, hooks
from bench.ledger import EVENTS, Done, Ledger
from bench.promises import OFFERS, WORLD
from bench.servers import free_port
from tests.matches.machine import COUNTED

Row = dict[str, Any]
ACTIVITIES, REQUESTS = 60, 300
SETTLE_SECONDS = 600
# Letters that a step of a match brings, where the proposer is one of its sides.
LETTERS = {
    "proposed": 1, "accepted": 2, "moments_proposed": 1, "declined": 1, "withdrawn": 1, "cancelled": 2,
    "superseded": 2,
}  # fmt: skip
PEOPLE = """WITH person AS (INSERT INTO account (email, name) VALUES (%(email)s, 'Keeper') RETURNING id)
    INSERT INTO membership (account_id, role, school_id, company_id)
    SELECT id, %(role)s, %(school)s, %(company)s FROM person"""
UNDER_WAY = """SELECT (SELECT count(*) FROM outbox_message WHERE state = 'pending')
    + (SELECT count(*) FROM webhook_delivery WHERE state = 'pending')"""
say: Callable[[str], None] = print


class Letterbox:
    """Every letter that was taken in: Message-ID and content."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, EmailMessage, policy=policy.default)
        part = mail.get_body(("plain",))
        assert part is not None
        self.received.append((mail["Message-ID"], f"{mail['To']} {mail['Subject']} {part.get_content()}".encode()))
        return "250 OK"


def make(url: str) -> tuple[Row, dict[str, dict[str, str]]]:
    """A school and a company with a keeper and a key each, requests and offers."""
    weeks = [(clock.this_week() + timedelta(weeks=n)).isoformat() for n in range(3)]
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
        world = db.execute(WORLD, {"week": weeks[0], "requests": REQUESTS}).fetchone()
        assert world is not None
        db.execute("UPDATE school_request SET weeks_ok = %s::date[]", [weeks])
        values = {**world, "week": weeks[0], "places": 5, "offers": ACTIVITIES}
        activities = [str(row["id"]) for row in db.execute(OFFERS, values).fetchall()]
        db.execute("UPDATE activity SET weeks = %s::date[], week_mask = 7", [weeks])
        of = db.execute("SELECT school_id FROM school_site WHERE id = %s", [world["site"]]).fetchone()
        assert of is not None
        places = {"school": of["school_id"], "company": world["company"]}
        for side, place in places.items():
            held = {"school": None, "company": None, side: place, "role": f"{side}_coordinator"}
            db.execute(PEOPLE, {**held, "email": f"{side}@kills.example"})
    keys = asyncio.run(_keys(url, places))
    request = {
        "siteId": str(world["site"]), "goal": "project", "kinds": ["workshop"], "subjects": ["techniek"],
        "level": "havo", "year": 3, "pupils": 20, "languages": ["nl"], "maxKm": 50, "weeksOk": weeks,
    }  # fmt: skip
    return {"request": request, "activities": activities, "weeks": weeks, "requests": world["requests"]}, keys


async def _keys(url: str, places: Row) -> dict[str, dict[str, str]]:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row, autocommit=True) as db:
        made = {
            side: await accounts.create_key(db, Role(f"{side}_coordinator"), [], of) for side, of in places.items()
        }
        await db.execute("UPDATE api_client SET rate_per_minute = 100000")
    return {side: {"Authorization": f"Bearer {key}"} for side, key in made.items()}


def kill_in_turn(members: Sequence[crew.Member], ledger: Ledger, kills: int, draw: random.Random) -> None:
    """At moments drawn over the actions, each of the crew as often; each is up again before the next one falls."""
    victims = [members[n % len(members)] for n in range(kills)]
    draw.shuffle(victims)
    moments = sorted(draw.randrange(ledger.wanted) for _ in victims)
    for moment, victim in zip(moments, victims, strict=True):
        while len(ledger.done) < moment:
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.2))
        victim.kill(draw)
        victim.start()
        for member in members:
            member.look_after()


def drive(ledger: Ledger, url: str, clients: int) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(ledger.client(url) for _ in range(clients)))

    asyncio.run(all_at_once())


def settle(url: str, worker: crew.Member) -> float:
    """Waits until no letter and no webhook is under way; the seconds that it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < SETTLE_SECONDS:
        worker.look_after()
        with psycopg.connect(url) as db:
            row = db.execute(UNDER_WAY).fetchone()
        if row == (0,):
            break
        time.sleep(1)
    return time.monotonic() - begun


def effects(db: psycopg.Connection[Row], done: Sequence[Done]) -> tuple[Row, bool]:
    """Acknowledged actions beside what they wrote: each once, and nothing that nobody was told of."""
    acted = {one.mark: (EVENTS[one.verb], one.made) for one in done if one.status < 300 and one.verb != "ask"}
    asked = {one.mark for one in done if one.status < 300 and one.verb == "ask"}
    rows = db.execute("SELECT note, type, match_id::text AS match FROM match_event WHERE side <> 'house'").fetchall()
    titles = [
        row["title"] for row in db.execute("SELECT title FROM school_request WHERE title LIKE 'act-%'").fetchall()
    ]
    made = Counter(row["note"] for row in rows) + Counter(titles)
    told = {row["note"]: (row["type"], row["match"]) for row in rows}
    logged = db.execute(
        "SELECT count(*) AS n FROM audit_entry WHERE outcome < 300 AND actor_kind = 'client'"
    ).fetchone()
    assert logged is not None
    figures = {
        "acknowledged": len(acted) + len(asked),
        "lost": len((acted.keys() | asked) - made.keys()),
        "doubled": sum(count > 1 for count in made.values()),
        "ghosts": len(made.keys() - acted.keys() - asked),
        "rows of the log": logged["n"],
    }
    exact = made == Counter([*acted, *asked]) and told == acted
    return figures, exact and bool(acted) and logged["n"] == figures["acknowledged"]


def replays(db: psycopg.Connection[Row]) -> tuple[int, int]:
    """How many matches there are, and of how many the log gives another row."""
    matches = db.execute("SELECT * FROM match").fetchall()
    logs: dict[Any, list[life.Event]] = {}
    for row in db.execute("SELECT * FROM match_event ORDER BY match_id, place").fetchall():
        logs.setdefault(row["match_id"], []).append(queries.event_of(row))
    return len(matches), sum(life.replay(logs[row["id"]]) != queries.life_of(row) for row in matches)


def letters(db: psycopg.Connection[Row], received: Sequence[tuple[str, bytes]]) -> tuple[Row, bool]:
    """Letters that arrived beside those that the log of each match asks for."""
    outbox = {str(row["id"]): row["state"] for row in db.execute("SELECT id, state FROM outbox_message").fetchall()}
    contents: dict[str, set[bytes]] = {}
    for message_id, content in received:
        contents.setdefault(message_id.strip("<>").partition("@")[0], set()).add(content)
    arrived = Counter[str]()
    for told in contents.values():
        found = re.search(rb"/mijn/afspraken/([0-9a-f-]{36})", min(told))
        arrived[found[1].decode() if found else "of nothing"] += 1
    due = Counter[str]()
    for row in db.execute("SELECT match_id::text AS match, type FROM match_event").fetchall():
        due[row["match"]] += LETTERS.get(row["type"], 0)
    figures = {
        "due": due.total(),
        "arrived": len(contents),
        "not sent": sum(state != "sent" for state in outbox.values()),
        "again with the same id": len(received) - len(contents),
        "id with two contents": sum(len(each) > 1 for each in contents.values()),
    }
    holds = arrived == +due and contents.keys() == outbox.keys() and not figures["not sent"]
    return figures, holds and not figures["id with two contents"]


def main(arguments: list[str]) -> bool:
    """Whether everything held."""
    parser = argparse.ArgumentParser(
        prog="loket bench kills", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    os.environ["LOKET_LOG_LEVEL"] = "error"
    with TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the database's own user passes through
        return _run(Path(folder), wanted)


def _run(folder: Path, wanted: argparse.Namespace) -> bool:
    draw = random.Random(wanted.seed)
    letterbox, port, mail_port = Letterbox(), free_port(), free_port()
    post, receiver = Controller(letterbox, hostname="127.0.0.1", port=mail_port), hooks.Receiver()
    post.start()
    postgres, url = crew.database(folder)
    members = [postgres, crew.api(url, port), crew.worker(url, f"smtp://127.0.0.1:{mail_port}")]
    try:
        postgres.start()
        migrate.upgrade(url)
        world, keys = make(url)
        receiver.subscribe(url)
        ledger = Ledger(world, keys, wanted.actions, draw, requests=[str(one) for one in world["requests"]])
        for member in members:
            member.start()
        begun = time.monotonic()
        clients = threading.Thread(target=drive, args=(ledger, f"http://127.0.0.1:{port}", wanted.clients))
        clients.start()
        kill_in_turn(members, ledger, wanted.kills, random.Random(wanted.seed))
        clients.join()
        _tell_run(members, ledger, time.monotonic() - begun)
        say(f"  every letter and webhook left {settle(url, members[2]):.0f} s after the last action")
        return _tell_checks(url, ledger, letterbox, receiver)
    finally:
        for member in reversed(members):
            member.stop()
        receiver.stop()
        post.stop()


def _tell_run(members: Sequence[crew.Member], ledger: Ledger, seconds: float) -> None:
    killed = ", ".join(f"{member.name} {member.killed}" for member in members)
    fell = {member.name: member.fell for member in members if member.fell}
    kills = sum(member.killed for member in members)
    say(f"{kills} kills ({killed}) in {len(ledger.done):,} actions, {seconds:.0f} s")
    say(f"  fell by themselves and were started again: {json.dumps(fell)}")
    repeated = sum(one.tries > 1 for one in ledger.done)
    replayed = sum(one.replayed for one in ledger.done)
    say(f"  sent more than once {repeated}, of which had been done already {replayed}; met: {dict(ledger.met)}")


def _tell_checks(url: str, ledger: Ledger, letterbox: Letterbox, receiver: hooks.Receiver) -> bool:
    kept = []

    def tell(what: str, figure: object, holds: bool) -> None:
        kept.append(holds)
        say(f"{what:44}{json.dumps(figure)}   {holds}")

    with psycopg.connect(url, row_factory=dict_row) as db:
        tell("each acknowledged effect is there once", *effects(db, ledger.done))
        tell(
            "sent once more: the same answer",
            {"sent": ledger.twins, "different": ledger.different},
            ledger.twins > 0 and not ledger.different,
        )
        matches, differing = replays(db)
        tell("replay(log) == row: matches, that differ", [matches, differing], matches > 0 and not differing)
        counts = db.execute(COUNTED).fetchall()
        wrong = [row for row in counts if not row["taken"] == row["held"] <= row["capacity"]]
        tell("places counted == held: counts, wrong", [len(counts), len(wrong)], bool(counts) and not wrong)
        tell("every letter arrived, none that nobody asked", *letters(db, letterbox.received))
        tell("every event arrived by webhook, and no other", *hooks.arrivals(db, receiver.received))
        tell("came without a good signature", receiver.unsigned, not receiver.unsigned)
    command = [sys.executable, "-m", "api.cli", "audit", "verify"]
    environment = {**os.environ, "DATABASE_URL": as_service(url)}
    verified = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = json.loads(verified.stdout)
    tell("the log's chains are whole: entries", found["entries"], verified.returncode == 0 and found["intact"])
    return all(kept)
