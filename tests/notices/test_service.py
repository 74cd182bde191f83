import asyncio
import email
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from jinja2 import UndefinedError
from procrastinate import PsycopgConnector
from psycopg.rows import dict_row

import api.jobs.worker  # noqa: F401  (what each job does)
from api.kit import clock, queue
from api.kit.db import Connection, one, rows
from api.notices import service
from api.notices.models import Template
from api.notices.post import Post, office
from api.notices.rules import BACK_OFF, BadAddress, Notice
from tests.notices.conftest import Receiver

SECRET = "t0k3n"
SIGN_IN: dict[str, str | int] = {"link": f"https://loket.nl/in?token={SECRET}", "code": "482913", "minutes": 15}


def _notice(to: str = "noor@school.nl") -> Notice:
    return Notice(Template.SIGN_IN, to, "nl", SIGN_IN, UUID(int=7))


async def _told(db: Connection, to: str = "noor@school.nl") -> UUID:
    await service.tell(db, _notice(to))
    row = await one(db, "SELECT id FROM outbox_message WHERE to_address = %(to)s", {"to": to})
    assert row is not None
    told: UUID = row["id"]
    return told


async def _row(db: Connection, message_id: UUID) -> dict[str, Any]:
    row = await one(
        db,
        """SELECT state, attempts, last_error, "values", sent_at IS NOT NULL AS is_sent FROM outbox_message
           WHERE id = %(id)s""",
        {"id": message_id},
    )
    assert row is not None
    return row


async def _jobs(db: Connection) -> list[dict[str, Any]]:
    return await rows(db, "SELECT task_name, args, scheduled_at FROM procrastinate_jobs ORDER BY id", {})


SENT = {"state": "sent", "attempts": 0, "last_error": None, "values": {}, "is_sent": True}


async def test_what_is_told_waits_in_the_outbox_with_a_job(db: Connection) -> None:
    message_id = await _told(db)
    assert await one(
        db, 'SELECT to_address, locale, template, "values", account_id, state FROM outbox_message', {}
    ) == {
        "to_address": "noor@school.nl",
        "locale": "nl",
        "template": "sign_in",
        "values": SIGN_IN,
        "account_id": UUID(int=7),
        "state": "pending",
    }
    job = {"task_name": "deliver_notice", "args": {"message_id": str(message_id)}, "scheduled_at": None}
    assert await _jobs(db) == [job]


async def test_nothing_is_told_when_the_change_is_undone(db: Connection) -> None:
    async with db.transaction(force_rollback=True):
        await _told(db)
    assert await rows(db, "SELECT id FROM outbox_message", {}) + await _jobs(db) == []


