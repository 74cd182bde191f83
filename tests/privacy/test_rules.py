import pytest

from api.organisations.rules import LastCoordinator
from api.privacy import rules
from api.privacy.queries import FORGET
from api.privacy.rules import AddressDiffers, WordingOutdated


def test_every_period_is_kept_by_a_statement_but_those_of_whom_is_told() -> None:
    assert {*FORGET, "accounts", "open_applications"} == set(rules.BY_NAME)


def test_the_periods() -> None:
    assert {period.name: period.days for period in rules.PERIODS} == {
        "sign_in_attempts": 1,
        "oidc_attempts": 1,
        "rate_counters": 1,
        "idempotency_keys": 2,
        "sessions": 30,
        "open_applications": 365,
        "invitations": 30,
        "mails": 30,
        "application_contacts": 180,
        "professionals": 180,
        "concerns": 365,
        "matches": 730,
        "accounts": 730,
        "audit": 2557,
    }


@pytest.mark.parametrize("email", [None, "ali@school.nl"])
def test_only_the_own_address_confirms(email: str | None) -> None:
    rules.check_address("noor@school.nl", "noor@school.nl")
    with pytest.raises(AddressDiffers) as refused:
        rules.check_address("noor@school.nl", email)
    assert [error["pointer"] for error in refused.value.errors] == ["#/confirm"]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Ann", "…"),
        ("Van ANN, bij Annex", "Van …, bij Annex"),
        (
            {"a": ["x", {"b": "ann@school.nl; Ann"}], "n": 3, "no": None},
            {"a": ["x", {"b": "…; …"}], "n": 3, "no": None},
        ),
        ("joann@school.nl", "joann@school.nl"),
    ],
)
def test_a_person_is_taken_out_of_what_waits(told: object, left: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SOMEBODY", {"nl": "…"})
    assert rules.unnamed(told, ["ann@school.nl", "Ann"], "nl") == left


def test_an_organisation_is_not_left_alone() -> None:
    rules.check_nobody_is_left_alone([])
    alone = [{"id": "1", "kind": "school", "name": "X"}]
    with pytest.raises(LastCoordinator) as refused:
        rules.check_nobody_is_left_alone(alone)
    assert refused.value.members == {"organisations": alone}


def test_an_old_wording_is_refused() -> None:
    rules.check_wording("newsletter", rules.WORDINGS["newsletter"])
    with pytest.raises(WordingOutdated):
        rules.check_wording("newsletter", "2020-01")
