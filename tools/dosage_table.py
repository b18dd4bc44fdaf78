"""What became of every clause that bears a dose, for review by eye: `python tools/dosage_table.py FOLDER > table.tsv`.

One row for each distinct clause of the dosage sections below FOLDER: "parsed" with its plain reading and remarks;
"text-only" for a dosage of words alone, or with the kind of the fact that keeps the words of a sentence beside the
dosages ("dosing-guidance", "population-statement", "warning"); "left out" for one that reads as a dose by itself but
backs no fact (it repeats one, or its context forbids it); "not a dose" for any other with a unit or frequency. Then how
often it stands, where first.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.extract import extract
from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage.bearing import bearing_sentences
from pipeline.extract.dosage_text import confirm, plain_reading
from pipeline.mapper.regimen import is_lawful
from pipeline.model.document import Document, Source, Span
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage
from pipeline.parse import parse
from pipeline.rules import Rules, load

COLUMNS = ("state", "clause", "plain reading", "times", "first")


@dataclass(frozen=True, slots=True)
class Clause:
    state: str
    text: str
    reading: str = ""


def clauses(document: Document, rules: Rules) -> Iterator[tuple[Clause, Span]]:
    """The instructions that were read, then the sentences that could have held one."""
    dosed, kept = [], []
    for fact in extract(document, rules)[0]:
        if isinstance(fact, Dosage):
            instruction = confirm(fact.instruction, rules)
            dosed += [item.span for item in fact.evidence]
            yield clause_of(instruction, rules), instruction.span
        else:
            kept += [(item.span, fact.kind) for item in fact.evidence]
    for text, span in bearing_sentences(document, rules):
        if not any(span.overlaps(other) for other in dosed):
            kinds = dict.fromkeys(kind for other, kind in kept if span.overlaps(other))
            yield _undosed(text, tuple(kinds), rules), span


def _undosed(text: str, kinds: tuple[str, ...], rules: Rules) -> Clause:
    """A sentence that backs no dosage, and the kinds of facts that it backs."""
    if kinds:
        return Clause("text-only", text, ", ".join(kinds))
    return Clause("left out" if parse_dosage(text, rules.lexicon) else "not a dose", text)


def clause_of(instruction: DosageInstruction, rules: Rules) -> Clause:
    if instruction.complete and is_lawful(instruction):
        reading = "; ".join((plain_reading(instruction, rules), *instruction.additional))
        return Clause("parsed", instruction.text, reading)
    return Clause("text-only", instruction.text)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Writes the table of all monographs below FOLDER as tab-separated values."""
    rules = load()
    times: dict[Clause, int] = {}
    first: dict[Clause, str] = {}
    for path in sorted(folder.rglob("*.md")):
        data = path.read_bytes()
        document, _ = parse(Source(path.relative_to(folder).as_posix(), data, data.decode("utf-8", "replace")), rules)
        for clause, span in clauses(document, rules):
            times[clause] = times.get(clause, 0) + 1
            line = document.source.text.count("\n", 0, span.start) + 1
            first.setdefault(clause, f"{document.source.path}:{line}")
    table = csv.writer(sys.stdout, csv.excel_tab, lineterminator="\n")
    table.writerow(COLUMNS)
    for clause in sorted(times, key=lambda clause: (clause.state, clause.text, clause.reading)):
        table.writerow((clause.state, clause.text, clause.reading, times[clause], first[clause]))


if __name__ == "__main__":
    main()
