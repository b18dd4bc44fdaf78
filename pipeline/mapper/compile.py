"""Expressions -> functions. Each takes the environment and gives a FHIR JSON value, or None for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from pipeline.mapper.narrative import div, plain, tag
from pipeline.mapper.paths import Build, Environment, json_path, raw_path
from pipeline.mapper.transforms import TRANSFORMS
from pipeline.model.coding import CodedAs
from pipeline.rules import expression as ex
from pipeline.rules.lexicon import Lexicon
from pipeline.rules.verbs import CODED

Holds = Callable[[Environment], bool]

ENOUGH_CODINGS = 4096
IDS = "$ids"
CODES = "$codes"
AMBIGUOUS = "$ambiguous"


def compile_tests(tests: tuple[ex.Test, ...]) -> Holds:
    """Whether all tests hold; a value of nothing, an empty list and False do not hold."""
    compiled = tuple(_test(test) for test in tests)
    if len(compiled) < 2:
        return compiled[0] if compiled else lambda _: True
    return lambda env: all(holds(env) for holds in compiled)


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
        if isinstance(expression, ex.Literal):
            text = plain(_text(expression.value), escaped=True)
            return lambda _: text
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
        return json_path(expression)

    def _template(self, expression: ex.Template) -> Build:
        parts = tuple(part if isinstance(part, str) else self._path(part) for part in expression.parts)

        def build(env: Environment) -> str | None:
            texts = []
            for part in parts:
                text = part if isinstance(part, str) else part(env)
                if text is None:
                    return None
                texts.append(_text(text))
            return "".join(texts)

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
        """Values that stand in the mapping itself mostly come first: they are there before the others are made."""
        literals = [
            (name, value.value)
            for name, value, _ in takewhile(lambda entry: isinstance(entry[1], ex.Literal), expression.entries)
            if isinstance(value, ex.Literal)
        ]
        others = tuple((name, self.compile(value)) for name, value, _ in expression.entries[len(literals) :])
        first: dict[str, Any] = dict(literals)

        def build(env: Environment) -> dict[str, Any] | None:
            element = first.copy()
            for name, item in others:
                value = item(env)
                if value is not None:
                    element[name] = value
            return element or None

        return build

    def _when(self, expression: ex.When) -> Build:
        holds, then = compile_tests(expression.tests), self.compile(expression.then)
        return lambda env: then(env) if holds(env) else None

    def _each(self, expression: ex.Each) -> Build:
        repeat = _repeat(expression, self.compile(expression.body))
        return lambda env: repeat(env) or None

    def _code(self, expression: ex.Code) -> Build:
        """Nothing where the run has no codes; an ambiguous phrase is noted and gets none."""
        words, body, concept = raw_path(expression.words), self._of_coding(expression.body), expression.concept
        also = raw_path(expression.also) if expression.also else None

        def build(env: Environment) -> list[Any] | None:
            codes, text = env[CODES], words(env)
            if codes is None or not text:
                return None
            coded = codes.code(text, concept, (also(env) or ()) if also else ())
            if coded.ambiguous:
                env[AMBIGUOUS][text] = coded.ambiguous
            return [body(coding, env) for coding in coded.codings] or None

        return build

    def _of_coding(self, expression: ex.Expression) -> Callable[[CodedAs, Environment], Any]:
        """What is made of a coding: once, where it depends on nothing else, since the same come again and again."""
        build = self.compile(expression)
        if {*ex.names_in(expression)} != {CODED}:
            return lambda coding, env: build({**env, CODED: coding})
        made = lru_cache(maxsize=ENOUGH_CODINGS)(lambda coding: build({CODED: coding}))
        return lambda coding, _: _copied(made(coding))

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
        if key is None:
            return lambda env: env[IDS].reference(rule, None)
        return lambda env: env[IDS].reference(rule, key(env))

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


def _copied(value: Any) -> Any:
    """FHIR JSON that its owner may change."""
    if isinstance(value, dict):
        return {name: _copied(child) for name, child in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


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
    return lambda env: "".join([value for build in builds if (value := build(env)) is not None]) or None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _test(test: ex.Test) -> Holds:
    get, negated = raw_path(test.path), test.negated
    if not test.values:
        return lambda env: bool(get(env)) is not negated
    values = tuple(value if isinstance(value, str) else raw_path(value) for value in test.values)

    def holds(env: Environment) -> bool:
        found = get(env)
        return any(found == (value if isinstance(value, str) else value(env)) for value in values) is not negated

    return holds
