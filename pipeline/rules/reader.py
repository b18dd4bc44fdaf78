"""YAML -> expressions: the one reader of the mapping vocabulary. mappings/README.md describes it for its users."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.problems import Location, Problem
from pipeline.rules import expression as ex
from pipeline.rules.lexicon import Lexicon
from pipeline.rules.paths import Scope, Scoped, is_value, item_type, resolve
from pipeline.rules.yaml_file import Key, YamlFile

_DOTTED = r"\$([a-z_]+(?:\.[a-z_]+)*)"
_PATH = re.compile(_DOTTED)
_EACH = re.compile(rf"([a-z_]+) in {_DOTTED}")
_TEST = re.compile(rf"(not )?{_DOTTED}(?: is (not )?(.+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A key path in a YAML file, with the scope and the fragments that are open there."""

    file: YamlFile
    keys: tuple[Key, ...]
    scope: Scope
    open: tuple[str, ...] = ()

    @property
    def location(self) -> Location:
        return self.file.at(*self.keys)

    def child(self, key: Key) -> Place:
        return Place(self.file, (*self.keys, key), self.scope, self.open)

    def naming(self, name: str, kind: Any) -> Place:
        return Place(self.file, self.keys, {**self.scope, name: Scoped((name,), kind)}, self.open)


@dataclass(frozen=True, slots=True)
class Fragment:
    """`mappings/resources/r5/fragments/<name>.yaml`: content that several rules use, and the names it takes."""

    takes: tuple[str, ...]
    content: Any
    file: YamlFile


@dataclass(frozen=True, slots=True)
class Known:
    """What mapping files may name: lexicons, fragments, rules (True for those made once for each item), verbs, and the
    kinds of concepts that have codes."""

    lexicons: Mapping[str, Lexicon]
    fragments: Mapping[str, Fragment]
    rules: Mapping[str, bool]
    verbs: Mapping[str, Body]
    concepts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Reader:
    """Reads expressions; what is wrong is added to `problems`, and reading goes on."""

    known: Known
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, place: Place) -> ex.Expression:
        """Notes a problem; gives what stands for the expression that could not be read."""
        self.problems.append(Problem(f"mappings-{code}", "error", message, place.location))
        return ex.Literal("", place.location)

    def read(self, data: Any, place: Place) -> ex.Expression:
        if isinstance(data, str):
            return self.text(data, place)
        if isinstance(data, list):
            items = tuple(self.read(item, place.child(index)) for index, item in enumerate(data))
            return ex.Listing(items, place.location)
        if isinstance(data, dict):
            return self.mapping(data, place, Reader._content)
        if data is None:
            return self.report("empty", "nothing stands here; leave the key out", place)
        return ex.Literal(data, place.location)

    def text(self, data: str, place: Place) -> ex.Expression:
        """A literal, a path, or a template of both."""
        parts: list[str | ex.Path] = []
        end = 0
        for match in _PATH.finditer(data):
            parts += [data[end : match.start()]] if match.start() > end else []
            parts.append(self._value_path(match[1], place))
            end = match.end()
        parts += [data[end:]] if end < len(data) else []
        if len(parts) == 1 and isinstance(parts[0], ex.Path):
            return parts[0]
        if not any(isinstance(part, ex.Path) for part in parts):
            return ex.Literal(data, place.location)
        return ex.Template(tuple(parts), place.location)

    def mapping(self, data: dict[Any, Any], place: Place, content: Body) -> ex.Expression:
        """Takes `$each`, then `$when` off and hands what is left to `content`."""
        data = dict(data)
        if "$each" in data:
            head = self.each(data.pop("$each"), place.child("$each"))
            if head is None:
                return ex.Literal("", place.location)
            name, items, kind = head
            return ex.Each(name, items, self.mapping(data, place.naming(name, kind), content), place.location)
        if "$when" in data:
            tests = self.tests(data.pop("$when"), place.child("$when"))
            return ex.When(tests, content(self, data, place), place.location)
        return content(self, data, place)

    def element(self, data: dict[Any, Any], place: Place) -> ex.Element:
        entries = []
        for key, value in data.items():
            if str(key).startswith("$"):
                self.report("unknown-verb", f"'{key}' does not belong here", place.child(key))
            else:
                entries.append((str(key), self.read(value, place.child(key)), place.child(key).location))
        return ex.Element(tuple(entries), place.location)

    def each(self, data: Any, place: Place) -> tuple[str, ex.Path, Any] | None:
        """`name in $path`: the name, the list, and the type of its items."""
        match = _EACH.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.report("bad-each", "write it as 'name in $path'", place)
            return None
        scoped = self.resolve(match[2], place)
        if scoped is None:
            return None
        kind = item_type(scoped.type)
        if kind is None or match[1] in place.scope:
            reason = f"'${match[2]}' is no list" if kind is None else f"the name '{match[1]}' is taken here"
            self.report("bad-each", reason, place)
            return None
        return match[1], ex.Path(scoped.names, place.location), kind

    def tests(self, data: Any, place: Place) -> tuple[ex.Test, ...]:
        """`$when`: one test, or a list of which all must hold."""
        listed = data if isinstance(data, list) else [data]
        return tuple(test for item in listed if (test := self._test(item, place)) is not None)

    def path(self, data: Any, place: Place) -> ex.Path | None:
        """A lone `$path` of any type."""
        match = _PATH.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.report("bad-path", "a path such as '$monograph.name' is wanted here", place)
            return None
        scoped = self.resolve(match[1], place)
        return ex.Path(scoped.names, place.location) if scoped else None

    def resolve(self, dotted: str, place: Place) -> Scoped | None:
        try:
            return resolve(tuple(dotted.split(".")), place.scope)
        except LookupError as error:
            self.report("unknown-path", str(error.args[0]), place)
            return None

    def _content(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        verb = next((key for key in data if key in self.known.verbs), None)
        if verb is not None:
            return self.known.verbs[verb](self, data, place)
        unknown = next((key for key in data if str(key).startswith("$")), None)
        if unknown is not None:
            known = ", ".join(sorted((*self.known.verbs, "$each", "$when")))
            return self.report("unknown-verb", f"'{unknown}' is no verb; there are {known}", place.child(unknown))
        return self.element(data, place)

    def _test(self, data: Any, place: Place) -> ex.Test | None:
        match = _TEST.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.report("bad-condition", "write it as '$path', 'not $path', '$path is a or b'", place)
            return None
        path = self.path(f"${match[2]}", place)
        words = match[4].split(" or ") if match[4] else []
        values = [self.path(word, place) if word.startswith("$") else word for word in words]
        if path is None or None in values:
            return None
        return ex.Test(path, bool(match[1] or match[3]), tuple(value for value in values if value is not None))

    def _value_path(self, dotted: str, place: Place) -> ex.Path:
        scoped = self.resolve(dotted, place)
        if scoped is None:
            return ex.Path((dotted,), place.location)
        if not is_value(scoped.type):
            self.report("bad-path", f"'${dotted}' is no value; name a field of it, or use $each", place)
        return ex.Path(scoped.names, place.location)


Body = Callable[[Reader, dict[Any, Any], Place], ex.Expression]
