"""Finds the label that opens a block: a bold run or a few words before a colon, or a question in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.document import Label

_QUESTION_MARK = re.compile(r"^\s*Q(?:uestion)?\s*\d*\s*[:.]\s*", re.IGNORECASE)
_ANSWER_MARK = re.compile(r"\s*(?:A(?:nswer)?\s*:)?\s*")
_ANSWER = re.compile(r"\s*A(?:nswer)?\s*:\s*", re.IGNORECASE)
_AFTER_BOLD = re.compile(r"\s*(?::|[-\u2013\u2014](?=\s))\s*")
_BLANKS = re.compile(r"\s*")
_PLAIN_LABEL = re.compile(r"\s*((?:[<>≤≥]=?\s?)?[^\W_][^:.?!;\n]{1,70}?(?:\([^)]{1,60}\))?)\s*:(?=\s|$)\s*")
_PLAIN_QUESTION = re.compile(r"\s*Q(?:uestion)?\s*\d*\s*[:.]\s*([^?\n]{5,200}\?)\s*", re.IGNORECASE)
_MOST_WORDS = 8
_SENTENCE = 4  # words of a bold run that, with a full stop, are more than an abbreviated label


def find_label(plain: str, strong: Sequence[tuple[int, int]]) -> tuple[Label | None, int]:
    """The label and the offset where the words after it begin; `strong` are bold ranges.

    The mark of an answer ("A:") is no label, but the words begin behind it; else the offset without a label is 0.
    """
    answer = _ANSWER.match(plain)
    if answer is not None and answer.end() < len(plain):
        return None, answer.end()
    run = _opening_run(plain, strong)
    if run is not None:
        label = _bold_label(plain, *run)
        if label is not None:
            return label, _body(plain, label)
    question = _PLAIN_QUESTION.match(plain)
    if question is not None:
        label = Label(question.group(1).strip(), question.start(1), question.end(1), bold=False)
        return label, _body(plain, label)
    return _plain_label(plain)


def _opening_run(plain: str, strong: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The bold range at the very start, joined with those that follow after white space alone."""
    if not strong or plain[: strong[0][0]].strip(" *"):
        return None
    start, end = strong[0]
    for low, high in strong[1:]:
        if plain[end:low].strip():
            break
        end = high
    return start, end


def _bold_label(plain: str, start: int, end: int) -> Label | None:
    words = plain[start:end].strip()
    after = plain[end:]
    if not words.strip(":*-. ") or (not after.strip() and _is_sentence(words)):
        return None
    if words.endswith((":", "?")) or not after.strip() or _AFTER_BOLD.match(after):
        return Label(_clean(words), start, end)
    # "**Adults: 5 mg** daily": the label ends at the colon inside the bold run.
    inner = _PLAIN_LABEL.match(plain[start:end])
    return Label(_clean(inner.group(1)), start, start + inner.end(1)) if inner else None


def _is_sentence(words: str) -> bool:
    """ "**Do not use it in pregnancy.**" says all itself; what a label says comes behind it."""
    return words.endswith((".", "!")) and len(words.split()) >= _SENTENCE


def _plain_label(plain: str) -> tuple[Label | None, int]:
    match = _PLAIN_LABEL.match(plain)
    if match is None or len(match.group(1).split()) > _MOST_WORDS:
        return None, 0
    return Label(match.group(1).strip(), match.start(1), match.end(1), bold=False), match.end()


def _clean(words: str) -> str:
    return " ".join(_QUESTION_MARK.sub("", words).rstrip(": *").split())


def _body(plain: str, label: Label) -> int:
    separator = _AFTER_BOLD.match(plain, label.end) or _BLANKS.match(plain, label.end)
    end = separator.end() if separator else label.end
    if label.is_question:
        answer = _ANSWER_MARK.match(plain, end)
        end = answer.end() if answer else end
    return end
