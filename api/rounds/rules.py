"""Rounds: states, refusals, and what may be published."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.kit.errors import FieldError, NotFound, Refusal
from api.kit.states import Actions, StateForbids, check_allowed
from api.matching.model import Part
from api.rounds.models import RoundKind, RoundState

REVIEWED = frozenset({RoundState.PROPOSED, RoundState.IN_REVIEW, RoundState.STOPPED})
RUNNING = frozenset({RoundState.QUEUED, RoundState.SOLVING})
PUBLIC = frozenset({RoundState.PUBLISHED, RoundState.CLOSED})
# Frozen, and no result to publish.
UNSOLVED = frozenset({RoundState.FROZEN, RoundState.FAILED})
# Which states an action leaves from.
ACTIONS: Actions = {
    "freeze": frozenset({RoundState.DRAFT}),
    "solve": UNSOLVED | REVIEWED,
    "stop": RUNNING,
    "decide": UNSOLVED | REVIEWED,
    "publish": REVIEWED,
    "cancel": frozenset({RoundState.DRAFT}) | UNSOLVED | RUNNING | REVIEWED,
    "close": frozenset({RoundState.PUBLISHED}),
    "change": frozenset(RoundState) - {RoundState.CLOSED, RoundState.CANCELLED},
    "amend": frozenset({RoundState.PUBLISHED}),
    "scenario": UNSOLVED | REVIEWED | {RoundState.PUBLISHED},
}
_NOT_FOR: Mapping[str, frozenset[str]] = {
    RoundKind.ROUND: frozenset(),
    RoundKind.AMENDMENT: frozenset({"change", "amend"}),
    RoundKind.SCENARIO: frozenset({"change", "decide", "publish", "close", "amend", "scenario"}),
}
ACTIONS_OF: Mapping[str, Actions] = {
    kind: {action: states for action, states in ACTIONS.items() if action not in left_out}
    for kind, left_out in _NOT_FOR.items()
}

# Where other school sites are few, so are companies: 7.5 % of the Dutch sites for secondary education, none in the
# cities' regions, a quarter in Drenthe.
RURAL_SITES = 5
RURAL_WITHIN_KM = 10


def is_rural(sites_around: int) -> bool:
    return sites_around < RURAL_SITES


class RoundNotFound(NotFound):
    """There is no such round, or it is another region's and not published."""

    code, title = "round_not_found", "There is no round with this id that you may see."


class ProposalNotFound(NotFound):
    """The round has no such proposal, or is another region's."""

    code, title = "proposal_not_found", "This round has no proposal with this id that you may see."


class PairNotFound(NotFound):
    """The request did not enter the round when it was frozen, or the activity did not."""

    code, title = "pair_not_found", "This request and this activity are not both in the round."


class PairNeeded(Refusal):
    """A decision is about a proposal of the round, or about a request and an activity."""

    status, code, title = 409, "pair_needed", "Name a proposal, or a request and an activity; a pin with its week."


class NothingToOpen(Refusal):
    """The round has not come so far that there is something to read here."""

    status, code, title = 409, "round_has_none", "The round has none yet: it has to be frozen, or solved, first."


class SolveFirst(Refusal):
    """Something was decided since the round was solved."""

    status, code, title = 409, "round_not_solved", "Something was decided since the last solve: solve again first."


class BeingPublished(Refusal):
    """Another request publishes the round at this moment."""

    status, code, title = 409, "round_being_published", "The round is being published at this moment."


class ScenarioNeverSent(Refusal):
    """A scenario only answers what would be."""

    status, code, title = 409, "scenario_never_published", "A scenario is never sent: it only says what would be."


class AmendmentOpen(Refusal):
    """One amendment at a time: the one that is open is published or cancelled first."""

    status, code, title = 409, "amendment_open", "There is an amendment already: publish or cancel that one first."


class NothingFell(Refusal):
    """Every match of the round stands."""

    status, code, title = 409, "nothing_fell_away", "Nothing of this round fell away, so there is nothing to mend."


class NothingChanged(Refusal):
    """A scenario asks for at least one change."""

    status, code, title = 409, "nothing_changed", "Say what should be different."


class ActivityNotInRound(Refusal):
    """Only what is offered in the round can be offered once more."""

    status, code, title = 409, "activity_not_in_round", "This activity is not in the round."


class PublishFirst(Refusal):
    """What was never published cannot move."""

    status, code, title = 409, "round_not_published", "This can be asked of a published round only."


class PairKept(Refusal):
    """The pair was proposed before, and an amendment leaves it as it is."""

    status, code, title = 409, "pair_is_kept", "This request has its match already, and an amendment leaves it alone."


class WeightsOff(Refusal):
    """The weights of the parts do not sum to 100."""

    status, code, title = 409, "weights_not_100", "The weights have to sum to 100."


def check_weights(weights: Mapping[Part, int] | None) -> None:
    if weights is not None and sum(weights.values()) != 100:
        raise WeightsOff(FieldError("#/weights", "weights_not_100", f"they sum to {sum(weights.values())}"))


def check_action(kind: str, state: str, action: str) -> None:
    if action not in ACTIONS_OF[kind]:
        raise ScenarioNeverSent() if action == "publish" else StateForbids()
    check_allowed(ACTIONS_OF[kind], state, action)


def check_solved(is_stale: bool) -> None:
    if is_stale:
        raise SolveFirst()


def in_force(decisions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of decisions in their order the last of each request and activity that is a pin or a forbid.

    A pin takes the place of an earlier pin of the same request; to accept is no more than to have seen.
    """
    last: dict[tuple[Any, Any], Mapping[str, Any]] = {}
    for row in decisions:
        if row["decision"] == "accept":
            continue
        if row["decision"] == "pin":
            last = {
                pair: known
                for pair, known in last.items()
                if pair[0] != row["request_id"] or known["decision"] != "pin"
            }
        last[row["request_id"], row["activity_id"]] = row
    return [row for row in last.values() if row["decision"] in ("pin", "forbid")]
