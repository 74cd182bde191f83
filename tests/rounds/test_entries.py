"""Rounds that were frozen before names were kept: what still has its name is found again."""

import json
import os
from collections.abc import Callable

import psycopg
from alembic import command
from alembic.script import ScriptDirectory

from api import migrate

PLANTED = """
INSERT INTO school (scheme, value, name) VALUES ('t', 'S', 'School');
INSERT INTO school_site (school_id, scheme, value, name, region_code)
    SELECT id, 't', 'S', 'School', 'friesland' FROM school WHERE scheme = 't';
INSERT INTO school_request (school_site_id, school_id, region_code, title, goal, kinds, subjects, level, year, pupils,
    languages, max_km, online_ok, weeks_ok, respond_by, scheme, value)
    SELECT id, school_id, region_code, 'Vraag', 'project', '{workshop}', '{techniek}', 'havo', 3, 20, '{nl}', 50,
    false, '{2027-01-11}', now(), code.scheme, code.value
    FROM school_site, (VALUES ('t', 'R1'), (NULL, NULL)) AS code (scheme, value) WHERE school_site.value = 'S'
"""
ROUND = """INSERT INTO match_round (region_code, name, school_year, policy, seed, seed_sha256, state, snapshot)
    VALUES ('friesland', 'Ronde', 2026, 'reach', '', '', %s, %s)"""


def test_an_earlier_round_knows_what_entered_it(copy_database: Callable[[str], str]) -> None:
    url = copy_database(f"entries_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    configuration = migrate.configuration(url)
    before = ScriptDirectory.from_config(configuration).get_revision("0032")
    assert before is not None
    command.downgrade(configuration, str(before.down_revision))
    with psycopg.connect(url, autocommit=True) as db:
        for statement in PLANTED.split(";\n"):
            db.execute(statement.encode())
        found = db.execute("SELECT coalesce(scheme || ':' || value, id::text), id FROM school_request").fetchall()
        named = {str(name): str(request_id) for name, request_id in found}
        asked = [{"id": name} for name in (*named, "t:GONE")]
        db.execute(ROUND, ["frozen", json.dumps({"requests": asked, "offers": []})])
        db.execute(ROUND, ["draft", None])
    command.upgrade(configuration, "head")
    with psycopg.connect(url) as db:
        kept = db.execute("SELECT name, request_id::text FROM round_entry WHERE activity_id IS NULL").fetchall()
    assert (len(kept), dict(kept)) == (2, named)
    assert "t:R1" in named


def test_what_came_of_rounds_goes_with_what_entered_it(copy_database: Callable[[str], str]) -> None:
    url = copy_database(f"grown_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with psycopg.connect(url, autocommit=True) as db:
        for statement in PLANTED.split(";\n"):
            db.execute(statement.encode())
        db.execute(ROUND, ["frozen", "{}"])
        db.execute(
            """INSERT INTO match_round (region_code, name, school_year, policy, seed, seed_sha256, state, snapshot,
                   kind, parent_id)
               SELECT region_code, name, school_year, policy, seed, seed_sha256, state, snapshot, made.kind, id
               FROM match_round, (VALUES ('amendment'), ('scenario')) AS made (kind)"""
        )
        db.execute(
            """INSERT INTO round_entry (round_id, request_id, name)
               SELECT o.id, r.id, 't:R1' FROM match_round o, school_request r WHERE r.value = 'R1'"""
        )
    command.downgrade(migrate.configuration(url), "0036")
    with psycopg.connect(url) as db:
        assert db.execute("SELECT count(*) FROM round_entry").fetchone() == (1,)
