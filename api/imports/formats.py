"""The formats: which header they have, and which staged column comes from which cell by which parser."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.imports import cells, sources
from api.imports.cells import Parser, day
from api.imports.decode import Rows
from api.imports.rules import CellFault
from api.vocabularies.rules import Vocabulary

# A staged column: the cells it comes from (joined by a space) and their parser, or a constant.
Columns = Mapping[str, tuple[Sequence[str], Parser] | str]
Pair = tuple[str, str, Callable[[str, str], CellFault | None]]


@dataclass(frozen=True, slots=True)
class Context:
    """What parsers need besides the cell."""

    vocabulary: Vocabulary
    region_code: str | None
    country: str


@dataclass(frozen=True, slots=True)
class Format:
    """`signature` are header names that must be there; `lenient` columns warn when a cell is dropped;
    `pairs` are warnings that need two cells, `faults` errors; `expand` turns one source row into several or none.
    """

    name: str
    kind: str
    signature: frozenset[str]
    columns: Callable[[Context], Columns]
    lenient: Sequence[str] = ()
    pairs: Callable[[Context], Sequence[Pair]] = lambda _: ()
    expand: Callable[[Context, list[str], Rows], tuple[list[str], Rows]] | None = None
    faults: Sequence[Pair] = ()

    def known(self, context: Context) -> set[str]:
        """The header names that are read."""
        return {name for spec in self.columns(context).values() if not isinstance(spec, str) for name in spec[0]}


NAME = cells.text(200, needed=True)
LINE = cells.text(200)
CODE = cells.matching(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}", "external_id", "a code without spaces", needed=True)
SCHEME = cells.matching(r"[a-z][a-z0-9-]{0,31}", "scheme", "a short code in small letters", needed=True)
MUNICIPALITY = cells.matching(r"[A-Z]{2}\d{4}", "municipality_code", "such as GM0772")
BRIN_SITE = cells.matching(r"\d\d[A-Z]{2}\d\d", "brin", "such as 00AH07", needed=True)
LAT, LON = cells.coordinate(90), cells.coordinate(180)


def _column(*names: str, by: Parser) -> tuple[Sequence[str], Parser]:
    return names, by


def _address() -> Columns:
    return {
        "street": _column("street", by=LINE),
        "postcode": _column("postcode", by=cells.postcode),
        "postcode4": _column("postcode", by=cells.postcode4),
        "place": _column("place", by=lambda raw: LINE(cells.place(raw))),
        "lat": _column("lat", by=LAT),
        "lon": _column("lon", by=LON),
    }


def _school_of(raw: str) -> str:
    """Scheme and code of a site, as the code of its institution."""
    scheme, _, value = raw.strip().partition(" ")
    return cells.escaped(value.strip()[:4] if scheme == "duo" else value.strip())


def _schools(context: Context) -> Columns:
    return {
        "scheme": _column("scheme", by=SCHEME),
        "value": _column("externalid", by=CODE),
        "name": _column("name", by=NAME),
        "school_value": _column("scheme", "externalid", by=_school_of),
        **_address(),
        "municipality_code": _column("municipalitycode", by=MUNICIPALITY),
        "region_code": context.region_code or cells.NULL,
        "holiday_region": _column("holidayregion", by=lambda raw: LINE(raw.lower())),
        "levels": _column("levels", by=cells.listed(cells.codes(context.vocabulary, "levels"))),
        "prior_matches": _column("priormatches", by=cells.whole(0, 10_000, default="0")),
    }


def _structure(vocabulary: Vocabulary) -> Parser:
    """DUO's set of school types as levels, by what the levels say of themselves."""

    def parse(raw: str) -> str:
        types = set(raw.strip().split("/"))
        levels = vocabulary.codes("levels")
        return cells.array(
            [c for c in levels if types & set(vocabulary.concept("levels", c).extra.get("duoStructure", ()))]
        )

    return parse


def _duo_schools(context: Context) -> Columns:
    return {
        "scheme": "duo",
        "value": _column("vestigingscode", by=BRIN_SITE),
        "name": _column("vestigingsnaam", by=NAME),
        "school_value": _column("vestigingscode", by=lambda raw: raw.strip()[:4]),
        "board_code": _column("bevoegd gezag nummer", by=LINE),
        "street": _column("straatnaam", "huisnummer-toevoeging", by=LINE),
        "postcode": _column("postcode", by=cells.postcode),
        "postcode4": _column("postcode", by=cells.postcode4),
        "place": _column("plaatsnaam", by=lambda raw: LINE(cells.place(raw))),
        "municipality_code": _column(
            "gemeentenummer", by=lambda raw: MUNICIPALITY(f"GM{raw.strip():0>4}" if raw.strip() else "")
        ),
        "region_code": context.region_code or cells.NULL,
        "holiday_region": _column("vakantieregio", by=lambda raw: LINE(raw.lower())),
        "website": _column("internetadres", by=cells.website),
        "denomination": _column("denominatie", by=LINE),
        "levels": _column("onderwijsstructuur", by=_structure(context.vocabulary)),
    }


