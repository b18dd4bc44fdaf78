"""Rows of a dosage table, read where the heads of the columns say what the cells are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.extract.dosage.context import Context
from pipeline.extract.dosage.labels import organ_function
from pipeline.extract.dosage.reader import parse_dosage
from pipeline.extract.dose_forms import named_forms
from pipeline.extract.populations import age_band, find_populations
from pipeline.model.document import Block, squeeze
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Evidence, Population
from pipeline.rules import Rules

_UNIT = re.compile(r"\(([^()]+)\)\s*$")
_FIGURE = re.compile(r"[\d.,\s–-]+")
_HEADS = frozenset({"renal", "people", "indication"})
_INSTRUCTION = ("dose", "frequency", "route", "duration")


def read_row(block: Block, context: Context, rules: Rules) -> Iterator[Dosage]:
    """The regimen and the maximum of one row; nothing where the table does not say whom or what it is for."""
    columns = [_column(head, rules) for head in block.header]
    if not columns or columns[0] not in _HEADS or len(columns) != len(block.cells):
        return
    here = _context(block, columns[0], context, rules)
    for instruction in _instructions(block, columns, rules):
        placed = _placed(instruction, block, here)
        yield Dosage(
            evidence=(Evidence(placed.span, block.topic or "dosage", "dosage/row"),),
            component=block.component,
            instruction=placed,
            indications=(here.indication,) if here.indication else (),
            population=here.populations[0] if here.populations else None,
            formulation=here.formulation or None,
            dose_forms=named_forms(here.formulation, rules),
        )


def _column(head: str, rules: Rules) -> str:
    term = rules.lexicon["table-columns"].get(squeeze(head))
    return term.key if term is not None else ""


def _cell(block: Block, index: int) -> str:
    start, end = block.cells[index]
    return block.plain[start:end].strip()


def _context(block: Block, column: str, context: Context, rules: Rules) -> Context:
    """The row's first cell, read together with the head above it."""
    cell, head = _cell(block, 0), block.header[0]
    if column == "indication":
        return replace(context, indication=cell)
    return replace(context, populations=_people(f"{_plain(head)} {_with_unit(cell, head)}", column, cell, rules))


def _people(words: str, column: str, cell: str, rules: Rules) -> tuple[Population, ...]:
    if column == "renal":
        return organ_function(words, rules) or (Population(words, "renal"),)
    found = tuple(found.population for found in find_populations(cell, rules))
    band = age_band(cell, rules)
    return found or ((band,) if band is not None else (Population(cell, "other"),))


def _plain(head: str) -> str:
    return _UNIT.sub("", head).strip()


def _with_unit(cell: str, head: str) -> str:
    """A bare figure with the unit that its column's head has in brackets ("Dose (mg per 24 h)")."""
    unit = _UNIT.search(head)
    return f"{cell} {unit[1]}" if unit is not None and (_FIGURE.fullmatch(cell) or "/" in unit[1]) else cell


def _instructions(block: Block, columns: list[str], rules: Rules) -> Iterator[DosageInstruction]:
    """What the cells say: those of one regimen together, a maximum with the words of its head."""
    told = [_told(block, index, column) for index, column in enumerate(columns) if column in _INSTRUCTION]
    most = [index for index, column in enumerate(columns) if column == "maximum"]
    limits = [f"{_plain(block.header[index])}: {_cell(block, index)}" for index in most]
    if "dose" in columns:
        yield from parse_dosage(", ".join(told + limits), rules.lexicon)
    else:
        for limit in limits:
            yield from parse_dosage(limit, rules.lexicon)


def _told(block: Block, index: int, column: str) -> str:
    words = _with_unit(_cell(block, index), block.header[index])
    return f"for {words}" if column == "duration" else words


def _placed(instruction: DosageInstruction, block: Block, context: Context) -> DosageInstruction:
    """With the row as its words, for no part of it says all."""
    renal = bool(context.populations) and context.populations[0].code == "renal" and instruction.role == "usual"
    return replace(
        instruction,
        text=squeeze(block.plain),
        span=block.text.span(0, len(block.plain)),
        route=instruction.route or context.route or context.lead_route,
        role="adjustment" if renal else instruction.role,
    )
