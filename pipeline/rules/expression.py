"""The mapping vocabulary as data: what `pipeline.rules.reader` makes of YAML and `pipeline.mapper` makes functions of.

An expression gives a value of FHIR JSON or nothing; what gives nothing is left out of the resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from pipeline.problems import Location


@dataclass(frozen=True, slots=True)
class Literal:
    """The value itself."""

    value: str | int | float | bool
    location: Location


@dataclass(frozen=True, slots=True)
class Path:
    """`$effect.frequency.code`: a name in scope and the fields from there on."""

    names: tuple[str, ...]
    location: Location

    def __str__(self) -> str:
        return "$" + ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Template:
    """`Warning on $warning.topic`: text with paths in it; nothing where one of them has nothing."""

    parts: tuple[str | Path, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Join:
    """`$join: [..]`: the parts that there are, one after the other, as one text."""

    parts: tuple[Expression, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class First:
    """`$first: [..]`: the first part that there is."""

    parts: tuple[Expression, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML list; an item that gives a list is spliced in."""

    items: tuple[Expression, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Element:
    """A FHIR element with its child elements, in order."""

    entries: tuple[tuple[str, Expression, Location], ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Test:
    """`$path`, `not $path`, `$path is a or b`, `$path is not $other`."""

    path: Path
    negated: bool
    values: tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class When:
    """`$when: ...`: the rest only where all tests hold."""

    tests: tuple[Test, ...]
    then: Expression
    location: Location


@dataclass(frozen=True, slots=True)
class Each:
    """`$each: effect in $monograph.undesirable_effects`: the rest once for each, as a list."""

    name: str
    items: Path
    body: Expression
    location: Location


@dataclass(frozen=True, slots=True)
class Lookup:
    """`$lookup: table.attribute` with `$of`: what a lexicon says of a key; nothing for a key it does not have."""

    lexicon: str
    attribute: str
    key: Path
    location: Location


@dataclass(frozen=True, slots=True)
class Reference:
    """`$reference: rule` with `$of`: `Type/id` of the resource that the rule makes of that item."""

    rule: str
    key: Path | None
    location: Location


@dataclass(frozen=True, slots=True)
class Call:
    """`$call: transform` with `$of`: a named function of pipeline/mapper/transforms.py."""

    transform: str
    argument: Path
    location: Location


@dataclass(frozen=True, slots=True)
class Tag:
    """An XHTML element of a narrative; left out where nothing is in it."""

    name: str
    children: tuple[Expression, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Narrative:
    """`$narrative: [..]`: a whole `text` with its status and its div."""

    children: tuple[Expression, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Code:
    """`$code: $effect.text` with `$as: effect`: `body` once for each coding of the words, as a list."""

    concept: str
    words: Path
    also: Path | None
    body: Expression
    location: Location


def names_in(part: object) -> Iterator[str]:
    """The names that an expression begins its paths with; that of a rule, where it refers to what the rule makes."""
    if isinstance(part, Path):
        yield part.names[0]
    elif isinstance(part, Reference):
        yield part.rule
    elif is_dataclass(part):
        yield from names_in(tuple(getattr(part, one.name) for one in fields(part)))
    elif isinstance(part, tuple):
        for one in part:
            yield from names_in(one)


Value = Literal | Path | Template | Join | First | Lookup | Reference | Call
Expression = Value | Listing | Element | When | Each | Code | Tag | Narrative


@dataclass(frozen=True, slots=True)
class ResourceRule:
    """One file of mappings/resources: a resource type, the items that it is made for, its id and its content.

    each   (name, path): one resource for each item, read as `$name`; None for one a monograph
    key    what references to the resource name it by; the item itself where None
    """

    name: str
    resource: str
    each: tuple[str, Path] | None
    key: Path | None
    tests: tuple[Test, ...]
    id: Expression | None
    content: Element
    location: Location
