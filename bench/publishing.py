"""`./loket bench publishing`: a region's round from files to published, over HTTP alone, killed while it publishes.

Loads an instance through imports, solves it, pins one pair and forbids another, solves again, and publishes: killed
again and again, then twice at the same moment. What anybody may read of it then is verified; a company pauses, and
the round is mended.

--instance FILE  a match-instance/1 (the P2 of the shared instances)
--kills N        how often API or PostgreSQL is killed while it publishes (50)
--seed N         which moments are drawn (1)
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.kit import clock
from bench import crew
from bench.servers import free_port
from tests.suggestions import instances

Json = dict[str, Any]
SHARED = Path(__file__).parent.parent.parent / "shared" / "matching"
REGION = "zuidoost-brabant"
FIGURES = ("served", "tierValue", "scoreTotalInt")
# What a round leaves behind when it is published: all of it, or nothing.
TRACES = {
    "state": "SELECT state FROM match_round WHERE id = %(id)s",
    "matches": "SELECT count(*) FROM match WHERE origin = 'round'",
    "events": "SELECT count(*) FROM match_event",
    "outcomes": "SELECT count(*) FROM round_outcome WHERE round_id = %(id)s AND match_id IS NOT NULL",
    "requests": "SELECT count(*) FROM school_request WHERE state = 'proposed'",
    "places": "SELECT coalesce(sum(taken), 0)::int FROM place_count WHERE kind = 'year'",
    "log": "SELECT count(*) FROM audit_entry WHERE outcome < 300 AND operation = 'publish_round'",
}
say: Callable[[str], None] = print


def shifted(instance: Json) -> tuple[Json, int]:
    """The instance so many whole years of 52 weeks later that all of it is still to come; and its school year."""
    weeks = [date.fromisoformat(week) for week in instance["weeks"]]
    later = timedelta(0)
    while min(weeks) + later <= clock.this_week():
        later += timedelta(weeks=52)

    def moved(names: Sequence[str]) -> list[str]:
        return [(date.fromisoformat(name) + later).isoformat() for name in names]

    requests = [
        {**row, "weeksOk": moved(row["weeksOk"]), "weeksPreferred": moved(row["weeksPreferred"])}
        for row in instance["requests"]
    ]
    offers = [{**row, "weeks": moved(row["weeks"])} for row in instance["offers"]]
    return {**instance, "requests": requests, "offers": offers}, clock.school_year(min(weeks) + later)


class Desk:
    """The coordinator's calls."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self.http = httpx.Client(base_url=f"{url}/v1", headers=headers, timeout=120)

    def done(self, method: str, path: str, body: Any = None) -> Json:
        answer = self.http.request(method, path, json=body)
        assert answer.status_code < 300, answer.text[:500]
        told: Json = answer.json()
        return told

    def solved(self, path: str) -> Json:
        """Puts it in the queue and waits."""
        self.done("POST", f"{path}/solve")
        return self.waited(path)

    def waited(self, path: str) -> Json:
        while (told := self.done("GET", path))["state"] in ("queued", "solving"):
            time.sleep(0.2)
        assert told["state"] in ("proposed", "in_review"), told
        return told


async def _keys(url: str) -> tuple[str, str]:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row, autocommit=True) as db:
        script = await accounts.create_key(db, Role.SCRIPT, [REGION])
        coordinator = await accounts.create_key(db, Role.REGIONAL_COORDINATOR, [REGION])
        await db.execute("UPDATE api_client SET rate_per_minute = 100000")
    return script, coordinator


