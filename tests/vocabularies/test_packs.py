import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.vocabularies.packs import MASKED, PACKS, SCHEMES, Pack, PackInvalid, countries, load_pack

PROMISED = {
    "kinds": "guest_lesson company_visit workshop career_day teacher_day teacher_placement contest "
    "assignment placement speed_date virtual_visit lesson_pack mentoring",
    "levels": "po vso pro vmbo-bb vmbo-kb vmbo-gl vmbo-tl havo vwo mbo hbo wo",
    "subjects": "wiskunde natuurkunde scheikunde biologie techniek informatica nlt o-en-o nask economie "
    "aardrijkskunde nederlands engels kunst lob pws",
    "themes": "energy water chemistry high-tech digital ai health food mobility climate safety space "
    "circular construction",
    "modes": "at_school at_company online hybrid",
    "goals": "occupation_image subject_enrichment profile_choice project teacher_development",
    "languages": "nl en de fr bg cs da el es et fi ga hr hu it lt lv mt pl pt ro sk sl sv",
    "decline-reasons": "no_capacity date_unsuitable too_far level_unsuitable topic_unsuitable duplicate "
    "no_time other",
    "cancel-reasons": "illness operations timetable transport weather force_majeure too_few_pupils other",
    "end-reasons": "no_response goal_reached contact_left other",
    "class-questions": "knows_work fits_me learn_more",
    "class-answers": "1 2 3 4 5",
}


@pytest.fixture(scope="module")
def nl() -> Pack:
    return load_pack("nl")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def codes(pack: Pack, scheme: str) -> list[str]:
    return [concept.code for concept in pack.schemes[scheme]]


def edit(path: Path, code: str, changes: dict[str, Any]) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))
    next(row for row in rows if row["code"] == code).update(changes)
    path.write_text(json.dumps(rows), encoding="utf-8")


def test_both_countries_are_complete() -> None:
    assert countries() == ("dk", "nl")
    for country in countries():
        assert tuple(load_pack(country).schemes) == SCHEMES


@pytest.mark.parametrize("scheme", PROMISED)
def test_codes_that_scripts_count_on_come_first_and_in_order(nl: Pack, scheme: str) -> None:
    promised = PROMISED[scheme].split()
    assert codes(nl, scheme)[: len(promised)] == promised


@pytest.mark.parametrize("country", ["nl", "dk"])
def test_bits_stay_what_they_were(country: str) -> None:
    """A bit is written into stored masks: new concepts take the next one, none is ever moved."""
    for scheme in MASKED:
        concepts = load_pack(country).schemes[scheme]
        assert [c.bit for c in concepts] == list(range(len(concepts)))


def test_levels_carry_their_years_and_the_year_of_choice(nl: Pack) -> None:
    found = {c.code: (c.isced, c.extra["years"], c.extra["choiceYear"]) for c in nl.schemes["levels"]}
    assert found["po"] == ("1", [1, 2, 3, 4, 5, 6, 7, 8], None)
    assert found["vmbo-kb"] == ("2", [1, 2, 3, 4], 2)
    assert found["havo"] == ("3", [1, 2, 3, 4, 5], 3)
    assert found["vwo"] == ("3", [1, 2, 3, 4, 5, 6], 3)


def test_levels_say_which_duo_structures_they_come_from(nl: Pack) -> None:
    found: dict[str, list[str]] = {}
    for level in nl.schemes["levels"]:
        for structure in level.extra.get("duoStructure", ()):
            found.setdefault(structure, []).append(level.code)
    assert found == {
        "PRO": ["pro"],
        "VBO": ["vmbo-bb", "vmbo-kb", "vmbo-gl"],
        "MAVO": ["vmbo-tl"],
        "HAVO": ["havo"],
        "VWO": ["vwo"],
        "BRUGJAAR": ["vo-brugjaar"],
    }


def test_kinds_carry_defaults_and_a_checklist_in_every_language() -> None:
    for country in countries():
        pack = load_pack(country)
        for kind in pack.schemes["kinds"]:
            assert kind.extra["durationMinutes"] > 0
            assert kind.extra["maxGroup"] > 0
            assert kind.extra["icon"]
            assert set(kind.extra["modes"]) <= set(codes(pack, "modes"))
            for name in ("checklist", "followUp"):
                lengths = {len(kind.extra[name][language]) for language in (pack.language, "en")}
                assert len(lengths) == 1
                assert lengths != {0}


