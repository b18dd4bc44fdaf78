"""`mappings/dosage-text.yaml`: the words in which a structured dosage is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.rules.yaml_file import YamlFile

Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wording:
    """`templates` by name, and tables of words: a key with its word for one and its word for several."""

    templates: Mapping[str, str]
    words: Mapping[str, Words]

    def say(self, template: str, **parts: str) -> str:
        """The template with its parts filled in; a blank that an absent part would leave is taken out."""
        return " ".join(self.templates[template].format(**parts).split()).replace(" ,", ",")

    def has(self, table: str, key: str) -> bool:
        return key in self.words[table]

    def word(self, table: str, key: str, count: Decimal = Decimal(1)) -> str:
        """The word for so many of the key; the key itself where the table does not have it."""
        one, several = self.words[table].get(key, (key, key))
        return several if count > 1 else one


def compile_wording(file: YamlFile) -> Wording:
    """Turns the data of the file into a Wording."""
    tables: Mapping[str, Mapping[Any, Any]] = file.data["words"]
    words = {name: {str(key): _forms(entry) for key, entry in table.items()} for name, table in tables.items()}
    return Wording(file.data["templates"], words)


def _forms(entry: Any) -> tuple[str, str]:
    one, several = entry if isinstance(entry, list) else (entry, entry)
    return one, several