def load(url: str, key: str, instance: Json) -> None:
    """As a region would send it."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
    for kind, content in instances.files(instance):
        params = {"kind": kind, "region": REGION}
        answer = httpx.post(f"{url}/v1/imports", params=params, content=content, headers=headers, timeout=300)
        assert answer.status_code == 201, answer.text[:500]
        say(f"  {kind}: {answer.json()['counts']['created']:,}")


def traces(url: str, round_id: str) -> Json:
    with psycopg.connect(url) as db:
        found = {name: db.execute(query.encode(), {"id": round_id}).fetchone() for name, query in TRACES.items()}
    return {name: row[0] if row else None for name, row in found.items()}


def review(desk: Desk, path: str) -> tuple[Json, Json]:
    """One pair pinned, another forbidden, each with its reason, and solved again."""
    first, second = desk.done("GET", f"{path}/proposals?pageSize=2")["items"]
    decided = [
        {"proposal": first["id"], "decision": "pin", "reason": "Zo is het afgesproken."},
        {"proposal": second["id"], "decision": "forbid", "reason": "Dit ging vorig jaar niet goed."},
    ]
    desk.done("POST", f"{path}/decisions", {"items": decided})
    desk.solved(path)
    return first, second


def kill_while_publishing(
    url: str, desk: Desk, members: Sequence[crew.Member], path: str, kills: int, draw: random.Random
) -> Json:
    """Publishes and kills; gives what was found. A round that came through is taken back from a copy of before."""
    round_id = path.rpartition("/")[2]
    postgres, api = members
    copied(url, api, "loket_before", "loket")
    before, begun, found = traces(url, round_id), time.monotonic(), Counter[str]()
    desk.done("POST", f"{path}/publish")
    seconds, whole = time.monotonic() - begun, traces(url, round_id)
    assert _is_whole(whole), whole
    copied(url, api, "loket", "loket_before")
    for n in range(kills):
        answered: list[int] = []
        publisher = threading.Thread(target=_publish, args=(desk, path, answered))
        publisher.start()
        time.sleep(draw.uniform(0, 1.2 * seconds))
        (postgres if n % 3 == 0 else api).kill(draw)
        publisher.join()
        for member in members:
            member.start()
        after = traces(url, round_id)
        if after == before:
            found["nothing"] += 1
            found["acknowledged and lost"] += answered == [200]
        else:
            found["all" if after == whole else "half"] += 1
            copied(url, api, "loket", "loket_before")
    return {"seconds": round(seconds, 1), **found}


def _publish(desk: Desk, path: str, answered: list[int]) -> None:
    try:
        answered.append(desk.http.post(f"{path}/publish").status_code)
    except httpx.TransportError:
        answered.append(0)


def _is_whole(of: Json) -> bool:
    """Published, with as many matches as outcomes, events, requests and places say."""
    counts = {of[name] for name in ("matches", "events", "outcomes", "requests", "places")}
    return of["state"] == "published" and len(counts) == 1 and of["log"] == 1


def copied(url: str, api: crew.Member, name: str, template: str) -> None:
    """A database becomes a copy of another, while nobody is connected to either."""
    api.stop()
    with psycopg.connect(url.replace("/loket", "/postgres"), autocommit=True) as db:
        for one in (name, template):
            db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [one])
        db.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    api.start()


def twice(desk: Desk, path: str) -> list[int]:
    """Publishes two times at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(lambda _: desk.http.post(f"{path}/publish").status_code, range(2)))


def verified(url: str, path: str, folder: Path) -> Json:
    """What anybody reads of the published round, checked without the service."""
    files = {}
    for name in ("snapshot", "result"):
        answer = httpx.get(f"{url}/v1{path}/{name}", timeout=60)
        assert answer.status_code == 200, answer.text[:300]
        files[name] = folder / f"{name}.json"
        files[name].write_bytes(answer.content)
    ours = [sys.executable, "-m", "api.cli", "verify", str(files["snapshot"]), str(files["result"])]
    told = {"loket verify": subprocess.run(ours, capture_output=True, check=False).returncode == 0}
    checker = SHARED / "check_plan.py"
    if checker.exists():
        theirs = [sys.executable, str(checker), str(files["snapshot"]), str(files["result"])]
        told["check_plan.py"] = subprocess.run(theirs, capture_output=True, check=False).returncode == 0
    return told


def mended(desk: Desk, url: str, path: str) -> tuple[Json, bool]:
    """The company with the most matches pauses; the amendment leaves the others' alone and finds what it can."""
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(
            """SELECT company_id, count(*) FROM match WHERE origin = 'round' GROUP BY company_id
               ORDER BY count(*) DESC, company_id LIMIT 1"""
        ).fetchone()
        assert row is not None
        stood = "SELECT id, version FROM match WHERE origin = 'round' AND company_id <> %s ORDER BY id"
        before = db.execute(stood, [row[0]]).fetchall()
        desk.done("POST", f"/organisations/{row[0]}/pause")
        child = f"/match-rounds/{desk.done('POST', f'{path}/amendments')['id']}"
        begun = time.monotonic()
        figures = desk.waited(child)["figures"]
        seconds = time.monotonic() - begun
        sent = desk.done("POST", f"{child}/publish")["published"]
        after: dict[Any, int] = dict(db.execute(stood, [row[0]]).fetchall())
    touched = sum(after.get(match) != version for match, version in before)
    told = {
        "withdrawn": row[1],
        "stood": len(before),
        "touched": touched,
        "found again": sent,
        "served": figures["served"],
    }
    holds = not touched and bool(before) and figures["served"] == len(before) + sent["proposed"]
    return {**told, "seconds": round(seconds, 1)}, holds