def _geocoded_schools(context: Context) -> Columns:
    return {
        "scheme": "duo",
        "value": _column("vestigingscode", by=BRIN_SITE),
        "name": _column("naam", by=NAME),
        "school_value": _column("brin", by=NAME),
        "street": _column("straat", "huisnummer", by=LINE),
        "postcode": _column("postcode", by=cells.postcode),
        "postcode4": _column("postcode", by=cells.postcode4),
        "place": _column("plaats", by=LINE),
        "municipality_code": _column("gemeentecode", by=MUNICIPALITY),
        "region_code": context.region_code or cells.NULL,
        "holiday_region": _column("vakantieregio", by=lambda raw: LINE(raw.lower())),
        "website": _column("website", by=cells.website),
        "denomination": _column("denominatie", by=LINE),
        "levels": _column("structuur", by=_structure(context.vocabulary)),
        "lat": _column("lat", by=LAT),
        "lon": _column("lon", by=LON),
    }


def _companies(context: Context) -> Columns:
    known = context.vocabulary
    return {
        "scheme": _column("scheme", by=SCHEME),
        "value": _column("externalid", by=CODE),
        "name": _column("name", by=NAME),
        "company_scheme": _column("kvk", "scheme", by=lambda raw: "kvk" if raw[:8].isdigit() else raw.strip()),
        "company_value": _column("kvk", "externalid", by=lambda raw: cells.escaped(raw.strip().split(" ")[0])),
        "kvk": _column("kvk", by=cells.matching(r"\d{8}", "kvk", "eight digits")),
        "sbi": _column("sbi", by=cells.listed(cells.codes(known, "sbi"))),
        "sectors": _column("sectors", by=cells.listed(cells.codes(known, "sectors"))),
        "size_class": _column("sizeclass", by=_code(known, "size-classes")),
        "url": _column("url", by=cells.website),
        **_address(),
        "region_code": context.region_code or cells.NULL,
        "capacity_year": _column("capacityyear", by=cells.whole(0, 100_000)),
    }


def _code(vocabulary: Vocabulary, scheme: str, default: str | None = cells.NULL) -> Parser:
    """One code of a scheme; needed when there is no default."""
    parse = cells.codes(vocabulary, scheme, least=0 if default else 1, most=1)
    return lambda raw: next(iter(parse(raw)), default or cells.NULL)


def _activities(context: Context) -> Columns:
    known = context.vocabulary
    of = {scheme: cells.codes(known, scheme, least) for scheme, least in
          (("subjects", 1), ("levels", 1), ("themes", 0), ("modes", 1), ("languages", 1))}  # fmt: skip
    masks = {
        f"{scheme[:-1]}_mask": _column(scheme, by=cells.masked(of[scheme], known, scheme))
        for scheme in ("subjects", "levels", "themes", "languages")
    }
    return {
        "scheme": _column("scheme", by=SCHEME),
        "value": _column("externalid", by=CODE),
        "company_scheme": _column("companyscheme", by=SCHEME),
        "company_value": _column("companyexternalid", by=CODE),
        "title": _column("title", by=NAME),
        "summary": _column("summary", by=_or_empty(cells.text(5000, lines=True))),
        "kind": _column("kind", by=_code(known, "kinds", None)),
        "goals": "{}",
        **{scheme: _column(scheme, by=cells.listed(parse)) for scheme, parse in of.items()},
        "years": _column("years", by=lambda raw: cells.array(cells.years(raw))),
        "weeks": _column("weeks", by=cells.week_array),
        "duration_minutes": _column("durationminutes", by=cells.whole(1, 100_000)),
        "max_group": _column("maxgroup", by=cells.whole(1, 1000, None)),
        "radius_km": _column("radiuskm", by=cells.whole(0, 500, None)),
        "capacity_week": _column("capacityweek", by=cells.whole(1, 1000, "1")),
        "capacity_year": _column("capacityyear", by=cells.whole(1, 10_000, None)),
        **masks,
        "year_mask": _column("years", by=cells.year_mask),
        "first_week": _column("weeks", by=cells.first_week),
        "week_mask": _column("weeks", by=cells.week_mask),
    }


