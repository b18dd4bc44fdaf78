"""Interactions as lists state them: "Iron: less is absorbed", or drugs below a label that says what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.interactants import interactants
from pipeline.extract.interaction_clauses import SECTION
from pipeline.extract.interaction_notes import Notes, Place, Statement, notes, told
from pipeline.model.document import Block, Document, squeeze
from pipeline.rules import Rules

_SEGMENT = re.compile(r"[^;.]+(?:\.(?=\S)[^;.]*)*")
_BRACKETS = re.compile(r"\([^()]*\)")


def item_statements(document: Document, block: Block, rules: Rules) -> Iterator[Statement]:
    """The interactions that an item of a list of interactions states without a sentence."""
    parent = document.blocks[block.parent] if block.parent is not None else None
    if parent is None or {block.topic, parent.topic} != {SECTION} or not _leads_in(parent):
        return
    if block.label is None:
        yield from _listed(block, _told_by(parent, rules), rules)
    elif not block.label.is_question and rules.sections.match(block.label.text) is None:
        if _kind(block, rules) is None:
            yield from _labelled(block, rules)
        else:
            yield from _listed(block, _told_by(block, rules), rules)


def _leads_in(block: Block) -> bool:
    return block.is_label_only or block.plain.rstrip().endswith(":")


def _kind(block: Block, rules: Rules) -> str | None:
    """What a label is that names no interactant; None for one that names some."""
    if block.label is None:
        return None
    lexicon = rules.lexicon["interaction-labels"]
    hit = lexicon.first(block.label.text)
    return hit.term.key if hit is not None and hit.start == 0 else None


def _told_by(block: Block, rules: Rules) -> tuple[Notes, Place] | None:
    """What a label says of all that is listed behind or below it."""
    kind = _kind(block, rules)
    if block.label is None or kind not in {"effect", "management"}:
        return None
    words = block.label.text
    told = Notes(words, None) if kind == "effect" else Notes(None, words)
    return told, Place(block, block.label.start, block.label.end)


def _listed(block: Block, group: tuple[Notes, Place] | None, rules: Rules) -> Iterator[Statement]:
    """Every name in an item that is no sentence."""
    end = len(block.plain.rstrip())
    if _is_sentence(_BRACKETS.sub("", block.plain[block.body : end]), rules):
        return
    named = tuple(interactants(block.plain, block.body, end, True, rules))
    place, item = Place(block, 0, end), told(block, (block.body, end), named, rules)
    for found in named:
        if group is None:
            yield Statement(found, notes(item, found.end, rules), (place,), "item")
        else:
            yield Statement(found, group[0], tuple(dict.fromkeys((group[1], place))), "item-of-group")


def _is_sentence(text: str, rules: Rules) -> bool:
    cues = rules.lexicon["interaction-cues"].find(text)
    return any(cue.term.key != "examples" for cue in cues)


def _labelled(block: Block, rules: Rules) -> Iterator[Statement]:
    """The names in a label; the words behind it tell the effect, or begin as advice does."""
    label, end = block.label, len(block.plain.rstrip())
    if label is None or block.body >= end:
        return
    advice: list[str] = []
    effects: list[str] = []
    for match in _SEGMENT.finditer(block.plain, block.body, end):
        words = squeeze(match.group())
        hit = rules.lexicon["interaction-labels"].first(words)
        is_advice = hit is not None and hit.start == 0 and hit.term.key == "management"
        (advice if is_advice else effects).append(words)
    said = Notes(next(iter(effects), None), next(iter(advice), None))
    for found in interactants(block.plain, label.start, label.end, True, rules):
        yield Statement(found, said, (Place(block, 0, end),), "item-label")
