"""Bases of what crosses the wire."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api.kit.types import ExternalId, Latitude, Line, Longitude


def example(*examples: Any) -> ConfigDict:
    """The model_config of a schema that shows what it looks like."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


def patch_example(value: Any) -> ConfigDict:
    """As `example`, for a body of changes: what is absent stays, so the contract names no defaults."""

    def shown(schema: dict[str, Any]) -> None:
        schema["examples"] = [value]
        for field in schema["properties"].values():
            field.pop("default", None)

    return ConfigDict(json_schema_extra=shown)


class Wire(BaseModel):
    """A body or an answer: camelCase, closed, strict."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid", strict=True
    )


class Params(BaseModel):
    """Query parameters: camelCase, closed; text is parsed."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid"
    )


class SourceCode(Wire):
    """Whose identifier it is, and the identifier."""

    scheme: str
    value: str


class Location(Wire):
    lat: Latitude
    lon: Longitude
    precision: Annotated[str, Field(pattern="^(exact|postcode|municipality)$")]


class MunicipalityRef(Wire):
    code: str
    name: str


class Address(Wire):
    street: str | None
    # Always there; not required so that examples may leave it out, as the national linter takes the word in an
    # example for an operation.
    postcode: Annotated[str | None, Field(examples=["7541WG"])] = None
    place: str | None
    municipality: MunicipalityRef | None


class AddressIn(Wire):
    """An address; the municipality's code when it is known, else it follows from the postcode."""

    street: Line | None = None
    postcode: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9 -]{1,10}$")] | None = None
    place: Line | None = None
    municipality_code: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{4}$")] | None = None


class PointIn(Wire):
    """An exact point; without one the postcode's centre is taken."""

    lat: Latitude
    lon: Longitude


class Parent(Wire):
    """The organisation that a site belongs to, when it is not the site itself."""

    value: ExternalId
    name: Line
