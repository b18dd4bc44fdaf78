"""`monofhir dosage`: dosage instructions by themselves, as prescriptions have them -> FHIR Dosage."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from pipeline.commands.options import mappings_option
from pipeline.deliver.encode import encode
from pipeline.extract.dosage_text import plain_reading, read_confirmed
from pipeline.mapper import map_dosage
from pipeline.model.dosage import DosageInstruction
from pipeline.problems import Location, Problem
from pipeline.report import Reporter, Verdict
from pipeline.report.progress import say
from pipeline.rules import Rules, load

EXAMPLES = """\b
Examples:
  monofhir dosage "Take 1-2 tablets every 4-6 hours as needed, max 8 in 24 hours"
  monofhir dosage --jsonl instructions.jsonl > dosages.jsonl
"""


@click.command(epilog=EXAMPLES)
@click.argument("text", default="-")
@click.option("--jsonl", is_flag=True, help='TEXT is a file of lines {"id", "text"}; out come lines {"id", "dosage"}.')
@mappings_option
def dosage(text: str, jsonl: bool, mappings: Path | None) -> Verdict:
    """Turn dosage instructions into FHIR.

    Prints the Dosages of TEXT (or - for standard input) as a JSON list, and to standard error what they say in plain
    words. A dosage that is not wholly understood has its text alone.
    """
    rules = load(mappings)
    reporter = Reporter("text", sys.stdout, say)
    if jsonl:
        for problem in _convert_lines(text, rules):
            reporter.add(text, (problem,))
        return reporter.verdict
    instructions = read_confirmed(_words(text), rules)
    _write([map_dosage(instruction, rules) for instruction in instructions], indent=True)
    for instruction in instructions:
        say(_reading(instruction, rules))
    if not instructions:
        reporter.add(text, (Problem("dosage-none", "error", "no dosage was found in these words"),))
    return reporter.verdict


def _words(text: str) -> str:
    if text != "-":
        return text
    with _opened(text) as file:
        return file.read()


def _reading(instruction: DosageInstruction, rules: Rules) -> str:
    if not instruction.complete:
        return f"not understood, kept as text: {instruction.text}"
    return plain_reading(instruction, rules)


def _convert_lines(path: str, rules: Rules) -> Iterator[Problem]:
    """Writes a line for each that could be read; gives a `dosage-bad-line` for each that could not."""
    for number, line in _lines(path):
        item = _item(line)
        if item is None:
            message = 'a line such as {"id": "1", "text": "Take 5 mg once daily"} is wanted'
            yield Problem("dosage-bad-line", "error", message, Location(path, number))
            continue
        instructions = read_confirmed(item["text"], rules)
        _write({"id": item["id"], "dosage": [map_dosage(instruction, rules) for instruction in instructions]})


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """Each line that is not blank with its number."""
    try:
        with _opened(path) as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    except OSError as error:
        raise click.UsageError(f"'{path}' cannot be read: {error.strerror}") from error


def _opened(path: str) -> IO[str]:
    """A file, or - for standard input. A byte that is no UTF-8 costs its own word alone."""
    return click.open_file(path, encoding="utf-8-sig", errors="replace")


def _item(line: str) -> dict[str, Any] | None:
    try:
        item = json.loads(line)
    except ValueError:
        return None
    fits = isinstance(item, dict) and "id" in item and isinstance(item.get("text"), str)
    return item if fits else None


def _write(value: Any, *, indent: bool = False) -> None:
    sys.stdout.write(encode(value, indent=indent).decode())
