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

TRANSFORMS = ("unit-words",)
TAGS = ("h3", "h4", "p", "b", "i", "ul", "li", "table", "tr", "th", "td")

_PATH = re.compile(r"\$([a-z_]+(?:\.[a-z_]+)*)")
_EACH = re.compile(r"([a-z_]+) in \$([a-z_]+(?:\.[a-z_]+)*)")
_TEST = re.compile(r"(not )?\$([a-z_]+(?:\.[a-z_]+)*)(?: is (not )?(.+))?")


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
    """What mapping files may name: lexicons, fragments, and rules (True for those made once for each item)."""

    lexicons: Mapping[str, Lexicon]
    fragments: Mapping[str, Fragment]
    rules: Mapping[str, bool]


@dataclass(slots=True)
class Reader:
    """Reads expressions; what is wrong is added to `problems`, and reading goes on."""

    known: Known
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, place: Place) -> ex.Expression:
        self.problems.append(Problem(f"mappings-{code}", "error", message, place.location))
        return ex.Literal("", place.location)

    def read(self, data: Any, place: Place) -> ex.Expression:
        if isinstance(data, str):
            return self.text(data, place)
        if isinstance(data, list):
            items = tuple(self.read(item, place.child(index)) for index, item in enumerate(data))
            return ex.Listing(items, place.location)
        if isinstance(data, dict):
            return self._mapping(data, place, Reader._body)
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

    def tests(self, data: Any, place: Place) -> tuple[ex.Test, ...]:
        """`$when`: one test, or a list of which all must hold."""
        listed = list(enumerate(data)) if isinstance(data, list) else [(None, data)]
        tests = (self._test(item, place if key is None else place.child(key)) for key, item in listed)
        return tuple(test for test in tests if test is not None)

    def each(self, data: Any, place: Place) -> tuple[str, ex.Path, Place] | None:
        """The name, the list, and the place with the name in scope."""
        match = _EACH.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.report("bad-each", "write it as 'name in $path'", place)
            return None
        scoped = self._resolve(match[2], place)
        kind = item_type(scoped.type) if scoped else None
        if scoped is None or kind is None or match[1] in place.scope:
            if match[1] in place.scope:
                self.report("bad-each", f"the name '{match[1]}' is taken here", place)
            elif scoped is not None:
                self.report("bad-each", f"'${match[2]}' is not a list", place)
            return None
        return match[1], ex.Path(scoped.names, place.location), place.naming(match[1], kind)

    def path(self, data: Any, place: Place) -> ex.Path | None:
        """A lone `$path` of any type."""
        match = _PATH.fullmatch(data) if isinstance(data, str) else None
        if match is None:
            self.report("bad-path", "a path such as '$monograph.name' is wanted here", place)
            return None
        scoped = self._resolve(match[1], place)
        return ex.Path(scoped.names, place.location) if scoped else None

    def _mapping(self, data: dict[Any, Any], place: Place, body: Body) -> ex.Expression:
        """Takes `$each`, then `$when` off and hands what is left to `body`."""
        data = dict(data)
        if "$each" in data:
            head = self.each(data.pop("$each"), place.child("$each"))
            if head is None:
                return ex.Literal("", place.location)
            name, items, inner = head
            return ex.Each(name, items, self._mapping(data, inner, body), place.location)
        if "$when" in data:
            tests = self.tests(data.pop("$when"), place.child("$when"))
            return ex.When(tests, body(self, data, place), place.location)
        return body(self, data, place)

    def _body(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        verbs = [key for key in data if str(key).startswith("$") and key not in _ARGUMENTS]
        if len(verbs) > 1:
            return self.report("two-verbs", f"{' and '.join(verbs)} cannot stand together", place.child(verbs[1]))
        if not verbs:
            return self._element(data, place)
        if verbs[0] not in _VERBS:
            known = ", ".join(sorted((*_VERBS, "$each", "$when")))
            return self.report("unknown-verb", f"'{verbs[0]}' is no verb; there are {known}", place.child(verbs[0]))
        return _VERBS[verbs[0]](self, data, place)

    def _element(self, data: dict[Any, Any], place: Place) -> ex.Element:
        for key in _ARGUMENTS & data.keys():
            self.report("unknown-verb", f"'{key}' has no verb that it belongs to", place.child(key))
        entries = tuple(
            (str(key), self.read(value, place.child(key)), place.child(key).location)
            for key, value in data.items()
            if not str(key).startswith("$")
        )
        return ex.Element(entries, place.location)

    def _value(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        self._only(data, place, "$value")
        return self.read(data["$value"], place.child("$value"))

    def _join(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        self._only(data, place, "$join")
        parts = self.read(data["$join"], place.child("$join"))
        return ex.Join(parts.items if isinstance(parts, ex.Listing) else (parts,), place.location)

    def _lookup(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        self._only(data, place, "$lookup", "$of")
        name, _, attribute = str(data["$lookup"]).partition(".")
        lexicon = self.known.lexicons.get(name)
        key = self.path(data.get("$of"), place.child("$of"))
        if lexicon is None:
            return self.report("unknown-lexicon", f"there is no mappings/lexicon/{name}.yaml", place.child("$lookup"))
        if not any(attribute in term.data for term in lexicon.terms.values()):
            message = f"no term of the lexicon '{name}' has '{attribute}'"
            return self.report("unknown-lexicon", message, place.child("$lookup"))
        return ex.Lookup(name, attribute, key, place.location) if key else ex.Literal("", place.location)

    def _call(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        self._only(data, place, "$call", "$of")
        argument = self.path(data.get("$of"), place.child("$of"))
        if data["$call"] not in TRANSFORMS:
            message = f"there is no transform '{data['$call']}'; there are {', '.join(TRANSFORMS)}"
            return self.report("unknown-transform", message, place.child("$call"))
        return ex.Call(data["$call"], argument, place.location) if argument else ex.Literal("", place.location)

    def _reference(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        rule = str(data["$reference"])
        rest = self._element({key: value for key, value in data.items() if key not in ("$reference", "$of")}, place)
        if rule not in self.known.rules:
            message = f"there is no rule '{rule}'; there are {', '.join(sorted(self.known.rules))}"
            return self.report("unknown-rule", message, place.child("$reference"))
        if self.known.rules[rule] != ("$of" in data):
            message = "say with $of which one is meant" if self.known.rules[rule] else "leave $of out: it is made once"
            return self.report("bad-reference", f"'{rule}': {message}", place.child("$reference"))
        key = self.path(data["$of"], place.child("$of")) if "$of" in data else None
        location = place.child("$reference").location
        return ex.Element((("reference", ex.Reference(rule, key, location), location), *rest.entries), place.location)

    def _use(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        """The fragment's content in place of `$use`; elements beside it are added to the fragment's own."""
        name = str(data["$use"])
        fragment = self.known.fragments.get(name)
        if fragment is None or name in place.open:
            message = f"there is no fragment '{name}'" if fragment is None else f"the fragment '{name}' uses itself"
            return self.report("unknown-fragment", message, place.child("$use"))
        given = data.get("$with") or {}
        if set(given) != set(fragment.takes):
            wanted = ", ".join(fragment.takes) or "nothing"
            return self.report("bad-fragment", f"the fragment '{name}' takes {wanted}", place.child("$use"))
        scope = {**place.scope, **self._given(given, place.child("$with"))}
        inner = self.read(fragment.content, Place(fragment.file, ("content",), scope, (*place.open, name)))
        rest = self._element({key: value for key, value in data.items() if key not in ("$use", "$with")}, place)
        if not rest.entries:
            return inner
        if not isinstance(inner, ex.Element):
            return self.report("bad-fragment", f"the fragment '{name}' has no elements to add to", place.child("$use"))
        return ex.Element((*inner.entries, *rest.entries), place.location)

    def _given(self, given: dict[str, Any], place: Place) -> dict[str, Scoped]:
        scoped: dict[str, Scoped] = {}
        for name, data in given.items():
            path = self.path(data, place.child(name))
            if path is not None:
                scoped[name] = resolve(tuple(str(data)[1:].split(".")), place.scope)
        return scoped

    def _narrative(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        self._only(data, place, "$narrative")
        return ex.Narrative(self._children(data["$narrative"], place.child("$narrative")), place.location)

    def _children(self, data: Any, place: Place) -> tuple[ex.Expression, ...]:
        if isinstance(data, list):
            return tuple(child for index, item in enumerate(data) for child in self._children(item, place.child(index)))
        if isinstance(data, dict):
            return (self._mapping(data, place, Reader._tags),)
        return (self.text(str(data), place),)

    def _tags(self, data: dict[Any, Any], place: Place) -> ex.Expression:
        if "$lookup" in data:
            return self._lookup(data, place)
        unknown = next((key for key in data if key not in TAGS), None)
        if unknown is not None:
            return self.report("unknown-tag", f"'{unknown}' is no tag; there are {', '.join(TAGS)}", place.child(unknown))
        tags = tuple(
            ex.Tag(tag, self._children(value, place.child(tag)), place.child(tag).location) for tag, value in data.items()
        )
        return tags[0] if len(tags) == 1 else ex.Listing(tags, place.location)

    def _only(self, data: dict[Any, Any], place: Place, *keys: str) -> None:
        for key in data:
            if key not in keys:
                self.report("two-verbs", f"'{key}' cannot stand beside {keys[0]}", place.child(key))

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
        scoped = self._resolve(dotted, place)
        if scoped is None:
            return ex.Path((dotted,), place.location)
        if not is_value(scoped.type):
            self.report("bad-path", f"'${dotted}' is not a value; name a field of it, or use $each", place)
        return ex.Path(scoped.names, place.location)

    def _resolve(self, dotted: str, place: Place) -> Scoped | None:
        try:
            return resolve(tuple(dotted.split(".")), place.scope)
        except LookupError as error:
            self.report("unknown-path", str(error), place)
            return None


Body = Callable[[Reader, dict[Any, Any], Place], ex.Expression]

_ARGUMENTS = frozenset({"$of", "$with"})
_VERBS: Mapping[str, Body] = {
    "$value": Reader._value,
    "$join": Reader._join,
    "$lookup": Reader._lookup,
    "$call": Reader._call,
    "$reference": Reader._reference,
    "$use": Reader._use,
    "$narrative": Reader._narrative,
}
