"""Writes docs/tables.md from the definitions of the tables: `python tools/write_tables.py`."""

from __future__ import annotations

from pathlib import Path

from pipeline.tabular.definition import definitions
from pipeline.tabular.page import page

TARGET = Path(__file__).parent.parent / "docs" / "tables.md"

if __name__ == "__main__":
    TARGET.write_text(page(definitions()), encoding="utf-8")
