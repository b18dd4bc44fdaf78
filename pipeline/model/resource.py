"""A FHIR resource on its way out, with what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.model.document import Span
from pipeline.problems import Location


@dataclass(frozen=True, slots=True)
class Resource:
    """`content` is FHIR JSON as a dict; `rule` the mapping file and line that made it; `span` its fact's words."""

    content: dict[str, Any]
    rule: Location
    span: Span | None = None

    @property
    def reference(self) -> str:
        return f"{self.content['resourceType']}/{self.content['id']}"
