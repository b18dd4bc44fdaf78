"""A FHIR terminology server as a source: which concepts it calls by some words, and whether a code is real.

ValueSet/$expand with a filter finds what a server has for words; it is no exact search, so what it gives is only a
proposal (`Coder` takes a concept whose own name the words are). CodeSystem/$lookup says what the code system itself
calls a concept, CodeSystem/$validate-code whether a code is real, ConceptMap/$translate what it is in another system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from pipeline.model.coding import Coding
from pipeline.origin import is_clear_text
from pipeline.problems import Location, Problem
from pipeline.terminology.server.answers import (
    Answers,
    Concept,
    Translation,
    Verdict,
    concepts_of,
    looked_up,
    translations_of,
    verdict_of,
)
from pipeline.terminology.server.transport import Lost, Refused, Transport

T = TypeVar("T")

# Names that hold the words as a part come too; the ones that are the words stand high.
PROPOSALS = 100


NOTHING = b"null"


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """An operation, the resource that answers it, and how that is read.

    `may_refuse`: to refuse it is an answer too, and kept: the server does not know, or has no such operation.
    """

    operation: str
    wanted: str
    read: Callable[[Mapping[str, Any]], T]
    kind: type[T]
    may_refuse: bool = False


class Server:
    """Asks each question once, and none to which `cache` has the answer of an earlier run.

    What goes wrong is told once in `news`: after that a server that is down or is no FHIR server is asked no more, and
    one that refuses a question is not asked that of this value set or code system. `targets` are the systems that codes
    of others are to be translated to.
    """

    def __init__(
        self, url: str, cache: Path | None = None, token: str | None = None, targets: tuple[str, ...] = ()
    ) -> None:
        self.url, self.targets, self.is_lost = url.rstrip("/"), targets, False
        self._transport = Transport(self.url, token)
        self._answers = Answers(self.url, cache)
        self._refused: set[str] = set()
        self._news: list[Problem] = []
        if token and is_clear_text(httpx.URL(self.url)):
            self._tell("clear-text", "the token goes to the server unencrypted: use its https address")

    @property
    def answers_all(self) -> bool:
        """Whether no question was left without an answer."""
        return not self.is_lost and not self._refused

    def proposals(self, value_set: str, words: str) -> tuple[Concept, ...]:
        """Concepts of a value set for these words; none where the server does not answer."""
        asked = {"url": value_set, "filter": words, "count": str(PROPOSALS), "includeDesignations": "true"}
        return self._ask(Question("ValueSet/$expand", "ValueSet", concepts_of, tuple[Concept, ...]), asked) or ()

    def verdict(self, coding: Coding) -> Verdict | None:
        """Whether the code has that display; None where the server does not answer."""
        asked = {"url": coding.system, "code": coding.code, "display": coding.display}
        return self._ask(Question("CodeSystem/$validate-code", "Parameters", verdict_of, Verdict), asked)

    def concept(self, system: str, code: str) -> Concept | None:
        """A concept as its code system names it, without names if it is not to be used; None where it is not known."""
        read = partial(looked_up, system, code)
        question = Question("CodeSystem/$lookup", "Parameters", read, Concept, may_refuse=True)
        return self._ask(question, {"system": system, "code": code})

    def translated(self, coding: Coding, target: str) -> tuple[Translation, ...]:
        """The concepts of another system that mean the same; none where the server has no map that says so.

        Parameters are given the names that R4 and R5 have for them: a server takes those that it knows.
        """
        asked = {"system": coding.system, "code": coding.code, "targetsystem": target}
        asked |= {"sourceCode": coding.code, "targetSystem": target}
        read = partial(translations_of, target)
        question = Question("ConceptMap/$translate", "Parameters", read, tuple[Translation, ...], may_refuse=True)
        return self._ask(question, asked) or ()

    def news(self) -> tuple[Problem, ...]:
        """What has gone wrong since this was asked last."""
        news, self._news = tuple(self._news), []
        return news

    def _ask(self, question: Question[T], parameters: Mapping[str, str]) -> T | None:
        key = f"{question.operation}?{urlencode(parameters)}"
        known = self._answers.find(key)
        if known is not None:
            return None if known == NOTHING else msgspec.json.decode(known, type=question.kind)
        if self.is_lost or parameters.get("url") in self._refused:
            return None
        try:
            answer = self._answered(question, parameters)
        except Refused as error:
            self._refused.add(parameters["url"])
            self._tell("server", f"{question.operation} of {parameters['url']} gives no codes: {error}")
            return None
        except Lost as error:
            self.is_lost = True
            self._tell("server", f"the terminology server gives no codes from here on: {error}")
            return None
        self._answers.keep(key, msgspec.json.encode(answer))
        return answer

    def _answered(self, question: Question[T], parameters: Mapping[str, str]) -> T | None:
        try:
            resource = self._transport.get(question.operation, parameters)
            if resource["resourceType"] != question.wanted:
                raise Refused(f"it answered with {resource['resourceType']}, not {question.wanted}")
            return _read(question.read, resource)
        except Refused:
            if question.may_refuse:
                return None
            raise

    def _tell(self, code: str, message: str) -> None:
        self._news.append(Problem(f"terminology-{code}", "warning", message, Location(self.url)))


def _read(read: Callable[[Mapping[str, Any]], T], resource: Mapping[str, Any]) -> T:
    try:
        return read(resource)
    except (AttributeError, TypeError, KeyError) as error:
        raise Refused("its answer does not have the form that FHIR gives it") from error
