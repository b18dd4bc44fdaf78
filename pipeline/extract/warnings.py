"""Warnings and precautions: a specific label is one; under a general one each risk and each group is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.clauses import statements
from pipeline.extract.groups import categories_in
from pipeline.extract.lead_ins import LeadIn, lead_in
from pipeline.extract.warning_prose import (
    Topic,
    Words,
    is_bare,
    is_careful,
    is_elsewhere,
    is_forbidding,
    phrases_in,
    topics_in,
)
from pipeline.extract.warning_roles import SECTIONS, Role, role_of
from pipeline.model.document import Block, Document, Label, Span, squeeze
from pipeline.model.fact import Evidence, Warning
from pipeline.rules import Rules

_ASIDE = re.compile(r"\s*\(([^)]*)\)")


def extract(document: Document, rules: Rules) -> Iterator[Warning]:
    """The warnings of a page in document order."""
    roles: dict[int, Role] = {}
    for block in document.blocks:
        roles[block.index] = role = role_of(document, block, roles, rules)
        if role == "topic" and block.label is not None:
            yield from _labelled(document, block, block.label, rules)
        elif role == "conditions" and block.label is not None:
            named = list(_from_prose(document, block, list(_sentences(block)), rules))
            has_groups = categories_in(block.plain, rules, block.body)
            yield from named if named or has_groups else _labelled(document, block, block.label, rules)
        elif role == "prose":
            yield from _from_prose(document, block, _after_open_label(block), rules)
        elif role == "sentence" and block.label is not None:
            yield from _from_prose(document, block, [Words(block.plain, block.label.start, block.label.end)], rules)
        elif role == "care":
            careful = [words for words in _sentences(block) if is_careful(words, rules)]
            yield from _from_prose(document, block, careful, rules)
        elif role == "listed":
            yield from _from_item(document, block, rules)


def _labelled(document: Document, block: Block, label: Label, rules: Rules) -> Iterator[Warning]:
    """One warning for a specific label, with all that stands below it; none where that only forbids the drug."""
    parts = [block, *_parts(document, block)]
    said = [words for part in parts for words in _sentences(part)]
    if _only_forbids(document, said, rules):
        return
    topic, asides = _split(label.text, rules)
    risks = (risk.text for words in said for risk in topics_in(document, words, rules) if risk.risk)
    own = {name.casefold() for name in (topic, document.title, *document.components)}
    aliases = tuple(text for text in dict.fromkeys((*asides, *risks)) if text.casefold() not in own)
    below = (part.text.span(0, len(part.plain)) for part in parts[1:])
    spans = (block.text.span(label.start, len(block.plain.rstrip())), *below)
    description = " ".join(map(_quoted, said)) or label.text
    yield _warning(block, Topic(topic, aliases, "label", risk=True), description, spans)


def _only_forbids(document: Document, said: list[Words], rules: Rules) -> bool:
    """Whether all that is said forbids the drug, beside advice to ask someone."""
    others = [words for words in said if not is_forbidding(document, words, rules)]
    filler = rules.lexicon["filler"]
    return len(others) < len(said) and all(filler.first(words.text[words.start : words.end]) for words in others)


def _from_prose(document: Document, block: Block, sentences: list[Words], rules: Rules) -> Iterator[Warning]:
    """The warnings that the sentences of a block name; a sentence that names none goes on about those before it."""
    topics: tuple[Topic, ...] = ()
    said = Words(block.plain, block.body, block.body)
    for words in sentences:
        found = topics_in(document, words, rules) or _bare_list(document, block, words, rules)
        if found or not _goes_on(document, words, rules):
            yield from _described(block, topics, said)
            topics, said = found, words
        else:
            said = said._replace(end=words.end)
    yield from _described(block, topics, said)


def _after_open_label(block: Block) -> list[Words]:
    """The sentences of a block; the first with a bold label that it goes on: "**Use with caution in** asthma"."""
    sentences, label = list(_sentences(block)), block.label
    if not sentences or label is None or label.is_question or ":" in block.plain[label.start : block.body]:
        return sentences
    return [sentences[0]._replace(start=label.start), *sentences[1:]]


def _bare_list(document: Document, block: Block, words: Words, rules: Rules) -> tuple[Topic, ...]:
    """The members of a sentence without a verb right behind a general label: "Increased Risk: stroke, bleeding"."""
    follows = block.label is not None and block.section in SECTIONS and words.start <= block.body + 2
    leads_in = words.text[: words.end].endswith(":")
    if not follows or leads_in or not is_bare(words, rules) or _is_apart(document, words, rules):
        return ()
    return tuple(phrases_in(words, "item", rules))


def _goes_on(document: Document, words: Words, rules: Rules) -> bool:
    return not _is_apart(document, words, rules) and not categories_in(words.text, rules, words.start, words.end)


def _is_apart(document: Document, words: Words, rules: Rules) -> bool:
    return is_elsewhere(words, rules) or is_forbidding(document, words, rules)


def _described(block: Block, topics: tuple[Topic, ...], said: Words) -> Iterator[Warning]:
    for topic in topics:
        span = block.text.span(said.start, said.end)
        yield _warning(block, topic, _quoted(said), (span,))


def _from_item(document: Document, block: Block, rules: Rules) -> Iterator[Warning]:
    """The warnings of an item that a line such as "Use with caution in:" completes."""
    introduced = lead_in(document, block)
    rule = "item" if introduced is None else _rule_below(introduced, rules)
    for words in _sentences(block):
        if is_forbidding(document, words, rules):
            continue
        topics = topics_in(document, words, rules)
        if not topics or is_bare(words, rules):
            topics = max(topics, tuple(phrases_in(words, rule, rules)), key=len)
        description = _quoted(words)
        spans: tuple[Span, ...] = (block.text.span(words.start, words.end),)
        if introduced is not None:
            description, spans = f"{introduced.words} {description}", (introduced.span, *spans)
        for topic in topics:
            yield _warning(block, topic, description, spans)


def _rule_below(introduced: LeadIn, rules: Rules) -> str:
    """Risks of the drug may be named as groups are ("renal failure"); where care is advised groups have statements."""
    words = Words(introduced.block.plain, introduced.start, introduced.end)
    cue = rules.lexicon["warning-cues"].first(*words)
    return "item" if is_careful(words, rules) or (cue is not None and cue.term.data.get("about") == "group") else "risk"


def _sentences(block: Block) -> Iterator[Words]:
    return (Words(block.plain, start, end) for start, end in statements(block))


def _quoted(words: Words) -> str:
    return squeeze(words.text[words.start : words.end])


def _warning(block: Block, topic: Topic, description: str, spans: tuple[Span, ...]) -> Warning:
    evidence = tuple(Evidence(span, block.section, f"warning/{topic.rule}") for span in spans)
    return Warning(
        evidence=evidence, component=block.component, topic=topic.text, description=description, aliases=topic.aliases
    )


def _parts(document: Document, block: Block) -> Iterator[Block]:
    """The blocks below a label that have no label of their own."""
    for child in document.children(block):
        if child.label is None and child.plain.strip():
            yield child
            yield from _parts(document, child)


def _split(label: str, rules: Rules) -> tuple[str, tuple[str, ...]]:
    """A label without its asides, and those that are other words for it: "Cytokine release syndrome (CRS)"."""
    asides = tuple(squeeze(aside) for aside in _ASIDE.findall(label) if not rules.lexicon["routes"].get(aside))
    topic = squeeze(_ASIDE.sub(" ", label)).strip(" :.,;-")
    return (topic or label), asides
