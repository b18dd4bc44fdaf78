"""What is made of a coding is made once, and yet each resource has its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.mapper import map_facts
from pipeline.model.coding import Coded, CodedAs, Coding
from pipeline.rules import Rules, load, mappings_directory
from tests.unit.mapper.sample import FACTS, document


class OneCode:
    """Gives every concept the same code."""

    def code(self, text: str, kind: str, aliases: Iterable[str] = ()) -> Coded:
        return Coded((CodedAs(Coding("https://example.org/codes", "c", text), "label", "example"),))


def coding(rules: Rules, path: str = "s/sampletin.md") -> dict[str, Any]:
    resources, _ = map_facts(document(path), FACTS, rules, codes=OneCode())
    effect = next(resource.content for resource in resources if "undesirableEffect" in resource.content)
    (found,) = effect["undesirableEffect"]["symptomConditionEffect"]["concept"]["coding"]
    assert isinstance(found, dict)
    return found


def test_who_changes_a_coding_changes_no_other() -> None:
    rules = load()
    first = coding(rules)
    expected = first["extension"][0]["valueString"], first["display"]
    first["extension"][0]["valueString"] = first["display"] = "changed"
    second = coding(rules)
    assert (second["extension"][0]["valueString"], second["display"]) == expected


def test_a_coding_that_names_its_document_names_its_own(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(mappings_directory(), tmp_path / "own"))
    fragment = folder / "resources/r5/fragments/coding.yaml"
    text = fragment.read_text(encoding="utf-8")
    changed = text.replace("version: $coded.coding.version", "version: {$reference: DocumentReference}")
    assert changed != text
    fragment.write_text(changed, encoding="utf-8")
    rules = load(folder)
    versions = [coding(rules, path)["version"]["reference"] for path in ("s/sampletin.md", "o/othertin.md")]
    assert versions == ["DocumentReference/s.sampletin", "DocumentReference/o.othertin"]
