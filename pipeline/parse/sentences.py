"""Cuts a block's words into sentences."""

from __future__ import annotations

import re

from pipeline.model.document import Sentence
from pipeline.rules.lexicon import Lexicon

_END = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[]*[A-Z0-9<>≥≤\u00c0-\u00de])|\n")
_LAST_WORD = re.compile(r"[\w.]+$")
_LONGEST_WORD = 12
_INITIAL = re.compile(r"[A-Z]")


def split_sentences(plain: str, start: int, abbreviations: Lexicon) -> tuple[Sentence, ...]:
    """The sentences of `plain[start:]`, white space trimmed, nothing else left out.

    A full stop ends a sentence where white space and a capital, digit or quote follow and the word before it is
    no abbreviation of mappings/lexicon/abbreviations.yaml.
    """
    sentences: list[Sentence] = []
    begin = start
    for match in _END.finditer(plain, start):
        if match.group() != "\n" and not _ends(plain, match, abbreviations):
            continue
        _append(sentences, plain, begin, match.end())
        begin = match.end()
    _append(sentences, plain, begin, len(plain))
    return tuple(sentences)


def _ends(plain: str, match: re.Match[str], abbreviations: Lexicon) -> bool:
    if plain[match.start()] != ".":
        return True
    word = _LAST_WORD.search(plain, max(0, match.start() - _LONGEST_WORD), match.start())
    following = plain[match.end() :].lstrip()[:1]
    return word is None or not _goes_on(word, following, abbreviations)


def _goes_on(word: re.Match[str], following: str, abbreviations: Lexicon) -> bool:
    """Whether the full stop behind the word marks but an initial, the number of a list item or an abbreviation."""
    if _INITIAL.fullmatch(word.group()):
        return not _is_lettered(word, abbreviations)
    if word.group().isdigit() and not word.string[: word.start()].strip():
        return True
    term = abbreviations.get(word.group())
    match term.key if term else None:
        case None | "lettered":
            return False
        case "never-final-before-number":
            return following.isdigit()
        case "final-before-capital":
            return not following.isupper()
        case _:
            return True


def _is_lettered(letter: re.Match[str], abbreviations: Lexicon) -> bool:
    """Whether the word before a capital takes it for its own: "category C", "vitamin D"."""
    end = len(letter.string[: letter.start()].rstrip())
    before = _LAST_WORD.search(letter.string, max(0, end - _LONGEST_WORD), end)
    term = abbreviations.get(before.group()) if before else None
    return term is not None and term.key == "lettered"


def _append(sentences: list[Sentence], plain: str, start: int, end: int) -> None:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    if end > start:
        sentences.append(Sentence(start, end))
