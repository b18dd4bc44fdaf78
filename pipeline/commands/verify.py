"""`monofhir verify`: does every fact of the bundles stand in its source?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pipeline.commands.gate import Gate, gate_options
from pipeline.commands.options import FOLDER
from pipeline.deliver.stored import stored_bundles
from pipeline.problems import Location, Problem, ProblemError
from pipeline.read import Input, discover, read_bytes
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.validate.traceability import verify as verify_bundle
from pipeline.validate.tree import entries_of

EXAMPLES = """\b
Examples:
  monofhir verify output --source input
"""


@click.command(epilog=EXAMPLES)
@click.argument("output", type=FOLDER)
@click.option("--source", required=True, type=FOLDER, metavar="DIR", help="The monographs that OUTPUT was made from.")
@gate_options
def verify(output: Path, source: Path, **gate: Any) -> Verdict:
    """Check bundles against their sources.

    For every bundle in OUTPUT: the words at each recorded place of the monograph that it was made from must hold what
    the bundle says was read there.
    """
    sources = _by_hash(discover([str(source)]))
    reporter = Gate(**gate).reporter()
    count = 0
    for place, content in stored_bundles(output):
        count += 1
        problems = (content,) if isinstance(content, Problem) else _verified(content, place, sources)
        reporter.add(str(place), problems)
    if not count:
        reporter.add(str(output), [Problem("verify-no-bundle", "error", "holds no bundle", Location(str(output)))])
    reporter.close()
    say(f"{count:,} bundles checked against {source}")
    return reporter.verdict


def _verified(bundle: dict[str, Any], place: Location, sources: Mapping[str, Input]) -> tuple[Problem, ...]:
    item = sources.get(_stated_hash(bundle))
    if item is None:
        message = "no monograph of the source folder has the bytes that this was made from (changed since, or missing)"
        return (Problem("verify-no-source", "error", message, place),)
    return tuple(replace(problem, location=place) for problem in verify_bundle(bundle, read_bytes(item)))


def _by_hash(inputs: tuple[Input, ...]) -> dict[str, Input]:
    """The inputs by the base64 of their SHA-1, as FHIR's Attachment.hash has it; what cannot be read is left out."""
    found = {}
    for item in inputs:
        try:
            digest = hashlib.sha1(read_bytes(item), usedforsecurity=False).digest()
        except ProblemError:
            continue
        found[base64.b64encode(digest).decode()] = item
    return found


def _stated_hash(bundle: dict[str, Any]) -> str:
    for entry in entries_of(bundle):
        match entry.get("resource"):
            case {"resourceType": "DocumentReference", "content": [{"attachment": {"hash": str(digest)}}, *_]}:
                return digest
    return ""
