"""docs/tables.md: every table and column, from their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.tabular.definition import Definition

HEAD = """# Tables

What `monofhir tables OUTPUT -o DIR` writes and `pipeline.tables(OUTPUT)` gives as DataFrames. Several values of one
cell are joined by "; ". `spans` are places in the monograph, `start-end` in characters. Written by
`python tools/write_tables.py` from `pipeline/tabular/tables.yaml`.
"""


def page(definitions: Iterable[Definition]) -> str:
    return "\n".join([HEAD, *(line for definition in definitions for line in _table(definition))])


def _table(definition: Definition) -> Iterator[str]:
    yield f"## {definition.name}\n"
    yield f"{definition.about[:1].upper()}{definition.about[1:]}.\n"
    yield "| column | type | meaning |\n|---|---|---|"
    for column in definition.columns:
        yield f"| `{column.name}` | {column.dtype} | {column.meaning} |"
    yield ""