def _whole_point(lat: str, lon: str) -> CellFault | None:
    if bool(lat.strip()) == bool(lon.strip()):
        return None
    return CellFault("half_a_point", "lat and lon are given together or not at all")


def _in_order(start: str, end: str) -> CellFault | None:
    return CellFault("ends_before_start", "the last day is not before the first") if day(end) < day(start) else None


def _or_empty(parse: Parser) -> Parser:
    return lambda raw: parse(raw) if raw.strip() else ""


def _outside(context: Context) -> Callable[[str, str], CellFault | None]:
    """Warns of a year that none of the levels has."""

    def check(levels: str, years: str) -> CellFault | None:
        known = {year for level in cells.split(levels) for year in context.vocabulary.years(level)}
        if all(int(year) in known for year in cells.years(years)):
            return None
        told = f"the years from {min(known)} to {max(known)}" if known else "no years"
        return CellFault("year_outside_level", f"the levels of this row have {told}")

    return check


def _no_weeks(weeks: str, _: str) -> CellFault | None:
    """Warns of an activity that fits nobody."""
    return None if cells.split(weeks) else CellFault("weeks_needed", "without weeks it fits no request")


def _requests(context: Context) -> Columns:
    known = context.vocabulary

    def several(scheme: str, least: int, most: int) -> Parser:
        return cells.listed(cells.codes(known, scheme, least, most))

    return {
        "scheme": _column("scheme", by=SCHEME),
        "value": _column("externalid", by=CODE),
        "site_scheme": _column("sitescheme", by=SCHEME),
        "site_value": _column("siteexternalid", by=CODE),
        "title": _column("title", by=NAME),
        "goal": _column("goal", by=_code(known, "goals", None)),
        "kinds": _column("kinds", by=several("kinds", 1, 3)),
        "subjects": _column("subjects", by=several("subjects", 1, 10)),
        "level": _column("level", by=_code(known, "levels", None)),
        "year": _column("year", by=cells.whole(1, 12, None)),
        "themes": _column("themes", by=several("themes", 0, 10)),
        "pupils": _column("pupils", by=cells.whole(1, 1000, None)),
        "languages": _column("languages", by=several("languages", 1, 5)),
        "max_km": _column("maxkm", by=cells.whole(0, 500, None)),
        "online_ok": _column("onlineok", by=cells.boolean),
        "weeks_ok": _column("weeksok", "weekspreferred", by=lambda raw: _needed_weeks(raw.replace(" ", "|"))),
        "weeks_preferred": _column("weekspreferred", by=cells.week_array),
        "needs": "{}",
    }


def _needed_weeks(raw: str) -> str:
    if not cells.split(raw):
        raise CellFault("missing", "at least one week is needed")
    return cells.week_array(raw)


def _hotmaps(context: Context) -> Columns:
    return {
        "scheme": "hotmaps",
        "value": _column("siteid", by=CODE),
        "name": _column("sitename", by=NAME),
        "company_scheme": "hotmaps",
        "company_value": _column("companyname", by=sources.slug),
        "company_name": _column("companyname", by=NAME),
        "street": _column("address", by=LINE),
        "postcode": _column("citycode", by=cells.postcode),
        "postcode4": _column("citycode", by=cells.postcode4),
        "place": _column("city", by=lambda raw: LINE(cells.place(raw))),
        "region_code": context.region_code or cells.NULL,
        "sbi": _column("subsector", by=lambda raw: cells.array(sources.hotmaps_sbi(raw))),
        "sectors": _column(
            "subsector", by=lambda raw: cells.array(sources.sectors_of(context.vocabulary, sources.hotmaps_sbi(raw)))
        ),
        "lat": _column("lat", by=LAT),
        "lon": _column("lon", by=LON),
    }


def _hotmaps_excerpt(context: Context) -> Columns:
    region = _column("arbeidsmarktregio", by=lambda raw: sources.region(raw, "labour_market"))
    return {**_hotmaps(context), "region_code": context.region_code or region}


def _holidays(_: Context) -> Columns:
    return {
        "school_year": _column(
            "schoolyear", by=cells.matching(r"20\d\d-20\d\d", "school_year", "2026-2027", needed=True)
        ),
        "name": _column("holiday", by=NAME),
        "holiday_region": _column("region", by=lambda raw: NAME(raw.lower())),
        "starts_on": _column("start", by=cells.day_text),
        "ends_on": _column("end", by=cells.day_text),
        "compulsory": _column("compulsory", by=cells.boolean),
    }


