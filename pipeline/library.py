"""monofhir as a library: a monograph in, its facts and its bundle out; a dosage instruction in, its structure out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import run
from pipeline.deliver.stored_tables import stored_tables
from pipeline.extract.dosage_text import read_confirmed
from pipeline.model.document import Source
from pipeline.model.dosage import DosageInstruction
from pipeline.options import Options
from pipeline.read import discover, read
from pipeline.rules import Rules, load
from pipeline.storage.folders import folder_at
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder

if TYPE_CHECKING:
    import pandas as pd


def convert(
    monograph: str | Path,
    *,
    mappings: Path | None = None,
    options: Options | None = None,
    codes: bool = True,
    plugged: bool = True,
) -> run.Result:
    """Converts one monograph; without `codes`, concepts stay words.

    `monograph` is a Path, or a text: Markdown where it has a line break, else the path of a file. `mappings` is a
    folder of mapping files in place of the ones that come with monofhir. Without `plugged`, vocabularies that the user
    plugged in give no codes.

    What is wrong with the content is in `Result.problems`. Raises ProblemError where there is nothing to read
    (no such file, empty, binary, too large) or the mappings cannot be used.
    """
    rules, coder = _rules(mappings), _coder(mappings, plugged) if codes else None
    if isinstance(monograph, str) and "\n" in monograph:
        return run.convert(Source("monograph.md", monograph.encode(), monograph), rules, options, coder)
    (item,) = discover([str(monograph)])
    source, problems = read(item)
    return run.convert(source, rules, options, coder).after(problems)


def parse_dosage(text: str, *, mappings: Path | None = None) -> tuple[DosageInstruction, ...]:
    """The regimens that a dosage instruction states, in order; none where it states no dose.

    Units are UCUM codes, spans are offsets in `text`. An instruction that is not `complete` was not wholly understood:
    only its `text` may be used.
    """
    return read_confirmed(text, _rules(mappings))


def tables(output: str | Path) -> dict[str, pd.DataFrame]:
    """What the bundles of an output folder say, as a DataFrame for each table of docs/tables.md, one row a fact.

    `output` may be a URL. Raises ProblemError where the folder holds no bundle, or a file that is none.
    """
    return stored_tables(output if isinstance(output, Path) else folder_at(output))


@lru_cache(maxsize=4)
def _rules(mappings: Path | None) -> Rules:
    return load(mappings)


@lru_cache(maxsize=4)
def _coder(mappings: Path | None, plugged: bool) -> Coder:
    return load_coder(mappings, plugged=plugged)
