"""Headings that two sections claim, one of them by a pattern: which wins depends on their order."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problems import Problem
from pipeline.rules.sections import Sections
from pipeline.rules.yaml_file import YamlFile


def overlapping(sections: Sections, file: YamlFile) -> Iterator[Problem]:
    """A heading that stands whole under one section is that section's; a pattern of another that takes it as well
    is worth knowing."""
    for key, entry in file.data["sections"].items():
        for index, source in enumerate(entry.get("patterns") or ()):
            pattern = next(
                compiled for compiled, owner in sections.patterns if (owner, compiled.pattern) == (key, source)
            )
            taken = [
                f"'{heading}' of '{owner}'"
                for heading, owner in sections.headings.items()
                if owner != key and pattern.fullmatch(heading)
            ]
            if taken:
                place = file.at("sections", key, "patterns", index)
                yield Problem("mappings-overlap", "information", f"this pattern also takes {', '.join(taken)}", place)
        for index, heading in enumerate(entry.get("headings") or ()):
            if entry["headings"].index(heading) == index and sections.match(heading) != key:
                place = file.at("sections", key, "headings", index)
                yield Problem("mappings-overlap", "warning", f"'{heading}' never opens this section", place)
