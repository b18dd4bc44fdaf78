"""JSON as FHIR wants it, before anything is built of it: whatever the bytes are, this neither fails nor hangs.

fhir-json-size             more bytes than the limit
fhir-json-encoding         not UTF-8, with a byte order mark, or with half a character
fhir-json-syntax           not JSON (RFC 8259)
fhir-json-depth            nested more deeply than any resource is
fhir-json-duplicate-key    an object has a key twice, so that readers would disagree about its value
fhir-json-number           NaN, Infinity, or more digits than a FHIR decimal has, before or behind the point
fhir-json-no-resource      not an object with a `resourceType`
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.problems import Location, Problem

MAX_DEPTH = 100
# FHIR R5, Data Types: implementations shall handle 18 digits; more than these no quantity has.
MAX_DIGITS = 40
SHOWN = 40
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

Resource = dict[str, Any]


@dataclass(slots=True)
class _Reader:
    """Notes while the text is read what Python would let pass."""

    place: Location
    problems: list[Problem] = field(default_factory=list)

    def note(self, what: str, message: str) -> None:
        self.problems.append(Problem(f"fhir-json-{what}", "error", message, self.place))

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
            self.note("duplicate-key", f"an object has {_quoted(twice[0])} twice: keep one")
        return found

    def number(self, digits: str) -> int | Decimal:
        if len(digits) > MAX_DIGITS:
            self.note("number", f"{digits[:SHOWN]}... has {len(digits)} digits: round it")
            return 0
        if digits.lstrip("-").isdecimal():
            return int(digits)
        try:
            number = Decimal(digits)
            is_sane = abs(number.adjusted()) <= MAX_DIGITS
        except InvalidOperation:  # an exponent past what Python's decimals have
            is_sane = False
        if not is_sane:
            self.note("number", f"{digits} is a number that nothing has: correct it")
            return 0
        return number

    def constant(self, name: str) -> int:
        self.note("number", f"{name} is no number of JSON: leave the element out")
        return 0


def parse(data: bytes, place: Location, max_size: int) -> tuple[Resource | None, tuple[Problem, ...]]:
    """The resource, and what is wrong with its text; None where there is none to go on with. Decimals are exact."""
    reader = _Reader(place)
    value = _read(data, reader, max_size)
    if value is not None and not (isinstance(value, dict) and isinstance(value.get("resourceType"), str)):
        reader.note("no-resource", "not a FHIR resource: an object with a `resourceType` is expected")
        value = None
    return value, tuple(reader.problems)


def _read(data: bytes, reader: _Reader, max_size: int) -> Any:
    if len(data) > max_size:
        reader.note("size", f"{len(data):,} bytes, more than the limit of {max_size:,}")
        return None
    if data.startswith(codecs.BOM_UTF8):
        reader.note("encoding", "begins with a byte order mark: JSON has none")
        data = data[len(codecs.BOM_UTF8) :]
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=reader.pairs,
            parse_int=reader.number,
            parse_float=reader.number,
            parse_constant=reader.constant,
        )
    except UnicodeDecodeError as error:
        reader.note("encoding", f"not UTF-8 (byte 0x{data[error.start]:02x} at {error.start:,}): save it as UTF-8")
    except json.JSONDecodeError as error:
        reader.note("syntax", f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    except RecursionError:
        reader.note("depth", f"nested more than {MAX_DEPTH} levels deep")
    else:
        if _is_too_deep(value):
            reader.note("depth", f"nested more than {MAX_DEPTH} levels deep")
            return None
        if _SURROGATE.search(data) and not _is_encodable(value):
            reader.note("encoding", "half of a surrogate pair: write the whole character")
            return None
        return [] if value is None else value
    return None


def _is_encodable(value: Any) -> bool:
    try:
        json.dumps(value, default=str, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_too_deep(value: Any) -> bool:
    """Level by level, so that no depth is too much for the question itself."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Any) -> Iterator[Any]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (item for item in items if isinstance(item, dict | list))


def _quoted(key: str) -> str:
    return f"'{key[:SHOWN]}'"
