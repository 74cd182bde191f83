"""Who may bring whom in, and what an organisation's states allow."""

from uuid import UUID

import pytest

from api.accounts.roles import Role
from api.accounts.rules import VISITOR, Actor
from api.kit.errors import Forbidden, InvalidInput
from api.kit.states import StateForbids
from api.organisations import rules
from api.organisations.rules import Place
from api.regions.rules import OrganisationPaused
from tests.actors import holding

OURS, THEIRS = UUID(int=1), UUID(int=2)
SCHOOL = Place(school_id=OURS, regions=frozenset({"friesland"}))
OTHER_SCHOOL = Place(school_id=THEIRS, regions=frozenset({"friesland"}))
COMPANY = Place(company_id=OURS, regions=frozenset({"friesland", "twente"}))
BOARD = Place(board_code="B1", regions=frozenset({"friesland", "twente"}))
REGION, OTHER_REGION, PLATFORM = Place(region_code="friesland"), Place(region_code="twente"), Place()
PLACES = {
    "school": SCHOOL, "other_school": OTHER_SCHOOL, "company": COMPANY, "board": BOARD, "region": REGION,
    "other_region": OTHER_REGION, "platform": PLATFORM,
}  # fmt: skip
SCHOOL_PAIR = {"teacher", "school_coordinator"}
COMPANY_PAIR = {"professional", "company_coordinator"}
REGION_PAIR = {"regional_coordinator", "event_manager"}
# Whom each may invite, by place.
MAY: list[tuple[Actor, frozenset[str], dict[str, set[str]]]] = [
    (VISITOR, frozenset(), {}),
    (holding(Role.TEACHER, organisation=OURS), frozenset(), {}),
    (holding(Role.PROFESSIONAL, organisation=OURS), frozenset(), {}),
    (holding(Role.EVENT_MANAGER, "friesland"), frozenset(), {}),
    (holding(Role.DATA_SPECIALIST), frozenset(), {}),
    (holding(Role.PORTAL, "friesland"), frozenset(), {}),
    (holding(Role.SCRIPT), frozenset(), {}),
    (holding(Role.SCHOOL_COORDINATOR, organisation=OURS), frozenset(), {"school": SCHOOL_PAIR}),
    (
        holding(Role.SCHOOL_COORDINATOR, organisation=OURS),
        frozenset({"B1"}),
        {"school": SCHOOL_PAIR, "board": SCHOOL_PAIR},
    ),
    (holding(Role.COMPANY_COORDINATOR, organisation=OURS), frozenset(), {"company": COMPANY_PAIR}),
    (
        holding(Role.REGIONAL_COORDINATOR, "friesland"),
        frozenset(),
        {"school": SCHOOL_PAIR, "other_school": SCHOOL_PAIR, "region": REGION_PAIR},
    ),
    (
        holding(Role.REGIONAL_COORDINATOR, "twente"),
        frozenset(),
        {"other_region": REGION_PAIR},
    ),
    (
        holding(Role.PLATFORM_ADMIN),
        frozenset(),
        {
            "region": {"regional_coordinator"},
            "other_region": {"regional_coordinator"},
            "platform": {"data_specialist", "platform_admin"},
        },
    ),
]


@pytest.mark.parametrize(("actor", "boards", "may"), MAY)
def test_who_may_invite_whom(actor: Actor, boards: frozenset[str], may: dict[str, set[str]]) -> None:
    invites = {
        name: {role.value for role in Role if rules.may_invite(actor, role, place, boards)}
        for name, place in PLACES.items()
    }
    assert {name: roles for name, roles in invites.items() if roles} == may


def test_nobody_gives_themselves_a_regional_role() -> None:
    for role in rules.REGIONAL_ROLES:
        with pytest.raises(Forbidden):
            rules.check_not_oneself(role, "a@b.nl", "a@b.nl")
        rules.check_not_oneself(role, "c@b.nl", "a@b.nl")
    rules.check_not_oneself(Role.TEACHER, "a@b.nl", "a@b.nl")


def test_a_read_stands_in_the_log_of_a_region_that_the_reader_coordinates() -> None:
    reader = holding(Role.REGIONAL_COORDINATOR, "friesland")
    assert [rules.logged_region(reader, asked) for asked in ("friesland", "twente", None)] == [
        "friesland",
        None,
        None,
    ]


def test_a_role_is_held_where_it_can_be() -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.check_role_fits(Role.TEACHER, COMPANY)
    assert [error["pointer"] for error in refused.value.errors] == ["#/role"]
    rules.check_role_fits(Role.TEACHER, SCHOOL)


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("none", []),
        ("active", ["pause", "leave"]),
        ("paused", ["resume", "leave"]),
        ("left", ["archive"]),
        ("archived", []),
    ],
)
def test_what_each_state_allows(state: str, verbs: list[str]) -> None:
    place = Place(school_id=OURS, regions=frozenset({"friesland"}), participation=state)
    invite = [] if state in ("left", "archived") else ["invite"]
    for actor in (
        holding(Role.SCHOOL_COORDINATOR, organisation=OURS),
        holding(Role.REGIONAL_COORDINATOR, "friesland"),
    ):
        assert rules.allowed_actions(actor, place) == [*verbs, *invite]
    for actor in (VISITOR, holding(Role.TEACHER, organisation=OURS), holding(Role.REGIONAL_COORDINATOR, "twente")):
        assert rules.allowed_actions(actor, place) == []
    for verb, (sources, target) in rules.ACTIONS.items():
        if state in sources:
            assert rules.next_state(state, verb) == target
        else:
            with pytest.raises(StateForbids):
                rules.next_state(state, verb)


def test_one_region_does_not_pause_what_lies_in_two() -> None:
    assert not rules.may_steer(holding(Role.REGIONAL_COORDINATOR, "friesland"), COMPANY)
    assert rules.may_steer(holding(Role.COMPANY_COORDINATOR, organisation=OURS), COMPANY)


@pytest.mark.parametrize("state", ["left", "archived"])
def test_nobody_is_invited_to_what_has_left(state: str) -> None:
    with pytest.raises(OrganisationPaused):
        rules.check_invites(Place(school_id=OURS, participation=state))
    rules.check_invites(Place(school_id=OURS, participation="paused"))
