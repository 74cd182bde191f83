"""A round with side rules as a linear model for HiGHS: what the network says, and rows that it cannot say.

Columns are arcs, then ranks, then groups. Nothing that comes out of here is taken for exact: plans are read as whole
numbers and checked, duals are rounded and proven again in whole numbers (`bound.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
import numpy.typing as npt
from highspy import _core

from api.matching.rounds.fields import Refused
from api.matching.rounds.network import Ints, Network
from api.matching.rounds.problem import Problem
from api.matching.rounds.sides import Sides

Floats = npt.NDArray[np.float64]
How = Literal["corner", "central", "whole"]
OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
SURE = 1e-6


@dataclass(frozen=True)
class Gain:
    """What an objective brings: per arc of the network, per rank."""

    arcs: Ints
    tiers: Ints

    def __add__(self, other: "Gain") -> "Gain":
        return Gain(self.arcs + other.arcs, self.tiers + other.tiers)

    def __mul__(self, times: int) -> "Gain":
        return Gain(times * self.arcs, times * self.tiers)


@dataclass(frozen=True)
class Duals:
    """Prices of side rows by key, of group members by request, and what a unit of each floor is worth."""

    rules: dict[str, tuple[Ints, Floats]]
    members: tuple[Ints, Floats]
    floors: Floats


@dataclass(frozen=True)
class Answer:
    """Arcs of the network that are used, and those that are used wholly; None when there is no plan."""

    value: float
    used: Ints | None
    sure: Ints
    duals: Duals | None


class Model:
    """The rows of a network and its side rules over chosen arcs, with objectives before this one as floors."""

    def __init__(self, problem: Problem, net: Network, sides: Sides, chosen: Ints) -> None:
        self._net, self._sides, self._chosen = net, sides, chosen
        self._tiers = len(chosen)
        self._groups = self._tiers + len(net.tier_site)
        self._columns = self._groups + sides.groups
        self._rows: list[tuple[Ints, Ints, Floats]] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self._count = 0
        self._network_rows()
        self._member_rows = self._count
        self._group_rows()
        self._rule_rows = {rule: self._side_rows(keys[chosen]) for rule, keys in sides.keys.items()}

    def _add(self, row: Ints, column: Ints, value: Floats, low: Floats, high: Floats) -> int:
        first = self._count
        self._rows.append((row + first, column, value))
        self._low.append(low)
        self._high.append(high)
        self._count += len(low)
        return first

    def _capacity(self, key: Ints, low: Ints, high: Ints) -> None:
        """A row for every key that could be exceeded or must be filled."""
        arcs = np.bincount(key, minlength=len(low))
        kept = np.flatnonzero((arcs > high) | (low > 0))
        place = np.full(len(low), -1, np.int64)
        place[kept] = np.arange(len(kept))
        column = np.flatnonzero(place[key] >= 0)
        ones = np.ones(len(column))
        self._add(place[key][column], column, ones, low[kept].astype(float), high[kept].astype(float))

    def _network_rows(self) -> None:
        net, arcs = self._net, self._chosen
        request, slot = net.request[arcs], net.slot[arcs]
        offer = net.offer_of[slot]
        alone = np.where(self._sides.group_of >= 0, len(arcs), net.requests.high)
        self._capacity(request.astype(np.int64), net.requests.low, alone)
        self._capacity(slot.astype(np.int64), net.slots.low, net.slots.high)
        self._capacity(offer.astype(np.int64), net.offers.low, net.offers.high)
        self._capacity(net.company_of[offer].astype(np.int64), net.companies.low, net.companies.high)
        sites = int(net.site_of.max(initial=-1)) + 1
        row = np.concatenate([net.site_of[request], net.tier_site]).astype(np.int64)
        column = np.arange(self._groups)
        value = np.concatenate([np.ones(len(arcs)), -np.ones(len(net.tier_site))])
        self._add(row, column, value, np.zeros(sites), np.zeros(sites))

    def _group_rows(self) -> None:
        """Each member of a group is served exactly as often as its group."""
        members = self._sides.members
        place = np.full(len(self._net.site_of), -1, np.int64)
        place[members] = np.arange(len(members))
        request = self._net.request[self._chosen]
        arcs = np.flatnonzero(place[request] >= 0)
        row = np.concatenate([place[request[arcs]], np.arange(len(members))])
        column = np.concatenate([arcs, self._groups + self._sides.group_of[members]])
        value = np.concatenate([np.ones(len(arcs)), -np.ones(len(members))])
        self._add(row, column, value, np.zeros(len(members)), np.zeros(len(members)))

    def _side_rows(self, keys: Ints) -> tuple[int, Ints]:
        """At most one arc per key; a key of one arc needs no row."""
        names, place, count = np.unique(keys, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(count > 1)
        row_of = np.full(len(names), -1, np.int64)
        row_of[shared] = np.arange(len(shared))
        column = np.flatnonzero(row_of[place] >= 0)
        ones, most = np.ones(len(column)), np.ones(len(shared))
        return self._add(row_of[place][column], column, ones, np.zeros(len(shared)), most), names[shared]

    def run(self, gain: Gain, floors: Sequence[tuple[Gain, int]] = (), how: How = "corner") -> Answer:
        """The most of this gain while each floor's gain comes to at least its value.

        In whole numbers; or at a corner, where most arcs are used wholly or not; or centrally, with duals that say
        most about arcs which are not there.
        """
        whole = how == "whole"
        first_floor = self._count
        rows, low, high = list(self._rows), list(self._low), list(self._high)
        for n, (of, least) in enumerate(floors):
            value = self._values(of)
            column = np.flatnonzero(value)
            rows.append((np.full(len(column), first_floor + n), column, value[column]))
            low.append(np.array([float(least)]))
            high.append(np.array([np.inf]))
        lp = self._lp(gain, rows, np.concatenate(low), np.concatenate(high), whole)
        solver, status = _solved(lp, central=how == "central")
        if status != OPTIMAL:
            if status == INFEASIBLE and not whole:
                raise Refused("bounds_contradict", "", "what must be kept cannot be kept together")
            if status == INFEASIBLE:
                return Answer(-np.inf, None, self._chosen[:0], None)
            raise RuntimeError(f"HiGHS: {solver.modelStatusToString(status)}")
        solution = solver.getSolution()
        values = np.array(solution.col_value)[: self._tiers]
        duals = None if whole else self._duals(np.array(solution.row_dual), first_floor, len(floors))
        used, sure = self._chosen[values > 0.5], self._chosen[values > 1 - SURE]
        return Answer(solver.getInfo().objective_function_value, used, sure, duals)

    def _values(self, gain: Gain) -> Floats:
        return np.concatenate([gain.arcs[self._chosen], gain.tiers, np.zeros(self._sides.groups)]).astype(float)

    def _lp(
        self, gain: Gain, rows: Sequence[tuple[Ints, Ints, Floats]], low: Floats, high: Floats, whole: bool
    ) -> highspy.HighsLp:
        row, column, value = (np.concatenate([part[n] for part in rows]) for n in range(3))
        order = np.lexsort((row, column))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._columns, len(low)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = self._values(gain)
        lp.col_lower_ = np.concatenate([np.zeros(self._tiers), self._net.tiers.low, self._sides.group_low]).astype(
            float
        )
        lp.col_upper_ = np.concatenate(
            [np.ones(self._tiers), self._net.tiers.high, np.ones(self._sides.groups)]
        ).astype(float)
        lp.row_lower_, lp.row_upper_ = low, high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(self._columns + 1)).astype(np.int32)
        lp.a_matrix_.index_ = row[order].astype(np.int32)
        lp.a_matrix_.value_ = value[order]
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self._columns
        return lp

    def _duals(self, dual: Floats, first_floor: int, floors: int) -> Duals:
        """For a maximum HiGHS gives what a row's unit is worth."""
        rules = {rule: (names, dual[first : first + len(names)]) for rule, (first, names) in self._rule_rows.items()}
        members = self._sides.members
        of_members = dual[self._member_rows : self._member_rows + len(members)]
        return Duals(rules, (members, of_members), -dual[first_floor : first_floor + floors])


def _solved(lp: highspy.HighsLp, central: bool) -> tuple[_core._Highs, highspy.HighsModelStatus]:
    """Solved centrally where that is wanted and comes to an end, else at a corner."""
    solver = _solver(lp)
    if central:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
        solver.run()
        if solver.getModelStatus() == OPTIMAL:
            return solver, OPTIMAL
        solver = _solver(lp)
    solver.run()
    return solver, solver.getModelStatus()


def _solver(lp: highspy.HighsLp) -> _core._Highs:
    solver = _core._Highs()  # the class above it adds callbacks, and with them a banner on stdout
    for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    return solver
