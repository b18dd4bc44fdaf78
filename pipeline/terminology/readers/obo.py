"""An ontology in OBO format 1.2 or 1.4: labels and EXACT synonyms of the terms that are not obsolete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.problems import Location
from pipeline.terminology.readers.files import Files, fault, opened
from pipeline.terminology.readers.release import Release, concept
from pipeline.terminology.vocabulary import Concept, Vocabulary

_SYNONYM = re.compile(r'"(?P<name>(?:[^"\\]|\\.)+)" EXACT\b')
_ESCAPE = re.compile(r"\\(.)")

Stanza = dict[str, list[str]]


def read(release: Release) -> Vocabulary:
    """The terms of the ontology's own prefix: those that it imports belong to others.

    Raises ProblemError `terminology-bad-release`.
    """
    with opened(release.place) as files:
        (head_place, head), *stanzas = _stanzas(files)
    terms = [(place, term) for place, term in stanzas if term.get("[") == ["Term]"]]
    if "format-version" not in head:
        raise fault("this is no OBO file: the line 'format-version: ...' is missing at its head", head_place)
    counts = Counter(term["id"][0].partition(":")[0] for _, term in terms if "id" in term)
    own = counts.most_common(1)[0][0] if counts else ""
    concepts = [_concept(term, place, release) for place, term in terms if _is_own(term, own)]
    name = head.get("ontology", [own])[0].partition("/")[0].casefold()
    version = head.get("data-version", [""])[0].rpartition("/")[2]
    return release.vocabulary(name, release.system, concepts, name=name, version=version)


def _stanzas(files: Files) -> Iterator[tuple[Location, Stanza]]:
    """The head, then every stanza with the line that it begins in; the key `[` says which sort it is."""
    name = files.names[0]
    current: Stanza = {}
    place = Location(files.shown(name), 1)
    for number, line in files.lines(name, ("utf-8-sig",)):
        if line.startswith("["):
            yield place, current
            current, place = {"[": [line[1:].strip()]}, Location(files.shown(name), number)
        elif line.strip() and not line.startswith("!"):
            tag, colon, value = line.partition(":")
            if not colon:
                raise fault("the line is no 'tag: value'", Location(files.shown(name), number))
            current.setdefault(tag, []).append(value.strip())
    yield place, current


def _is_own(term: Stanza, prefix: str) -> bool:
    return term.get("is_obsolete") != ["true"] and term.get("id", [""])[0].partition(":")[0] == prefix


def _concept(term: Stanza, place: Location, release: Release) -> Concept:
    code = release.code(term["id"][0].partition(" ")[0], release.system, place)
    label = _ESCAPE.sub(r"\1", term.get("name", [""])[0])
    found = (_SYNONYM.match(value) for value in term.get("synonym", ()))
    names = [_ESCAPE.sub(r"\1", match["name"]) for match in found if match]
    return concept(code, label, release.kinds, names, place)
