"""The words of a regimen, whole: the reader's spans end with what it understood, and the text goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.tokens import Token, Tokens
from pipeline.model.document import Span
from pipeline.rules.lexicon import Lexicon

_PAUSES = frozenset(",;:.")
_ENDS = frozenset(";.")
_JOINTS = frozenset({"and", "or", "then", "contrast"})
_LEADS = frozenset({"then", "contrast"})
_HANGING = frozenset({"filler", "with", "pronoun"})
_OUTSIDE = " \t\r\n,;:.!?"


def whole_clauses(
    text: str, spans: Sequence[Span], sentences: Sequence[tuple[int, int]], lexicon: Mapping[str, Lexicon]
) -> list[Span]:
    """The spans, each up to the end of its sentence or to the next of them, so that no word between them is lost.

    Where two stand in one sentence, a comma or joint ("and", "then") between them divides the words: one right behind
    the first ("5 mg or a slow or fast infusion of 1 g"), else the last ("5 mg of the powder, or of the oil 2 mL").
    """
    whole = {}
    ordered = sorted(set(spans))
    since = ordered[0].start if ordered else 0
    done = 0
    for this, following in pairwise([*ordered, Span(len(text), len(text))]):
        opened = next((start for start, end in sentences if start <= this.start < end), since)
        start, since = opened if opened >= done else since, following.start
        done = max(done, this.end)
        end = next((end for _, end in sentences if end >= this.end), len(text))
        if following.start < this.end:
            end = _to_joint(lexer_for(lexicon).tokens(text, this.end, min(end, following.end)), this.end)
        elif following.start < end:
            end, since = _divide(lexer_for(lexicon).tokens(text, this.end, following.start), this.end, following.start)
        whole[this] = _trimmed(text, start, end)
    return [whole[span] for span in spans]


def _to_joint(tokens: Tokens, end: int) -> int:
    """Where the words of the first of two end that begin alike: "5 mg daily, starting at once, then twice daily"."""
    at = next((at for at, token in enumerate(tokens) if _is_joint(token)), 0)
    return tokens[at - 1].end if at else end


def _divide(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Where the words between two regimens end for the first, and begin for the second."""
    at = _joint(tokens)
    if at is not None:
        behind = at
        while _is_joint(tokens[behind]) and _LEADS.isdisjoint(tokens[behind].senses):
            behind += 1
        return tokens[at].start, tokens[behind].start if behind < tokens.size else end
    last = tokens.size
    while last > 0 and not _HANGING.isdisjoint(tokens[last - 1].senses):
        last -= 1
    return tokens[last - 1].end if last else start, end


def _joint(tokens: Tokens) -> int | None:
    """The index of what divides the words, if anything does; an opening bracket only where there is nothing else."""
    joints = [at for at, token in enumerate(tokens) if _is_joint(token)]
    if not joints:
        return next((at for at, token in enumerate(tokens) if token.text == "("), None)
    opened = _left_open(tokens)
    if opened is not None and opened < joints[-1]:
        return opened
    pauses = [at for at in joints if tokens.text(at) in _PAUSES]
    if tokens.text(joints[-1]) == ":":
        return _before_label(tokens, pauses)
    return joints[0] if joints[0] == 0 and pauses in ([], joints[:1]) else joints[-1]


def _left_open(tokens: Tokens) -> int | None:
    """The index of a bracket that opens between the two and does not close: it is the second's, as "(e.g., 5 mg)"."""
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.text == "(":
            opened.append(at)
        elif token.text == ")" and opened:
            opened.pop()
    return opened[0] if opened else None


def _before_label(tokens: Tokens, pauses: Sequence[int]) -> int:
    """ "5 mg daily; severe disease: 10 mg": the words before the colon say what the second is for."""
    ends = [at for at in pauses if tokens.text(at) in _ENDS]
    others = [at for at in pauses if tokens.text(at) != ":"]
    return (ends or others or pauses)[-1]


def _is_joint(token: Token) -> bool:
    return token.text in _PAUSES or not _JOINTS.isdisjoint(token.senses)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _OUTSIDE:
        start += 1
    while end > start and (text[end - 1] in _OUTSIDE or _is_stray(text[start:end])):
        end -= 1
    return Span(start, end)


def _is_stray(words: str) -> bool:
    """Whether the last character is a bracket without its other half."""
    if words[-1] not in ")]":
        return words[-1] in "(["
    depth = 0
    for character in words[:-1]:
        depth = max(0, depth + {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0))
    return depth == 0
