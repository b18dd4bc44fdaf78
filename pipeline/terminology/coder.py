"""The words of a concept -> codings: reviewed rows, then vocabularies, the most exact words first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model.coding import Coded, CodedAs, Coding, Justification
from pipeline.terminology.index import Entry, Index
from pipeline.terminology.phrases import Reduction, Tokens
from pipeline.terminology.remembered import Remembered
from pipeline.terminology.words import Words

if TYPE_CHECKING:  # the client is an import that few runs need
    from pipeline.terminology.server import Server
    from pipeline.terminology.server.answers import Concept


@dataclass(frozen=True, slots=True)
class Source:
    """A vocabulary as codings name it; a plugged one may not state its version."""

    name: str
    system: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Preference:
    """How one kind of concept is coded: an entry of mappings/terminology/preferences.yaml.

    `reviewed` maps a key to the codings of a row; an empty tuple says that the words have no code. `plugged_accept` is
    what a concept of a plugged vocabulary must be: one of those always says what it is. `value_sets` are those of which
    a terminology server is asked.
    """

    reviewed: Mapping[str, tuple[CodedAs, ...]]
    first: tuple[Source, ...]
    also: tuple[Source, ...]
    plugged: tuple[Source, ...]
    accept: frozenset[str]
    plugged_accept: frozenset[str]
    reduction: Reduction
    value_sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Coder:
    """Codes phrases; remembers what it was asked, since a run asks the same again and again."""

    words: Words
    index: Index
    preferences: Mapping[str, Preference]
    server: Server | None = None
    _asked: Remembered[tuple[str, str], Coded] = field(default_factory=Remembered)

    def code(self, text: str, kind: str, aliases: Iterable[str] = ()) -> Coded:
        """The codings of `text` as a concept of `kind`; of the first of its other names that has some, else.

        Raises KeyError for a kind that preferences.yaml does not name.
        """
        coded = Coded()
        for words in (text, *aliases):
            known = self._asked.get((words, kind))
            if known is None:
                known = self._asked[words, kind] = self._code(self.words.tokens(words), self.preferences[kind])
            if known.codings:
                return known
            coded = known if known.ambiguous and not coded.ambiguous else coded
        return coded

    def _code(self, tokens: Tokens, preference: Preference) -> Coded:
        """What reviewed rows and embedded vocabularies give; beside it what plugged ones have for words as exact."""
        candidates: list[Tokens] = []
        for candidate in preference.reduction.candidates(tokens):
            coded = self._embedded(candidate, preference)
            if coded is None or coded.codings:
                candidates.append(candidate)
            if coded is not None:
                return self._with_plugged(coded, candidates, preference)
        return self._with_plugged(Coded(), candidates, preference)

    def _embedded(self, candidate: Tokens, preference: Preference) -> Coded | None:
        """None where nothing knows these words; no codings where they are known to have none, or several meanings."""
        reviewed = preference.reviewed.get(" ".join(candidate))
        if reviewed is not None:
            return Coded((*reviewed, *self._also(candidate, preference)) if reviewed else ())
        for source in preference.first:
            coded = self._in(source, candidate, preference.accept)
            if coded.codings:
                return Coded((*coded.codings, *self._also(candidate, preference)))
            if coded.ambiguous:
                return coded
        return None

    def _with_plugged(self, coded: Coded, candidates: Iterable[Tokens], preference: Preference) -> Coded:
        """One coding a system: a system that has given a code already gives no second one."""
        codings = list(coded.codings)
        ambiguous = list(coded.ambiguous)
        for source in preference.plugged:
            if source.system not in {found.coding.system for found in codings}:
                found = self._first(source, candidates, preference.plugged_accept)
                codings += found.codings
                ambiguous += found.ambiguous
        if not codings and not ambiguous and self.server:
            coded = self._of_server(self.server, candidates, preference.value_sets)
            codings, ambiguous = list(coded.codings), list(coded.ambiguous)
        return Coded((*codings, *self._translated(codings)), () if codings else tuple(ambiguous))

    def _translated(self, codings: Sequence[CodedAs]) -> Iterator[CodedAs]:
        """What a terminology server says that the codings are in the systems that were asked for, if it is one code."""
        systems = {found.coding.system for found in codings}
        for target in self.server.targets if self.server else ():
            if self.server and target not in systems:
                yield from _in_system(self.server, target, codings)

    def _of_server(self, server: Server, candidates: Iterable[Tokens], value_sets: tuple[str, ...]) -> Coded:
        """What a terminology server calls by the most exact words that it knows; what it merely finds is not it."""
        for candidate in candidates:
            for value_set in value_sets:
                found = [
                    CodedAs(Coding(concept.system, concept.code, concept.display, concept.version), why, server.url)
                    for concept in server.proposals(value_set, " ".join(candidate))
                    if (why := self._why(concept, candidate))
                ]
                coded = _the_one(found)
                if coded.codings or coded.ambiguous:
                    return Coded(tuple(self._confirmed(server, candidate, coded.codings)), coded.ambiguous)
        return Coded()

    def _confirmed(self, server: Server, candidate: Tokens, codings: Iterable[CodedAs]) -> Iterator[CodedAs]:
        """As the code system itself names them; left out where the words are none of these names."""
        for found in codings:
            concept = server.concept(found.coding.system, found.coding.code)
            if concept is None:
                yield found
            elif why := self._why(concept, candidate):
                coding = Coding(concept.system, concept.code, concept.display, concept.version or found.coding.version)
                yield CodedAs(coding, why, server.url)

    def _why(self, concept: Concept, candidate: Tokens) -> Justification | None:
        """How the words name a server's concept; None where they are no name of it."""
        wanted = {" ".join(candidate), self.words.free(candidate)}
        if not wanted.isdisjoint(self.words.keys(concept.display)):
            return "label"
        is_synonym = any(not wanted.isdisjoint(self.words.keys(name)) for name in concept.names)
        return "synonym" if is_synonym else None

    def _first(self, source: Source, candidates: Iterable[Tokens], accept: frozenset[str]) -> Coded:
        """What a vocabulary has for the most exact words that it knows."""
        for candidate in candidates:
            coded = self._in(source, candidate, accept)
            if coded.codings or coded.ambiguous:
                return coded
        return Coded()

    def _also(self, tokens: Tokens, preference: Preference) -> Iterator[CodedAs]:
        for source in preference.also:
            yield from self._in(source, tokens, preference.accept).codings

    def _in(self, source: Source, tokens: Tokens, accept: frozenset[str]) -> Coded:
        """What one vocabulary has for these very words; for their order-free key where it has nothing."""
        for key in (" ".join(tokens), self.words.free(tokens)):
            entries = [entry for entry in self.index.find(key or "") if entry.vocabulary == source.name]
            found = [found for entry in entries if (found := self._concept(entry, source, accept))]
            if found:
                return _the_one(found)
        return Coded()

    def _concept(self, entry: Entry, source: Source, accept: frozenset[str]) -> CodedAs | None:
        label, kinds = self.index.concept(entry.vocabulary, entry.code) or ("", ())
        if accept and accept.isdisjoint(kinds):
            return None
        coding = Coding(source.system, entry.code, label, source.version)
        return CodedAs(coding, "label" if entry.is_label else "synonym", source.name)


def _in_system(server: Server, target: str, codings: Iterable[CodedAs]) -> Iterator[CodedAs]:
    """The one code of a system that means the same as one of the codings, the first that has some."""
    for source in codings:
        found = {one.concept.code: one for one in server.translated(source.coding, target)}
        if found:
            (code, one), *others = found.items()
            concept = server.concept(target, code)
            display = concept.display if concept else one.concept.display
            if display and not others:
                version = (concept.version if concept else None) or one.concept.version
                yield CodedAs(Coding(target, code, display, version), "translated", one.map or server.url)
            return


def _the_one(found: list[CodedAs]) -> Coded:
    """The one concept that has the words as its label, else as a synonym; several are ambiguous."""
    best = [one for one in found if one.justification == "label"] or found
    if len(best) == 1:
        return Coded((best[0],))
    return Coded(ambiguous=tuple(one.coding for one in best))
