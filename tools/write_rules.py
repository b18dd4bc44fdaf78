"""Writes docs/rules.md from the rules of validation: `python tools/write_rules.py`."""

from __future__ import annotations

from pathlib import Path

from pipeline.report.rules import page
from pipeline.validate.catalogue import catalogue

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"

if __name__ == "__main__":
    TARGET.write_text(page(catalogue().values()), encoding="utf-8")
