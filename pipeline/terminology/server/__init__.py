"""A FHIR terminology server as a source: which concepts it calls by some words, and whether a code is real.

ValueSet/$expand with a filter finds what a server has for words; it is no exact search, so what it gives is only a
proposal (`Coder` takes a concept whose own name the words are). CodeSystem/$validate-code tells whether a code is real.
$translate is not asked: what it maps a code to may be wider, and has no words to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from pipeline.model.coding import Coding
from pipeline.origin import is_clear_text
from pipeline.problems import Location, Problem
from pipeline.terminology.server.answers import Answers, Concept, Verdict, concepts_of, verdict_of
from pipeline.terminology.server.transport import Lost, Refused, Transport

T = TypeVar("T")

# Names that hold the words as a part come too; the ones that are the words stand high.
PROPOSALS = 100


class Server:
    """Asks each question once, and none to which `cache` has the answer of an earlier run.

    What goes wrong is told once in `news`: after that a server that is down or is no FHIR server is asked no more, and
    one that refuses a question is not asked that of this value set or code system.
    """

    def __init__(self, url: str, cache: Path | None = None, token: str | None = None) -> None:
        self.url, self.is_lost = url.rstrip("/"), False
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
        return self._ask("ValueSet/$expand", asked, "ValueSet", concepts_of, tuple[Concept, ...]) or ()

    def verdict(self, coding: Coding) -> Verdict | None:
        """Whether the code has that display; None where the server does not answer."""
        asked = {"url": coding.system, "code": coding.code, "display": coding.display}
        return self._ask("CodeSystem/$validate-code", asked, "Parameters", verdict_of, Verdict)

    def news(self) -> tuple[Problem, ...]:
        """What has gone wrong since this was asked last."""
        news, self._news = tuple(self._news), []
        return news

    def _ask(
        self,
        operation: str,
        parameters: Mapping[str, str],
        wanted: str,
        read: Callable[[Mapping[str, Any]], T],
        kind: type[T],
    ) -> T | None:
        question = f"{operation}?{urlencode(parameters)}"
        known = self._answers.find(question)
        if known is not None:
            return msgspec.json.decode(known, type=kind)
        if self.is_lost or parameters["url"] in self._refused:
            return None
        try:
            resource = self._transport.get(operation, parameters)
            if resource["resourceType"] != wanted:
                raise Refused(f"it answered with {resource['resourceType']}, not {wanted}")
            answer = _read(read, resource)
        except Refused as error:
            self._refused.add(parameters["url"])
            self._tell("server", f"{operation} of {parameters['url']} gives no codes: {error}")
            return None
        except Lost as error:
            self.is_lost = True
            self._tell("server", f"the terminology server gives no codes from here on: {error}")
            return None
        self._answers.keep(question, msgspec.json.encode(answer))
        return answer

    def _tell(self, code: str, message: str) -> None:
        self._news.append(Problem(f"terminology-{code}", "warning", message, Location(self.url)))


def _read(read: Callable[[Mapping[str, Any]], T], resource: Mapping[str, Any]) -> T:
    try:
        return read(resource)
    except (AttributeError, TypeError, KeyError) as error:
        raise Refused("its answer does not have the form that FHIR gives it") from error