@pytest.mark.parametrize(
    ("notice", "refusal"),
    [
        (_notice("noor@school.nl\r\nBcc: all@school.nl"), BadAddress),
        (Notice(Template.SIGN_IN, "noor@school.nl", "nl", {"code": "482913"}), UndefinedError),
    ],
)
async def test_a_notice_that_cannot_be_written_is_refused_when_told(
    db: Connection, notice: Notice, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await service.tell(db, notice)
    assert await rows(db, "SELECT id FROM outbox_message", {}) + await _jobs(db) == []


async def test_it_is_sent_once_and_its_values_are_emptied(db: Connection, receiver: Receiver) -> None:
    message_id = await _told(db)
    for _ in range(2):
        await service.deliver(db, message_id, receiver.post)
    (mail,) = receiver.received
    assert (mail["To"], mail["Message-ID"]) == ("noor@school.nl", f"<{message_id}@localhost>")
    assert [line for line in mail.get_body(("plain",)).get_content().splitlines() if SECRET in line] == [  # type: ignore[union-attr]
        SIGN_IN["link"]
    ]
    assert await _row(db, message_id) == SENT


async def test_an_unknown_message_is_left(db: Connection, receiver: Receiver) -> None:
    await service.deliver(db, uuid4(), receiver.post)
    assert receiver.received == []


async def test_killed_between_sending_and_committing_it_is_sent_again_with_the_same_id(
    db: Connection, receiver: Receiver
) -> None:
    message_id = await _told(db)
    async with db.transaction(force_rollback=True):
        await service.deliver(db, message_id, receiver.post)
    await service.deliver(db, message_id, receiver.post)
    assert [mail["Message-ID"] for mail in receiver.received] == [f"<{message_id}@localhost>"] * 2
    assert len({mail["Date"] for mail in receiver.received}) == 1
    assert await _row(db, message_id) == SENT


async def test_a_refused_address_is_dead_after_the_last_try_and_blocks_nobody(
    db: Connection, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    refused, other = await _told(db, "nobody@school.nl"), await _told(db)
    states, waits = [], []
    for _ in range(len(BACK_OFF) + 2):
        await service.deliver(db, refused, receiver.post)
        states.append((await _row(db, refused))["state"])
        due = await one(db, "SELECT due_at FROM outbox_message WHERE id = %(id)s", {"id": refused})
        assert due is not None
        waits.append(due["due_at"] - now)
        await db.execute("UPDATE outbox_message SET due_at = now() WHERE id = %(id)s", {"id": refused})
    await service.deliver(db, other, receiver.post)
    assert states == ["pending"] * 5 + ["dead"] * 2
    assert waits[:5] == list(BACK_OFF)
    assert [job["scheduled_at"] for job in await _jobs(db)][2:] == [now + wait for wait in BACK_OFF]
    assert [mail["To"] for mail in receiver.received] == ["noor@school.nl"]
    assert (await _row(db, refused), await _row(db, other)) == (
        {"state": "dead", "attempts": 6, "last_error": "recipient_refused_550", "values": {}, "is_sent": False},
        SENT,
    )


async def test_a_failed_try_keeps_the_values_and_is_not_repeated_before_its_time(
    db: Connection, receiver: Receiver
) -> None:
    message_id = await _told(db)
    for _ in range(2):
        await service.deliver(db, message_id, office("smtp://127.0.0.1:1", Path("unused")))
    assert await _row(db, message_id) == {
        "state": "pending",
        "attempts": 1,
        "last_error": "unreachable",
        "values": SIGN_IN,
        "is_sent": False,
    }


async def test_a_password_does_not_travel_in_the_clear(db: Connection, receiver: Receiver) -> None:
    message_id = await _told(db)
    with_password = receiver.url.replace("smtp://", "smtp://loket:geheim@")
    await service.deliver(db, message_id, office(with_password, Path("unused")))
    assert receiver.received == []
    assert (await _row(db, message_id))["state"] == "pending"


async def test_the_sweep_finds_what_has_lost_its_job(
    db: Connection, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id, sent = await _told(db), await _told(db, "ali@school.nl")
    await service.deliver(db, sent, receiver.post)
    await db.execute("DELETE FROM procrastinate_jobs")
    assert (await service.sweep(db), await _jobs(db)) == (0, [])
    later = clock.now() + service.LOST_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await service.sweep(db) == 1
    assert [job["args"] for job in await _jobs(db)] == [{"message_id": str(message_id)}]


async def test_without_a_server_a_mail_is_a_file_for_our_eyes_alone(db: Connection, tmp_path: Path) -> None:
    message_id = await _told(db)
    await service.deliver(db, message_id, office(None, tmp_path / "mail"))
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{message_id}.eml"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("noor@school.nl", "Log in bij Techniekloket")
    assert b"\r\n" in file.read_bytes()
    assert await _row(db, message_id) == SENT


async def _work_off(url: str, post: Post) -> None:
    with queue.app.replace_connector(PsycopgConnector(conninfo=url)) as app:
        async with app.open_async():
            await app.run_worker_async(wait=False, additional_context={"url": url, "post": post})


async def _tell_committed(url: str, *addresses: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
        for address in addresses:
            await service.tell(db, _notice(address))


def _states(url: str) -> list[tuple[str, str]]:
    with psycopg.connect(url) as db:
        return db.execute("SELECT to_address, state FROM outbox_message ORDER BY id").fetchall()


async def test_the_worker_delivers_what_can_be_delivered(
    copy_database: Callable[[str], str], receiver: Receiver
) -> None:
    url = copy_database(f"notices_work_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    await _tell_committed(url, "nobody@school.nl", "noor@school.nl", "ali@school.nl")
    await _work_off(url, receiver.post)
    assert [mail["To"] for mail in receiver.received] == ["noor@school.nl", "ali@school.nl"]
    assert _states(url) == [("nobody@school.nl", "pending"), ("noor@school.nl", "sent"), ("ali@school.nl", "sent")]


async def test_two_at_once_send_one_mail(copy_database: Callable[[str], str], receiver: Receiver) -> None:
    url = copy_database(f"notices_twins_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    await _tell_committed(url, "noor@school.nl")
    with psycopg.connect(url) as connection:
        (message_id,) = connection.execute("SELECT id FROM outbox_message").fetchone() or ()

    async def deliver() -> None:
        async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
            await service.deliver(db, message_id, receiver.post)

    await asyncio.gather(*(deliver() for _ in range(8)))
    assert len(receiver.received) == 1


async def test_a_worker_killed_after_handing_over_its_mail_loses_nothing(
    copy_database: Callable[[str], str], receiver: Receiver
) -> None:
    """A real worker, killed by the receiver when it has the mail; the sweep makes up for the lost job."""
    url = copy_database(f"notices_killed_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    await _tell_committed(url, "noor@school.nl")
    environment = {**os.environ, "DATABASE_URL": url, "LOKET_SMTP_URL": receiver.url}
    command = [sys.executable, "-m", "api.cli", "work"]
    killed = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    receiver.on_mail = killed.kill
    assert await asyncio.wait_for(killed.wait(), 30) == -signal.SIGKILL
    receiver.on_mail = None
    assert _states(url) == [("noor@school.nl", "pending")]
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE outbox_message SET due_at = due_at - interval '3 minutes'")
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
        assert await service.sweep(db) == 1
    await _work_off(url, receiver.post)
    assert _states(url) == [("noor@school.nl", "sent")]
    assert len(receiver.received) == 2
    assert len({mail["Message-ID"] for mail in receiver.received}) == 1
