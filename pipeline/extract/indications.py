"""Indications: the diseases, symptoms and purposes that the text says a drug is used for."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.document import Document
from pipeline.model.fact import Indication
from pipeline.rules import Rules


def extract(document: Document, rules: Rules) -> Iterable[Indication]:
    """Every indication that the page states, each once."""
    return ()
