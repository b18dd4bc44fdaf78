"""A small vocabulary of the tests' own, and a coder over it."""

from __future__ import annotations

import gzip
from pathlib import Path

LINES = """\
# name: tiny
# title: Tiny vocabulary
# system: http://example.org/tiny
# version: 7
# licence: none
code\tlabel\tkinds\tsynonyms
T1\tHeadache\tfinding\tPain in head|Cephalgia
T2\tDiabetes Mellitus, Type 2\tcondition\tAdult-onset diabetes
T3\tDepression of mood\tfinding\tDepression
T4\tDepression of bone\tfinding\tDepression
T5\tAppendectomy\tprocedure\t
T6\tLoss of appetite\tfinding\t
"""


def write_tiny(folder: Path, text: str = LINES) -> Path:
    """`vocabularies/tiny.tsv.gz` below `folder`."""
    path = folder / "vocabularies" / "tiny.tsv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)
    return path


def mappings_of(folder: Path, shipped: Path) -> Path:
    """A folder of mappings with the shipped rules of words and phrases, the tiny vocabulary and two reviewed rows."""
    (folder / "terminology").mkdir(parents=True)
    for name in ("words.yaml", "phrases.yaml", "systems.yaml"):
        (folder / "terminology" / name).write_bytes((shipped / "terminology" / name).read_bytes())
    (folder / "terminology" / "preferences.yaml").write_text(
        "concepts:\n"
        "  effect: {reviewed: [effects], first: [tiny], accept: [finding, condition], reduce: [modifiers, heads]}\n"
        "  bare: {first: [tiny]}\n"
    )
    (folder / "codes").mkdir()
    (folder / "codes" / "effects.tsv").write_text(
        "subject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\treviewer\tcomment\n"
        "sore head\tskos:exactMatch\tHP:0002315\tHeadache\tsemapv:ManualMappingCuration\tmonofhir\t\n"
        "head problems\tskos:exactMatch\tsssom:NoTermFound\t\tsemapv:ManualMappingCuration\tmonofhir\ttoo vague\n"
    )
    write_tiny(folder)
    return folder
