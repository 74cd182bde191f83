"""A receiver of webhooks on this machine, and what arrived there beside what the logs of matches ask for."""

import json
import threading
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg
from standardwebhooks import Webhook

from api.webhooks.rules import TYPES, new_secret

Row = dict[str, Any]
MADE = """WITH client AS (
    INSERT INTO api_client (name, role, scopes, region_codes, key_hash)
    VALUES ('receiver', 'portal', '{read:region}', '{}', sha256('receiver')) RETURNING id)
INSERT INTO webhook (client_id, url, secret, event_types) SELECT id, %(url)s, %(secret)s, %(types)s FROM client"""
SETTINGS = {"LOKET_WEBHOOKS_TO_LOOPBACK": "true"}


class Receiver:
    """Everything that was taken in: its `webhook-id` and body. What is not signed well is not taken."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.unsigned = 0
        secret, taken = new_secret(), self
        signed = Webhook(secret)

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    signed.verify(body, dict(self.headers.items()))
                except Exception:
                    taken.unsigned += 1
                    self.send_response(400)
                else:
                    taken.received.append((self.headers["webhook-id"], body))
                    self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """It says nothing."""

        self.secret = secret
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def subscribe(self, url: str) -> None:
        """To every event, in every region."""
        here = f"http://127.0.0.1:{self.server.server_address[1]}/"
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(MADE, {"url": here, "secret": self.secret, "types": list(TYPES)})

    def stop(self) -> None:
        self.server.shutdown()


def arrivals(db: psycopg.Connection[Row], received: Sequence[tuple[str, bytes]]) -> tuple[Row, bool]:
    """Events that arrived beside those of each match; each by the id of its row, and by one id one content."""
    outbox = {str(row["id"]): row["state"] for row in db.execute("SELECT id, state FROM webhook_delivery").fetchall()}
    contents: dict[str, set[bytes]] = {}
    for webhook_id, body in received:
        contents.setdefault(webhook_id, set()).add(body)
    told = [json.loads(min(each)) for each in contents.values()]
    arrived = Counter((one["data"]["matchId"], one["type"].replace("confirmed", "accepted")) for one in told)
    due = Counter[tuple[str, str]]()
    for row in db.execute("SELECT match_id::text AS match, 'match.' || type AS type FROM match_event").fetchall():
        due[row["match"], row["type"]] += row["type"] in TYPES
    figures = {
        "due": due.total(),
        "arrived": len(contents),
        "not delivered": sum(state != "delivered" for state in outbox.values()),
        "again with the same id": len(received) - len(contents),
        "id with two contents": sum(len(each) > 1 for each in contents.values()),
    }
    holds = arrived == +due and contents.keys() == outbox.keys() and bool(told) and not figures["not delivered"]
    return figures, holds and not figures["id with two contents"]
