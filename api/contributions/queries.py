"""What took place with somebody before the class."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.contributions.rules import SCORED_FROM
from api.kit.db import Connection, rows
from api.kit.states import among
from api.matches.models import KEPT
from api.polls.queries import TAKES_NO_MORE
from api.polls.rules import SHOWN_FROM

# One's own by the account alone: what was given stays given when a role ends.
GIVEN = f"""WITH given AS (
    SELECT loket_school_year(m.week) AS year, m.id AS match_id, m.school_id, a.id AS activity_id, a.title, r.pupils,
        coalesce(extract(epoch FROM m.ends_at - m.starts_at)::int / 60, a.duration_minutes, 0) AS minutes,
        (SELECT (e.facts ->> 'score')::int FROM match_event e
            WHERE e.match_id = m.id AND e.type = 'feedback' AND e.side = 'school') AS score
    FROM professional p JOIN match m ON m.professional_id = p.id
    JOIN activity a ON a.id = m.activity_id JOIN school_request r ON r.id = m.request_id
    WHERE p.account_id = %(account)s AND m.state IN {among(KEPT)}),
by_activity AS (
    SELECT year, activity_id, title, count(*) AS classes, sum(minutes) AS minutes FROM given
    GROUP BY year, activity_id, title),
named AS (
    SELECT year, json_agg(json_build_object('id', activity_id, 'title', title, 'classes', classes,
        'minutes', minutes) ORDER BY classes DESC, title, activity_id) AS activities
    FROM by_activity GROUP BY year),
polled AS (
    SELECT g.year, p.id, p.answers FROM given g JOIN class_poll p ON p.match_id = g.match_id
    WHERE p.stage = 'after' AND {TAKES_NO_MORE} AND p.answers >= {SHOWN_FROM}),
counted AS (
    SELECT p.year, c.question, c.value, sum(c.answers) AS answers FROM polled p
    JOIN class_poll_count c ON c.poll_id = p.id GROUP BY p.year, c.question, c.value),
said AS (
    SELECT year, json_agg(json_build_object('question', question, 'counts', counts)
        ORDER BY array_position(%(questions)s::text[], question)) AS questions
    FROM (SELECT year, question, json_agg(answers ORDER BY value) AS counts FROM counted GROUP BY year, question) q
    GROUP BY year)
SELECT json_build_object('schoolYear', concat(extract(year FROM g.year), '-', extract(year FROM g.year) + 1),
    'minutes', sum(g.minutes), 'classes', count(*), 'pupils', sum(g.pupils), 'schools', count(DISTINCT g.school_id),
    'answers', CASE WHEN count(g.score) >= {SCORED_FROM} THEN count(g.score) END,
    'score', CASE WHEN count(g.score) >= {SCORED_FROM} THEN round(avg(g.score), 1) END,
    'classResults', (SELECT json_build_object('questions', s.questions,
        'answers', (SELECT sum(p.answers) FROM polled p WHERE p.year = s.year)) FROM said s WHERE s.year = g.year),
    'activities', (SELECT n.activities FROM named n WHERE n.year = g.year)) AS body
FROM given g GROUP BY g.year ORDER BY g.year DESC"""


async def given(db: Connection, account_id: UUID, questions: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """By school year, the newest first, as they cross the wire; what classes said in the order of `questions`."""
    values = {"account": account_id, "questions": list(questions), "now": now}
    return [row["body"] for row in await rows(db, GIVEN, values)]
