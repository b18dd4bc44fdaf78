"""What a server says of itself in its CapabilityStatement, and what of it stands against a push.

http://hl7.org/fhir/R5/capabilitystatement.html. Much of it may be left out: what a server does not state is tried, and
what it states that it cannot do is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.problems import Problem, ProblemError
from pipeline.push.settings import Mode, Settings

RELEASES: Mapping[str, str] = {"5.": "R5", "4.3": "R4B", "4.1": "R4B", "4.0": "R4", "3.0": "STU3"}


@dataclass(frozen=True, slots=True)
class TypeSupport:
    """What a server does with a type of resource. None: it does not say."""

    interactions: frozenset[str]
    update_create: bool | None
    conditional_update: bool | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What matters to a push. `types` is empty where the server lists none."""

    software: str
    fhir_version: str
    formats: tuple[str, ...]
    interactions: frozenset[str]
    types: Mapping[str, TypeSupport]

    @property
    def release(self) -> str:
        return next((name for start, name in RELEASES.items() if self.fhir_version.startswith(start)), "unknown")

    def mode(self, wanted: Mode | None) -> Mode:
        """The mode that was asked for, or the safest that the server states: a transaction is all or nothing."""
        if wanted:
            return wanted
        return "transaction" if "transaction" in self.interactions else "batch" if self._batches else "single"

    @property
    def _batches(self) -> bool:
        return "batch" in self.interactions


def read_capabilities(statement: Mapping[str, Any] | None) -> Capabilities:
    """Raises ProblemError (`push-no-capabilities`) for what is no CapabilityStatement of a server."""
    rest = _server_part(statement or {})
    if statement is None or rest is None:
        message = "the answer to /metadata is no CapabilityStatement of a FHIR server; is the base URL right?"
        raise ProblemError(Problem("push-no-capabilities", "error", message))
    software = statement.get("software") or {}
    return Capabilities(
        software=" ".join(str(software[name]) for name in ("name", "version") if software.get(name)),
        fhir_version=str(statement.get("fhirVersion", "")),
        formats=tuple(str(form) for form in statement.get("format") or ()),
        interactions=_codes(rest),
        types={str(one.get("type")): _support(one) for one in rest.get("resource") or ()},
    )


def _server_part(statement: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if statement.get("resourceType") != "CapabilityStatement":
        return None
    return next((one for one in statement.get("rest") or () if one.get("mode") == "server"), None)


def _codes(part: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(one.get("code")) for one in part.get("interaction") or ())


def _support(part: Mapping[str, Any]) -> TypeSupport:
    return TypeSupport(_codes(part), part.get("updateCreate"), part.get("conditionalUpdate"))


def objections(
    capabilities: Capabilities, types: frozenset[str], releases: frozenset[str], settings: Settings
) -> Iterator[Problem]:
    """Why the server cannot take resources of these types and of these releases of FHIR."""
    for release in sorted(releases - {capabilities.release}):
        message = f"the output is FHIR {release}, the server has FHIR {capabilities.fhir_version or 'of no version'}"
        yield Problem("push-fhir-version", "error", message)
    if capabilities.formats and not any("json" in form for form in capabilities.formats):
        message = f"the server takes no JSON, only {', '.join(capabilities.formats)}"
        yield Problem("push-no-json", "error", message)
    for name in sorted(types) if capabilities.types else ():
        yield from _objections_to(name, capabilities.types.get(name), settings)


def _objections_to(name: str, support: TypeSupport | None, settings: Settings) -> Iterator[Problem]:
    if support is None or (support.interactions and "update" not in support.interactions):
        yield Problem("push-type-unsupported", "error", f"the server does not take updates of {name}")
    elif settings.conditional and support.conditional_update is False:
        yield Problem("push-no-conditional", "error", f"the server has no conditional update of {name}")
    elif not settings.conditional and support.update_create is False:
        message = f"the server gives {name} ids of its own (updateCreate is false): use --conditional"
        yield Problem("push-no-update-create", "error", message)


def announcement(capabilities: Capabilities, settings: Settings, entries: int) -> str:
    """One line: which server that is, and how it will be talked to."""
    how = {
        "transaction": f"transactions of up to {entries} entries",
        "batch": f"batches of up to {entries} entries",
        "single": "single requests",
    }[capabilities.mode(settings.mode)]
    if settings.mode is None and "transaction" not in capabilities.interactions:
        how += " (it states no transactions)"
    ids = "found by identifier" if settings.conditional else "under their own ids"
    software = capabilities.software or "a server that gives no name"
    return (
        f"{settings.server}: {software}, FHIR {capabilities.fhir_version} ({capabilities.release}); resources {ids}, "
        f"in {how}, {settings.connections} at a time"
    )
