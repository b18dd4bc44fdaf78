"""Words of a lexicon that are never found as what they are meant for."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problems import Problem, Severity
from pipeline.rules.lexicon import Lexicon, Term
from pipeline.rules.yaml_file import YamlFile

# How bad it is, and what it is.
Finding = tuple[Severity, str]


def shadowed(lexicon: Lexicon, file: YamlFile) -> Iterator[Problem]:
    """Words and patterns that another term has too, and words of which another's pattern takes a part in a text.

    In a lexicon that is `shared` each term is asked by itself: there a word may belong to several.
    """
    is_shared = bool(file.data.get("shared"))
    keys = {str(key): key for key in file.data["terms"]}
    owners: dict[str, str] = {}
    for term in lexicon.terms.values():
        for index, word in enumerate(term.words):
            for severity, message in _of_word(word, term, lexicon, is_shared=is_shared):
                place = file.at("terms", keys[term.key], "words", index)
                yield Problem("mappings-shadowed", severity, message, place)
        for index, pattern in enumerate(term.patterns):
            owner = owners.setdefault(pattern, term.key)
            if owner != term.key and not is_shared:
                place = file.at("terms", keys[term.key], "patterns", index)
                yield Problem("mappings-shadowed", "warning", f"this pattern stands in '{owner}' already", place)


def _of_word(word: str, term: Term, lexicon: Lexicon, *, is_shared: bool) -> Iterator[Finding]:
    hit = lexicon.first(word)
    if hit is None or hit.term.key == term.key:
        return
    if hit.end - hit.start < len(word):
        taken = hit.match.group()
        yield "information", f"in a text '{hit.term.key}' takes '{taken}' of '{word}'; alone the words are found"
    elif not is_shared:
        yield "warning", f"'{word}' is never found: it belongs to '{hit.term.key}'"