def main(arguments: list[str]) -> bool:
    """Whether everything held."""
    parser = argparse.ArgumentParser(
        prog="loket bench publishing", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--instance", type=Path, default=SHARED / "P2-seed-size.instance.json")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    os.environ["LOKET_LOG_LEVEL"] = "error"
    with TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the database's own user passes through
        return _run(Path(folder), wanted)


def _run(folder: Path, wanted: argparse.Namespace) -> bool:
    instance, year = shifted(instances.read(wanted.instance))
    port, kept = free_port(), []
    postgres, url = crew.database(folder)
    served = f"http://127.0.0.1:{port}"
    members = [postgres, crew.api(url, port), crew.worker(url, "smtp://127.0.0.1:9")]

    def tell(what: str, figure: object, holds: bool = True) -> None:
        kept.append(holds)
        say(f"{what:48}{json.dumps(figure)}   {holds}")

    try:
        postgres.start()
        migrate.upgrade(url)
        for member in members[1:]:
            member.start()
        script, coordinator = asyncio.run(_keys(url))
        load(served, script, instance)
        desk = Desk(served, coordinator)
        path = _made(desk, year)
        first = desk.solved(path)
        tell("solved", _figures(first), _figures(first) == _expected(wanted.instance, _figures(first)))
        pinned, forbidden = review(desk, path)
        members.pop().stop()  # nothing is to be delivered
        found = kill_while_publishing(url, desk, members, path, wanted.kills, random.Random(wanted.seed))
        lost = found.get("half", 0) + found.get("acknowledged and lost", 0)
        tell(
            f"{wanted.kills} kills while it is published",
            found,
            not lost and bool(found.get("all")) and bool(found.get("nothing")),
        )
        answers = twice(desk, path)
        tell("published twice at the same moment", answers, answers == [200, 409])
        tell("all of it is there", traces(url, path.rpartition("/")[2]), True)
        tell("the pin is kept, the forbidden pair is not there", *_decided(desk, path, pinned, forbidden))
        checks = verified(served, path, folder)
        tell("verified from what anybody may read", checks, all(checks.values()))
        members.append(crew.worker(url, "smtp://127.0.0.1:9"))
        members[-1].start()
        tell("a company left; what stood still stands", *mended(desk, url, path))
        return all(kept)
    finally:
        for member in reversed(members):
            member.stop()


def _made(desk: Desk, year: int) -> str:
    body = {"region": REGION, "name": "Uit bestanden", "schoolYear": year, "policy": "reach"}
    path = f"/match-rounds/{desk.done('POST', '/match-rounds', body)['id']}"
    desk.done("POST", f"{path}/freeze")
    return path


def _figures(told: Json) -> Json:
    return {name: told["figures"][name] for name in FIGURES}


def _expected(instance: Path, otherwise: Json) -> Json:
    """The proven optimum, where a file beside the instance tells it."""
    file = instance.with_name(instance.name.replace(".instance.", ".expected."))
    if not file.exists() or file == instance:
        return otherwise
    known = json.loads(file.read_text())
    optimum = known.get("optimum", known)
    return {name: optimum[name] for name in FIGURES}


def _decided(desk: Desk, path: str, pinned: Json, forbidden: Json) -> tuple[Json, bool]:
    pairs, cursor = set(), ""
    while cursor is not None:
        page = desk.done("GET", f"{path}/proposals?pageSize=200{f'&cursor={cursor}' if cursor else ''}")
        pairs |= {_pair(item) for item in page["items"]}
        cursor = page["nextCursor"]
    figures = {"pinned": _pair(pinned) in pairs, "forbidden": _pair(forbidden) in pairs, "pairs": len(pairs)}
    return figures, figures["pinned"] and not figures["forbidden"]


def _pair(item: Json) -> tuple[str, str]:
    return item["request"]["id"], item["activity"]["id"]
