"""`mappings/sections.yaml`: which section a heading or a label names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.problems import Location, Problem, ProblemError
from pipeline.rules.yaml_file import YamlFile

_ASIDE = re.compile(r"\s*\([^)]*\)")
_EDGES = re.compile(r"^[\s\d.)*:_-]+(?=[^\W\d])|[\s:.*_-]+$")


@dataclass(frozen=True, slots=True)
class SectionRule:
    """One section: its LOINC code and display (None where LOINC has none) and what it does to a page.

    `opens`: a label with its words at the left margin starts it. `facts`: its sentences should back facts.
    """

    key: str
    code: str | None
    display: str | None
    opens: bool
    facts: bool
    location: Location


@dataclass(frozen=True, slots=True)
class Sections:
    """All section rules by key, and the words that name them."""

    rules: Mapping[str, SectionRule]
    headings: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def __getitem__(self, key: str) -> SectionRule:
        return self.rules[key]

    def match(self, words: str) -> str | None:
        """The key of the section that a heading or label names, None where none does."""
        folded = fold_heading(words)
        return self.headings.get(folded) or next(
            (key for pattern, key in self.patterns if pattern.fullmatch(folded)), None
        )

    def bears_facts(self, key: str) -> bool:
        rule = self.rules.get(key)
        return rule is not None and rule.facts


def fold_heading(words: str) -> str:
    """Heading words as they are compared: lower case, without asides, numbering, marks and final colon."""
    return _EDGES.sub("", " ".join(_ASIDE.sub("", words).split())).casefold()


def compile_sections(file: YamlFile) -> Sections:
    """Turns sections.yaml into Sections.

    Raises ProblemError with `mappings-bad-pattern`, or `mappings-duplicate-heading` where two sections claim a heading.
    """
    rules: dict[str, SectionRule] = {}
    headings: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for key, entry in file.data["sections"].items():
        rules[key] = SectionRule(
            key,
            entry.get("code"),
            entry.get("display"),
            bool(entry.get("opens")),
            bool(entry.get("facts")),
            file.at("sections", key),
        )
        for index, heading in enumerate(entry.get("headings") or ()):
            owner = headings.setdefault(fold_heading(heading), key)
            if owner != key:
                message = f"the heading '{heading}' is claimed by '{owner}' already"
                raise ProblemError(
                    Problem("mappings-duplicate-heading", "error", message, file.at("sections", key, "headings", index))
                )
        for index, source in enumerate(entry.get("patterns") or ()):
            patterns.append((_compile(source, file.at("sections", key, "patterns", index)), key))
    return Sections(rules, headings, tuple(patterns))


def _compile(source: str, location: Location) -> re.Pattern[str]:
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error as error:
        raise ProblemError(
            Problem("mappings-bad-pattern", "error", f"not a regular expression: {error}", location)
        ) from error