def test_the_danish_pack_has_levels_of_its_own_and_danish_words_for_what_is_shared(nl: Pack) -> None:
    dk = load_pack("dk")
    assert set(codes(dk, "levels")) & set(codes(nl, "levels")) == set()
    assert set(codes(dk, "subjects")) & set(codes(nl, "subjects")) == set()
    assert codes(dk, "themes") == codes(nl, "themes")
    assert dk.schemes["themes"][0].label == {"nl": "Energie", "en": "Energy", "da": "Energi"}
    assert all(concept.label["da"] for concept in dk.concepts())


def test_unmatched_reasons_name_the_limit_that_is_broken(nl: Pack) -> None:
    limits = [c.extra["limit"] for c in nl.schemes["unmatched-reasons"] if "limit" in c.extra]
    assert limits == ["type", "subject", "level", "year", "language", "groupSize", "weeks", "distance"]


def test_sbi_divisions_are_those_of_the_source(nl: Pack, shared: Path) -> None:
    with (shared / "data/companies/nl_sbi2008_divisions.csv").open(encoding="utf-8") as lines:
        source = {row["division"]: row["division_name"] for row in csv.DictReader(lines)}
    assert {c.code: c.label["nl"] for c in nl.schemes["sbi"]} == source


def test_slo_ids_exist_and_are_used_once(nl: Pack, shared: Path) -> None:
    known: set[str] = set()
    for name in ("vakleergebieden", "niveaus"):
        rows = json.loads((shared / f"data/curriculum/slo-basis-{name}.json").read_text(encoding="utf-8"))
        known |= {f"slo:{row['id']}" for row in rows}
    used = [i for s in ("subjects", "levels") for c in nl.schemes[s] for i in c.exact_match]
    assert len(used) == len(set(used))
    assert set(used) - known == set()


@pytest.mark.parametrize(
    ("path", "code", "changes", "problem"),
    [
        ("nl/levels.json", "havo", {"isced": None}, "levels/havo: no ISCED level"),
        ("nl/levels.json", "havo", {"label": {"nl": "havo"}}, "levels/havo: no label in en"),
        ("nl/levels.json", "havo", {"label": {"en": "havo"}}, "levels/havo: no label in nl"),
        ("nl/levels.json", "havo", {"bit": 8}, "levels: bit 8 twice"),
        ("nl/levels.json", "havo", {"bit": 63}, "levels/havo: bit 63 is not within 0 to 62"),
        ("nl/levels.json", "havo", {"bit": None}, "levels/havo: a bit is missing"),
        ("nl/levels.json", "havo", {"broader": "vo"}, "levels/havo: broader vo does not exist"),
        ("nl/levels.json", "havo", {"broader": "havo"}, "levels/havo: broader runs in a circle"),
        ("nl/levels.json", "havo", {"code": "vwo"}, "levels: code vwo twice"),
        ("nl/levels.json", "havo", {"code": "HAVO"}, "levels/HAVO: not a code"),
        ("nl/levels.json", "havo", {"colour": 1}, "levels: unknown fields colour"),
        ("nl/years.json", "8", {"extra": {"year": 9}}, "years/8: used by a level, not listed"),
        ("shared/sectors.json", "pharma", {"extra": {"sbi": ["20"]}}, "sbi/21: no sector holds it"),
    ],
)
def test_a_faulty_pack_is_refused(root: Path, path: str, code: str, changes: dict[str, Any], problem: str) -> None:
    edit(root / path, code, changes)
    with pytest.raises(PackInvalid) as refused:
        load_pack("nl", root)
    assert [found for found in refused.value.problems if found == problem] == [problem]


def test_what_a_country_lacks_is_refused(root: Path) -> None:
    (root / "dk/texts.json").write_text('{"themes": {"gold": {"label": "Guld"}}}', encoding="utf-8")
    (root / "dk/colours.json").write_text("[]", encoding="utf-8")
    with pytest.raises(PackInvalid) as refused:
        load_pack("dk", root)
    assert refused.value.problems[:3] == (
        "colours.json: no such scheme",
        "themes/gold: a text without a concept",
        "themes/energy: no label in da",
    )


def test_an_unknown_country_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PackInvalid, match="there are dk, nl"):
        load_pack("xx")