def _municipalities(_: Context) -> Columns:
    return {
        "code": _column(
            "gemeentecode", by=cells.matching(r"[A-Z]{2}\d{4}", "municipality_code", "GM0772", needed=True)
        ),
        "name": _column("gemeente", by=NAME),
        "province_code": _column("provincie", by=lambda raw: sources.region(raw, "province")),
        "region_code": _column("arbeidsmarktregio", by=lambda raw: sources.region(raw, "labour_market")),
        "holiday_region": _column("vakantieregio", by=lambda raw: LINE(raw.lower())),
    }


def _postcodes(_: Context) -> Columns:
    return {
        "code": _column("pc4", by=cells.matching(r"\d{4}", "postcode", "four digits", needed=True)),
        "municipality_code": _column("gemeentecode", by=MUNICIPALITY),
        "lat": _column("lat", by=LAT),
        "lon": _column("lon", by=LON),
    }


def _exam(_: Context) -> Columns:
    return {
        "school_year": _column("schoolyear", by=NAME),
        "site_value": _column("vestigingscode", by=BRIN_SITE),
        "site_name": _column("instellingsnaam vestiging", by=NAME),
        "municipality_name": _column("gemeentenaam", by=lambda raw: LINE(cells.place(raw))),
        "track": _column("onderwijstype vo", by=NAME),
        "profile": _column("opleidingsnaam", by=NAME),
        "profile_code": _column("inspectiecode", by=LINE),
        "candidates_low": _column("candidates", by=sources.low),
        "candidates_high": _column("candidates", by=sources.high),
        "passed_low": _column("passed", by=sources.low),
        "passed_high": _column("passed", by=sources.high),
    }


def _names(*names: str) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


LENIENT = ("website", "url", "postcode")
POINT: Sequence[Pair] = (("lat", "lon", _whole_point),)
FORMATS: tuple[Format, ...] = (
    Format(
        "duo-vestigingen-vo",
        "schools",
        _names("VESTIGINGSCODE", "VESTIGINGSNAAM", "ONDERWIJSSTRUCTUUR", "GEMEENTENUMMER"),
        _duo_schools,
        LENIENT,
    ),
    Format(
        "duo-vestigingen-geocoded",
        "schools",
        _names("brin", "vestigingscode", "naam", "structuur", "lat", "lon"),
        _geocoded_schools,
        LENIENT,
        faults=POINT,
    ),
    Format("loket-csv", "schools", _names("scheme", "externalId", "name"), _schools, LENIENT, faults=POINT),
    Format(
        "hotmaps-industrial",
        "companies",
        _names("SiteID", "CompanyName", "SiteName", "Country", "geom", "Subsector"),
        _hotmaps,
        LENIENT,
        expand=sources.hotmaps_rows,
        faults=POINT,
    ),
    Format(
        "hotmaps-industrial",
        "companies",
        _names("external_id", "company", "site", "subsector", "sbi_division"),
        _hotmaps_excerpt,
        LENIENT,
        expand=sources.hotmaps_excerpt_rows,
        faults=POINT,
    ),
    Format("loket-csv", "companies", _names("scheme", "externalId", "name"), _companies, LENIENT, faults=POINT),
    Format(
        "loket-csv",
        "activities",
        _names("scheme", "externalId", "companyScheme", "companyExternalId", "title", "kind"),
        _activities,
        pairs=lambda context: [("levels", "years", _outside(context)), ("weeks", "weeks", _no_weeks)],
    ),
    Format(
        "loket-csv",
        "requests",
        _names("scheme", "externalId", "siteScheme", "siteExternalId", "kinds", "level"),
        _requests,
        pairs=lambda context: [("level", "year", _outside(context))],
    ),
    Format(
        "loket-csv",
        "holidays",
        _names("schoolyear", "holiday", "region", "start", "end"),
        _holidays,
        expand=sources.holiday_rows,
        faults=(("start", "end", _in_order),),
    ),
    Format("loket-csv", "municipalities", _names("gemeentecode", "gemeente", "arbeidsmarktregio"), _municipalities),
    Format(
        "loket-csv",
        "postcodes",
        _names("pc4", "lat", "lon"),
        _postcodes,
        expand=sources.rows_without_totals,
        faults=POINT,
    ),
    Format(
        "duo-examenkandidaten",
        "indicators",
        _names("VESTIGINGSCODE", "OPLEIDINGSNAAM", "ONDERWIJSTYPE VO", "INSPECTIECODE"),
        _exam,
        expand=sources.exam_rows,
    ),
)


def of_kind(kind: str) -> Iterator[Format]:
    return (known for known in FORMATS if known.kind == kind)
