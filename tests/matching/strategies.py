"""Requests and offers of every shape, drafts among them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from api.matching.model import Offer, Place, Request

KINDS = ("guest_lesson", "company_visit", "workshop", "contest")
LEVELS, SUBJECTS, THEMES = ("a", "b", "c"), ("p", "q", "r", "s"), ("x", "y", "z")
WEEKS = [date(2026, 8, 31) + timedelta(weeks=n) for n in range(12)]
places = st.builds(
    Place,
    st.floats(51.9, 52.3).map(lambda value: round(value, 5)),
    st.floats(4.9, 5.3).map(lambda value: round(value, 5)),
)


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=least)


offers = st.builds(
    Offer,
    kind=st.sampled_from(KINDS),
    levels=some(LEVELS, 1),
    years=st.frozensets(st.integers(1, 6), min_size=1),
    subjects=some(SUBJECTS, 1),
    themes=some(THEMES),
    languages=some(("nl", "en"), 1),
    max_group=st.integers(1, 60),
    radius_km=st.integers(0, 60),
    online=st.booleans(),
    weeks=st.frozensets(st.sampled_from(WEEKS)),
    place=st.one_of(st.none(), places),
)


def _with_preferred(request: Request) -> st.SearchStrategy[Request]:
    if not request.weeks_ok:
        return st.just(request)
    preferred = st.frozensets(st.sampled_from(sorted(request.weeks_ok)))
    return preferred.map(lambda weeks: replace(request, weeks_preferred=weeks))


drafts = st.builds(
    Request,
    kinds=st.lists(st.sampled_from(KINDS), unique=True, max_size=3).map(tuple),
    level=st.one_of(st.none(), st.sampled_from(LEVELS)),
    year=st.one_of(st.none(), st.integers(1, 6)),
    subjects=some(SUBJECTS),
    themes=some(THEMES),
    languages=some(("nl", "en")),
    pupils=st.one_of(st.none(), st.integers(1, 60)),
    place=st.one_of(st.none(), places),
    max_km=st.one_of(st.none(), st.integers(0, 60)),
    online_ok=st.booleans(),
    weeks_ok=st.frozensets(st.sampled_from(WEEKS)),
).flatmap(_with_preferred)
