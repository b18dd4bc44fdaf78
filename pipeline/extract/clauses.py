"""Where a statement begins and ends inside a sentence, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.document import Block, Document
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit, Lexicon

_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS_BEFORE = re.compile(r"[\s:,]*")
_MARKS = re.compile(r"[^\w-]+")
_NAME = re.compile(r"\w{4,}")
# an abbreviation of the drug's name: "DPCP", "CoQ10"
_SHORT = re.compile(r"[A-Z][a-z]*[A-Z][\w-]*")
_NAME_WITHIN = 4

# Sections that tell of the drug without ruling its use, unless a label inside them says otherwise.
SILENT = frozenset(
    {"disclaimer", "mechanism", "adverse-reactions", "overdose", "storage", "pharmacokinetics", "description"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Offsets of an enumeration in a block's plain text, and the name of the rule that found it."""

    start: int
    end: int
    rule: str


def statements(block: Block) -> Iterator[tuple[int, int]]:
    """The block's sentences without its label, as offsets in its plain text."""
    for sentence in block.sentences:
        start = max(sentence.start, block.body)
        if start < sentence.end:
            yield start, sentence.end


def last_sentence(block: Block) -> str:
    """The last sentence of a block, or its label where it has no other words."""
    if not block.sentences:
        return block.plain.strip()
    last = block.sentences[-1]
    return block.plain[last.start : last.end]


def may_hold(text: str, start: int, end: int, stems: Lexicon) -> bool:
    """Whether a sentence is worth a search for cues: it holds one of the stems with which they begin."""
    return stems.first(text, start, end) is not None


def cues_of(text: str, start: int, end: int, lexicon: Lexicon) -> list[Hit]:
    """The cues of a sentence that do not stand in brackets."""
    brackets = [match.span() for match in _BRACKETS.finditer(text, start, end)]
    return [hit for hit in lexicon.find(text, start, end) if not any(low < hit.start < high for low, high in brackets)]


def end_of_clause(text: str, start: int, end: int, rules: Rules, kept: frozenset[str] = frozenset()) -> int:
    """Where the enumeration that begins at `start` ends: at a reason, a contrast or the next statement.

    `kept`: keys of `clause-stops` that end nothing.
    """
    open_text = without_brackets(text, start, end)
    hits = rules.lexicon["clause-stops"].find(open_text, past_marks(open_text, start, end), end)
    return next((hit.start for hit in hits if hit.term.key not in kept), end)


def past_marks(text: str, start: int, end: int) -> int:
    """Past the blanks, colons and commas between a cue and what it opens."""
    marks = _MARKS_BEFORE.match(text, start, end)
    return marks.end() if marks else start


def start_of_clause(text: str, start: int, end: int, rules: Rules) -> int:
    """Where the subject that ends at `end` begins: after the last word that opens a clause."""
    open_text = without_brackets(text, start, end)
    begin = start
    for hit in rules.lexicon["clause-starts"].find(open_text, start, end):
        if hit.term.key != "and" or rules.lexicon["sentence-verbs"].first(open_text, begin, hit.start):
            begin = hit.end
    return begin


def names_the_drug(document: Document, text: str, at: int, rules: Rules) -> bool:
    """Whether the words at `at` speak of the drug itself, or say nothing more."""
    rest = text[at:].lstrip()
    if not rest or rest[0] in ".;,":
        return True
    if rules.lexicon["self-words"].at(rest):
        return True
    ahead = " ".join(rest.split()[:_NAME_WITHIN]).casefold()
    return any(name.group() in ahead for name in _NAME.finditer(document.title.casefold()))


def has_its_object(document: Document, cue: Hit, rules: Rules) -> bool:
    """Whether a cue that speaks of the drug only by its object ("avoid ... if") has the drug as that object."""
    return cue.term.data.get("object") != "self" or names_the_drug(document, cue.match.group("object"), 0, rules)


def speaks_of_the_drug(document: Document, text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether the drug, or its use, is named in `text[start:end]`; an empty subject speaks of it too."""
    subject = text[start:end].casefold()
    if not subject.strip() or rules.lexicon["self-words"].first(text, start, end):
        return True
    if _SHORT.fullmatch(text[start:end].strip()) and rules.lexicon["interactants"].first(text, start, end) is None:
        return True
    return any(name.group() in subject for name in _NAME.finditer(document.title.casefold()))


def without_brackets(text: str, start: int, end: int) -> str:
    """The text with what stands in brackets blanked out, every other character in its place."""
    if text.find("(", start, end) < 0:
        return text
    return text[:start] + _BRACKETS.sub(lambda match: " " * len(match.group()), text[start:end]) + text[end:]


def is_the_drug(document: Document, words: str) -> bool:
    """Whether the words are the name of the drug or of one of its components."""
    return words.casefold() in set(_names(document))


def holds_the_drug(document: Document, words: str) -> bool:
    """Whether the words hold that name, or begin as the drug's name does: "lithium" for lithium citrate."""
    said = words.casefold()
    names = list(_names(document))
    whole = f" {_MARKS.sub(' ', said)} "
    return any(said == name.split()[0] or f" {_MARKS.sub(' ', name)} " in whole for name in names)


def _names(document: Document) -> Iterator[str]:
    for name in (document.title, *document.components):
        plain = _BRACKETS.sub("", name).casefold().strip()
        if plain:
            yield plain
