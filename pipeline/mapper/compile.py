"""Expressions -> functions. Each takes the environment and gives a FHIR JSON value, or None for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.mapper.narrative import div, plain, tag
from pipeline.mapper.transforms import TRANSFORMS
from pipeline.rules import expression as ex
from pipeline.rules.lexicon import Lexicon
from pipeline.rules.verbs import CODED

Environment = dict[str, Any]
Build = Callable[[Environment], Any]
Holds = Callable[[Environment], bool]

IDS = "$ids"
CODES = "$codes"
AMBIGUOUS = "$ambiguous"


def compile_tests(tests: tuple[ex.Test, ...]) -> Holds:
    """Whether all tests hold; a value of nothing, an empty list and False do not hold."""
    compiled = tuple(_test(test) for test in tests)
    return compiled[0] if len(compiled) == 1 else lambda env: all(holds(env) for holds in compiled)


def raw_path(path: ex.Path) -> Build:
    """What the path leads to as the model has it; None as soon as a part of it is None."""
    root, *rest = path.names
    if not rest:
        return lambda env: env[root]
    *middle, last = rest

    def get(env: Environment) -> Any:
        value = env[root]
        for name in middle:
            value = getattr(value, name, None)
        return getattr(value, last, None)

    return get


def json_value(value: Any) -> Any:
    """A scalar or a tuple of scalars as FHIR JSON: clean text, exact numbers, None where empty."""
    if isinstance(value, str):
        return (value if value.isprintable() else plain(value)) or None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [json_value(item) for item in value] or None
    return value


@dataclass(frozen=True, slots=True)
class Compiler:
    """Knows the lexicons that look-ups read."""

    lexicons: Mapping[str, Lexicon]

    def compile(self, expression: ex.Expression) -> Build:
        build: Build = getattr(self, f"_{type(expression).__name__.lower()}")(expression)
        return build

    def markup(self, expression: ex.Expression) -> Build:
        """The same for a child of a narrative: text is escaped, a list is run together."""
        build = self.compile(expression)
        if isinstance(expression, ex.Tag):
            return build
        if isinstance(expression, ex.When):
            holds, then = compile_tests(expression.tests), self.markup(expression.then)
            return lambda env: then(env) if holds(env) else None
        if isinstance(expression, ex.Each):
            repeat = _repeat(expression, self.markup(expression.body))
            return lambda env: "".join(repeat(env)) or None
        if isinstance(expression, ex.Listing):
            return _run_together(tuple(self.markup(item) for item in expression.items))
        return lambda env: None if (value := build(env)) is None else plain(_text(value), escaped=True)

    def _literal(self, expression: ex.Literal) -> Build:
        value = expression.value
        return lambda _: value

    def _path(self, expression: ex.Path) -> Build:
        get = raw_path(expression)
        return lambda env: json_value(get(env))

    def _template(self, expression: ex.Template) -> Build:
        parts = tuple(part if isinstance(part, str) else self._path(part) for part in expression.parts)

        def build(env: Environment) -> str | None:
            texts = [part if isinstance(part, str) else part(env) for part in parts]
            return None if None in texts else "".join(map(_text, texts))

        return build

    def _join(self, expression: ex.Join) -> Build:
        parts = tuple(self.compile(part) for part in expression.parts)
        return lambda env: "".join(_text(value) for part in parts if (value := part(env)) is not None) or None

    def _first(self, expression: ex.First) -> Build:
        parts = tuple(self.compile(part) for part in expression.parts)
        return lambda env: next((value for part in parts if (value := part(env)) is not None), None)

    def _listing(self, expression: ex.Listing) -> Build:
        builds = tuple(self.compile(item) for item in expression.items)

        def build(env: Environment) -> list[Any] | None:
            values: list[Any] = []
            for item in builds:
                value = item(env)
                if isinstance(value, list):
                    values += value
                elif value is not None:
                    values.append(value)
            return values or None

        return build

    def _element(self, expression: ex.Element) -> Build:
        entries = tuple((name, self.compile(value)) for name, value, _ in expression.entries)
        return lambda env: {name: value for name, item in entries if (value := item(env)) is not None} or None

    def _when(self, expression: ex.When) -> Build:
        holds, then = compile_tests(expression.tests), self.compile(expression.then)
        return lambda env: then(env) if holds(env) else None

    def _each(self, expression: ex.Each) -> Build:
        repeat = _repeat(expression, self.compile(expression.body))
        return lambda env: repeat(env) or None

    def _code(self, expression: ex.Code) -> Build:
        """Nothing where the run has no codes; an ambiguous phrase is noted and gets none."""
        words, body, concept = raw_path(expression.words), self.compile(expression.body), expression.concept
        also = raw_path(expression.also) if expression.also else None

        def build(env: Environment) -> list[Any] | None:
            codes, text = env[CODES], words(env)
            if codes is None or not text:
                return None
            coded = codes.code(text, concept, (also(env) or ()) if also else ())
            if coded.ambiguous:
                env[AMBIGUOUS][text] = coded.ambiguous
            values = []
            for env[CODED] in coded.codings:
                values.append(body(env))
            return values or None

        return build

    def _lookup(self, expression: ex.Lookup) -> Build:
        attribute, key = expression.attribute, raw_path(expression.key)
        table = {
            name: term.data[attribute]
            for name, term in self.lexicons[expression.lexicon].terms.items()
            if attribute in term.data
        }
        return lambda env: table.get(key(env))

    def _reference(self, expression: ex.Reference) -> Build:
        rule, key = expression.rule, raw_path(expression.key) if expression.key else None
        return lambda env: env[IDS].get((rule, key(env) if key else None))

    def _call(self, expression: ex.Call) -> Build:
        transform, argument = TRANSFORMS[expression.transform], raw_path(expression.argument)
        return lambda env: None if (value := argument(env)) is None else transform(value)

    def _tag(self, expression: ex.Tag) -> Build:
        inner = _run_together(tuple(self.markup(child) for child in expression.children))
        name = expression.name
        return lambda env: None if (text := inner(env)) is None else tag(name, text)

    def _narrative(self, expression: ex.Narrative) -> Build:
        inner = _run_together(tuple(self.markup(child) for child in expression.children))

        def build(env: Environment) -> dict[str, str] | None:
            text = inner(env) if env["options"].narrative else None
            return {"status": "generated", "div": div(text)} if text else None

        return build


def _repeat(expression: ex.Each, body: Build) -> Callable[[Environment], list[Any]]:
    name, items = expression.name, raw_path(expression.items)

    def build(env: Environment) -> list[Any]:
        values = []
        for item in items(env) or ():
            env[name] = item
            value = body(env)
            if value is not None:
                values.append(value)
        return values

    return build


def _run_together(builds: tuple[Build, ...]) -> Build:
    return lambda env: "".join(value for build in builds if (value := build(env)) is not None) or None


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _test(test: ex.Test) -> Holds:
    get, negated = raw_path(test.path), test.negated
    if not test.values:
        return lambda env: (get(env) not in (None, "", (), False)) is not negated
    values = tuple(value if isinstance(value, str) else raw_path(value) for value in test.values)

    def holds(env: Environment) -> bool:
        found = get(env)
        return any(found == (value if isinstance(value, str) else value(env)) for value in values) is not negated

    return holds
