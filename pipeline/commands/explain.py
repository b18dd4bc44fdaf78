"""`monofhir explain`: why does a bundle say this?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from pipeline.commands.options import mappings_option
from pipeline.model.document import Source
from pipeline.problems import Location, Problem, ProblemError
from pipeline.report import Verdict
from pipeline.report.explanation import Origin, explained
from pipeline.rules import load
from pipeline.run import Result, convert
from pipeline.terminology.load import load_coder
from pipeline.validate.traceability import text_of
from pipeline.validate.tree import entries_of

# So many of the resources that there are make clear how they are named.
NAMED = 5

EXAMPLES = """\b
Examples:
  monofhir explain output/warfarin.json#ClinicalUseDefinition/warfarin--effect-nosebleeds
  monofhir explain output/warfarin.json#MedicationKnowledge/warfarin.indicationGuideline
"""


@click.command(epilog=EXAMPLES)
@click.argument("element", metavar="BUNDLE#TYPE/ID[.ELEMENT]")
@mappings_option
def explain(element: str, mappings: Path | None) -> Verdict:
    """Show where a resource, or an element of it, comes from.

    The sentences of the monograph, the rule that read them, the mapping file and line that made the resource, and why
    each code was chosen. The bundle must embed its monograph.
    """
    file, mark, path = element.partition("#")
    if not mark or "/" not in path:
        raise click.UsageError("write it as FILE#TYPE/ID, for instance output/warfarin.json#Medication/warfarin")
    bundle = _bundle(Path(file))
    resource, rest = _resource(bundle, path, file)
    text = text_of(bundle)
    if text is None:
        message = "the bundle does not embed its monograph, so its words cannot be shown (--no-embed-source?)"
        raise ProblemError(Problem("explain-no-source", "error", message, Location(file)))
    result = _again(bundle, text, mappings)
    rules = {one.reference: one.rule for one in result.resources}
    reference = f"{resource['resourceType']}/{resource['id']}"
    origin = Origin(text, result.facts, rules.get(reference))
    for line in explained(resource, rest, origin):
        sys.stdout.write(f"{line}\n")
    return Verdict.DONE


def _bundle(path: Path) -> dict[str, Any]:
    try:
        content = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"not valid JSON: {error}"
        message = f"no bundle can be read there: {why}"
        raise ProblemError(Problem("explain-unreadable", "error", message, Location(str(path)))) from error
    return content if isinstance(content, dict) else {}


def _resource(bundle: dict[str, Any], path: str, file: str) -> tuple[dict[str, Any], str]:
    """The resource whose `Type/id` the path begins with, and what follows; the longest id wins."""
    found = {reference: one for one in _resources(bundle) if (reference := f"{one['resourceType']}/{one['id']}")}
    for reference in sorted(found, key=len, reverse=True):
        if path == reference or path.startswith((f"{reference}.", f"{reference}[")):
            return found[reference], path[len(reference) :].lstrip(".")
    known = ", ".join(sorted(found)[:NAMED]) + (" and others" if len(found) > NAMED else "")
    message = f"the bundle has no '{path}'; it has {known or 'no resource'}"
    raise ProblemError(Problem("explain-unknown", "error", message, Location(file)))


def _resources(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in entries_of(bundle):
        resource = entry.get("resource")
        if isinstance(resource, dict) and "resourceType" in resource and "id" in resource:
            yield resource


def _again(bundle: dict[str, Any], text: str, mappings: Path | None) -> Result:
    """The same monograph converted anew: extraction and mapping give the same for the same words."""
    slug = next(str(one["id"]) for one in _resources(bundle) if one["resourceType"] == "DocumentReference")
    return convert(Source(f"{slug}.md", text.encode(), text), load(mappings), codes=load_coder(mappings))
