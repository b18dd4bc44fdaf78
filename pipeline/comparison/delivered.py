"""The facts that a delivered bundle states, whichever run made it.

Where a fact stands, the ids of resources, the justification of a code and the version of a code system are no part of
what is stated: two label versions, or two releases of a vocabulary, that say the same do not differ.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.comparison.stated import Stated
from pipeline.model.canonical import DERIVATION, JUSTIFICATION, place_of
from pipeline.model.document import squeeze
from pipeline.tabular.rows import resources_of
from pipeline.validate.traceability import text_of

Json = Mapping[str, Any]
# A path of elements and the value there, as words.
Leaf = tuple[str, str]

# What does not belong to a fact at the root of its resource, and anywhere.
_OF_RESOURCES = frozenset({"resourceType", "id", "meta", "text", "status", "type", "identifier"})
_NO_FACT = frozenset({DERIVATION, JUSTIFICATION})


@dataclass(frozen=True, slots=True)
class Kind:
    """The facts of one kind: resources of `resource` (and `type`), or all that stands at `each` below them.

    `about` are the elements whose words tell facts of the kind apart; the first that is there does. Where a fact is
    words alone there are none.
    """

    name: str
    resource: str
    about: tuple[str, ...] = ()
    type: str | None = None
    each: tuple[str, ...] = ()


def _use(kind: str, *about: str) -> Kind:
    return Kind(kind, "ClinicalUseDefinition", about, kind)


def _part(kind: str, path: str, *about: str) -> Kind:
    return Kind(kind, "MedicationKnowledge", about, each=tuple(path.split(".")))


KINDS = (
    Kind("medication", "Medication", ("code.text",)),
    _use("indication", "indication.diseaseSymptomProcedure.concept.text"),
    _use(
        "contraindication",
        "contraindication.diseaseSymptomProcedure.concept.text",
        "contraindication.otherTherapy.treatment.concept.text",
    ),
    _use("undesirable-effect", "undesirableEffect.symptomConditionEffect.concept.text"),
    _use("interaction", "interaction.interactant.itemCodeableConcept.text"),
    _use("warning", "warning.code.text", "warning.description"),
    _part("dosage", "indicationGuideline.dosingGuideline.dosage.dosage", "text"),
    _part("name", "name"),
    _part("drug-class", "medicineClassification.classification", "text"),
    _part("preparation", "preparationInstruction"),
    _part("availability", "definitional.drugCharacteristic", "valueString"),
    _part("storage", "storageGuideline", "note.text"),
)


def delivered(bundle: Json) -> tuple[Stated, ...]:
    """The facts of a bundle in the order of KINDS; with their lines where the bundle embeds its monograph."""
    resources = tuple(resources_of(bundle))
    reader = _Reader(resources, text_of(dict(bundle)))
    return tuple(fact for kind in KINDS for resource in resources for fact in reader.facts(kind, resource))


class _Reader:
    """Reads the facts of one bundle."""

    def __init__(self, resources: Sequence[Json], text: str | None) -> None:
        self._resources = {f"{one.get('resourceType')}/{one.get('id')}": one for one in resources}
        self._main = {
            medication.get("reference")
            for one in resources
            if one.get("resourceType") == "MedicationKnowledge"
            for medication in one.get("associatedMedication", ())
        }
        self._line_ends = None if text is None else [end for end, mark in enumerate(text) if mark == "\n"]

    def facts(self, kind: Kind, resource: Json) -> Iterator[Stated]:
        if (resource.get("resourceType"), kind.type) != (kind.resource, kind.type and resource.get("type")):
            return
        if kind.each:
            for context, item, beside in self._parts(resource, kind.each):
                yield self._fact(kind, item, context, beside, str(resource.get("id")))
        else:
            content = {name: value for name, value in resource.items() if name not in _OF_RESOURCES}
            yield self._fact(kind, content, (), None, str(resource.get("id")))

    def _parts(self, above: Json, steps: Sequence[str]) -> Iterator[tuple[tuple[Leaf, ...], Any, Any]]:
        """Each thing at the end of the steps, with what is said beside it on the way, and what extends it."""
        step, *rest = steps
        for item in _listed(above.get(step)):
            if not rest:
                yield (), item, above.get(f"_{step}")
            elif isinstance(item, dict):
                context = tuple(self._leaves({name: value for name, value in item.items() if name != rest[0]}, step))
                yield from ((context + inner, found, beside) for inner, found, beside in self._parts(item, rest))

    def _fact(self, kind: Kind, item: Any, context: Sequence[Leaf], beside: Any, anchor: str) -> Stated:
        leaves: dict[str, list[str]] = defaultdict(list)
        for path, value in (*context, *self._leaves(item, "")):
            leaves[path].append(value)
        details = {path: "; ".join(values) for path, values in leaves.items()}
        about = next((path for path in kind.about or ("",) if path in details), "")
        text = details.pop(about, "")
        return Stated(kind.name, squeeze(text), self._line((item, beside)), details, anchor)

    def _leaves(self, value: Any, path: str) -> Iterator[Leaf]:
        """What stands in a value, each with its path; lists have no part in paths."""
        match value:
            case list():
                for item in value:
                    yield from self._leaves(item, path)
            case {"reference": str(reference)}:
                yield from self._referred(reference, path)
                yield from self._leaves({"display": value.get("display")}, path)
            case {"code": str(code), "system": system} if "value" not in value:
                yield path, f"{system}|{code}" + (f" ({value['display']})" if "display" in value else "")
            case {"value": number} if not isinstance(number, dict):
                unit = value.get("code", value.get("unit", ""))
                yield path, f"{value.get('comparator', '')}{number} {unit}".strip()
            case dict():
                if value.get("url") not in _NO_FACT:
                    for name, child in value.items():
                        yield from self._leaves(child, f"{path}.{name}".lstrip("."))
            case bool():
                yield path, str(value).lower()
            case _ if value is not None:
                yield path, str(value)

    def _referred(self, reference: str, path: str) -> Iterator[Leaf]:
        """Of people their characteristics, of a medicine its name where it is a component."""
        resource = self._resources.get(reference, {})
        if resource.get("resourceType") == "Group":
            yield from self._leaves(resource.get("characteristic"), f"{path}.characteristic")
        elif resource.get("resourceType") == "Medication" and reference not in self._main:
            yield from self._leaves(resource.get("code", {}).get("text"), path)

    def _line(self, value: Any) -> int:
        """The first line that the value was read from."""
        start = min(_offsets(value), default=None)
        return 0 if start is None or self._line_ends is None else bisect_left(self._line_ends, start) + 1


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _offsets(value: Any) -> Iterator[int]:
    if isinstance(value, dict) and value.get("url") == DERIVATION:
        yield place_of(value)[0]
    elif isinstance(value, dict | list | tuple):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _offsets(child)
