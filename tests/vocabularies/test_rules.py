import pytest

from api.vocabularies.packs import load_pack
from api.vocabularies.rules import Vocabulary, words


@pytest.fixture(scope="module")
def nl() -> Vocabulary:
    return Vocabulary(load_pack("nl"))


def test_a_mask_has_the_bit_of_each_code_once(nl: Vocabulary) -> None:
    wiskunde, techniek = (nl.concept("subjects", code).bit for code in ("wiskunde", "techniek"))
    assert wiskunde is not None
    assert techniek is not None
    assert nl.mask("subjects", ["wiskunde", "techniek", "wiskunde"]) == 1 << wiskunde | 1 << techniek
    assert nl.mask("subjects", []) == 0


def test_codes_without_a_place_do_not_count(nl: Vocabulary) -> None:
    assert nl.mask("goals", ["project"]) == 0


def test_a_level_has_its_years(nl: Vocabulary) -> None:
    assert nl.years("havo") == [1, 2, 3, 4, 5]


def test_what_is_below_a_code_comes_with_it() -> None:
    for country in ("nl", "dk"):
        vocabulary = Vocabulary(load_pack(country))
        for code in vocabulary.codes("levels"):
            below = vocabulary.with_narrower("levels", code)
            assert below[0] == code
            parents = {vocabulary.concept("levels", inner).broader for inner in below[1:]}
            assert parents <= set(below)
            outside = [c for c in vocabulary.codes("levels") if c not in below]
            assert [c for c in outside if vocabulary.concept("levels", c).broader in below] == []


def test_dutch_levels_are_not_in_the_code() -> None:
    assert Vocabulary(load_pack("dk")).knows("levels", "havo") is False


@pytest.mark.parametrize(
    ("text", "found"),
    [("Oriëntatie op jezelf", ["orientatie", "op", "jezelf"]), ("O&O / NaSk1", ["o", "o", "nask1"]), (" _ !", [])],
)
def test_words_have_no_accents_or_capitals(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("gastles", [("kinds", "guest_lesson")]),
        ("gastlessen", [("kinds", "guest_lesson")]),
        ("lessen", [("kinds", "guest_lesson"), ("kinds", "lesson_pack")]),
        ("visits", [("kinds", "company_visit"), ("kinds", "virtual_visit")]),
        ("bedrijfsbezoek", [("kinds", "company_visit")]),
        ("natuurkunde", [("subjects", "natuurkunde")]),
        (
            "chemistry",
            [("subjects", "scheikunde"), ("subjects", "nask"), ("subjects", "nask-1"), ("subjects", "nask-2")],
        ),
        ("ai", [("themes", "ai")]),
        ("en", []),
        ("haven", []),
        ("windmolen", []),
    ],
)
def test_a_word_means_the_concepts_that_are_called_so(
    nl: Vocabulary, word: str, meant: list[tuple[str, str]]
) -> None:
    schemes = ["themes"] if word == "ai" else ["kinds", "subjects"]
    assert nl.meant(schemes, word) == meant


def test_a_code_is_related_to_what_is_below_and_above_it(nl: Vocabulary) -> None:
    assert nl.related("levels", "gymnasium") == ["gymnasium", "vwo"]
    assert nl.related("levels", "vwo") == ["vwo", "atheneum", "gymnasium"]
    assert nl.related("levels", "havo") == ["havo"]
