"""Rounds on files: `loket solve`, `loket verify`, `loket repair`."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import typer

from api.matching.rounds import results
from api.matching.rounds.fields import Refused
from api.matching.rounds.instance import Instance
from api.matching.rounds.instance import read as read_instance
from api.matching.rounds.pairs import slots_of
from api.matching.rounds.problem import Problem, problem, scored
from api.matching.rounds.repair import repair as repaired
from api.matching.rounds.repair import told
from api.matching.rounds.solve import Step
from api.rounds import child


@contextmanager
def _refusing(file: Path, as_json: bool = False) -> Iterator[None]:
    """What a file has wrong, in one line; nothing is written then."""
    try:
        yield
    except Refused as refused:
        if as_json:
            fault = {"code": refused.code, "pointer": refused.pointer, "detail": str(refused.detail)}
            typer.echo(json.dumps({"refused": fault}), err=True)
        else:
            typer.echo(f"{file.name}: {refused}", err=True)
        raise typer.Exit(2) from None


def _instance(file: Path, as_json: bool = False) -> Instance:
    with _refusing(file, as_json):
        return read_instance(file.read_bytes())


@contextmanager
def _signals() -> Iterator[Event]:
    """Set by Ctrl-C or an end that is asked for: the plan so far is written, with what is proven of it."""
    asked = Event()
    before = {of: signal.signal(of, lambda *_: asked.set()) for of in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for of, handler in before.items():
            signal.signal(of, handler)


def _show(of: Problem) -> child.Progress:
    """Progress for who looks at it, one line a step; the bounds count pins in."""

    def show(step: Step, seconds: float) -> None:
        known = results.proof(of, step.bounds, step.matches)
        bounds = {"tierValue": known["tierUpperBound"], "scoreTotalInt": known["upperBound"]}
        told = ", ".join(f"{name} at most {bound:,}" for name, bound in bounds.items() if bound is not None)
        typer.echo(f"{seconds:7.1f} s  {step.name}: {len(step.matches):,} served; {told}", err=True)

    return show


def _showing(of: Problem) -> child.Progress:
    """Progress as other programs read it, one line a step."""

    def show(step: Step, seconds: float) -> None:
        known = results.proof(of, step.bounds, step.matches)
        told = {
            "step": step.name,
            "served": len(step.matches),
            "scoreTotalInt": sum(scored(of.instance, of.slots, match)[0] for match in step.matches),
            "upperBound": known["upperBound"],
            "seconds": round(seconds, 1),
        }
        typer.echo(json.dumps({"progress": told}), err=True)

    return show


def _write(output: Path, answer: dict[str, Any], seconds: float) -> None:
    answer["solver"]["seconds"] = round(seconds, 3)
    output.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    figures, proof = answer["metrics"], answer["proof"]
    typer.echo(
        f"served {figures['served']:,} of {figures['asked']:,}, tierValue {figures['tierValue']:,}, "
        f"score {figures['scoreTotalInt']:,}, gap {proof['gap']:g}{'' if proof['final'] else ', stopped'}"
    )


def solve(file: Path, output: Path, as_json: bool = False) -> None:
    instance = _instance(file, as_json)
    with _refusing(file, as_json), _signals() as asked:
        of = problem(instance)
        step, seconds = child.run(of, progress=(_showing if as_json else _show)(of), stopped=asked.is_set)
        # Whoever asks for an end now gets what is being written.
        _write(output, results.result(of, step), seconds)


def repair(
    file: Path, published: Path, withdrawn: list[str], policy: str, output: Path, as_json: bool = False
) -> None:
    instance = _instance(file, as_json)
    with _refusing(published, as_json), _signals() as asked:
        matches = results.published(instance, slots_of(instance), published.read_bytes())
        of, kept = repaired(instance, slots_of(instance), matches, withdrawn, policy)
        step, seconds = child.run(of, kept, (_showing if as_json else _show)(of), asked.is_set)
        answer = results.result(of, step, kept)
        answer["repair"] = told(of, matches, step.matches, withdrawn, policy)
        _write(output, answer, seconds)


def verify(file: Path, result: Path) -> None:
    instance = _instance(file)
    with _refusing(result):
        faults, proven = results.verified(instance, result.read_bytes())
    for fault in faults[:20]:
        typer.echo(f"{fault.code} at {fault.pointer}{': ' if fault.detail else ''}{fault.detail}", err=True)
    if len(faults) > 20:
        typer.echo(f"... and {len(faults) - 20:,} more", err=True)
    typer.echo(
        "refused" if faults else "proven to be the one best plan" if proven else "valid, not proven to be best"
    )
    raise typer.Exit(1 if faults else 0)
