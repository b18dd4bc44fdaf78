"""Reads one block: its label, its sentences, or the cells of a table row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from pipeline.extract.undesirable_effects.context import Context, Contexts, context_of
from pipeline.extract.undesirable_effects.effects import Effect, effects_in
from pipeline.extract.undesirable_effects.statements import Sentence, Zone, said_of_those_before
from pipeline.extract.undesirable_effects.tables import read_row
from pipeline.model.document import Block, Document
from pipeline.model.fact import Evidence, UndesirableEffect
from pipeline.rules import Rules


@dataclass(frozen=True, slots=True)
class Found:
    """A fact from one place, and whether its frequency is said of it alone."""

    fact: UndesirableEffect
    is_own: bool


def read_block(document: Document, block: Block, contexts: Contexts, rules: Rules) -> Iterator[Found]:
    """Every effect that the block states."""
    found = _row(block, contexts, rules) if block.kind == "row" else _text(document, block, contexts, rules)
    return (_without_products(one, contexts) for one in found if not contexts.is_product(one.fact.text))


def _without_products(found: Found, contexts: Contexts) -> Found:
    """ "Drowsiness (Otherine)" says from which component it comes, not what it is called as well."""
    aliases = tuple(alias for alias in found.fact.aliases if not contexts.is_product(alias))
    return found if aliases == found.fact.aliases else replace(found, fact=replace(found.fact, aliases=aliases))


def _row(block: Block, contexts: Contexts, rules: Rules) -> Iterator[Found]:
    for effect, context, rule in read_row(block, contexts, rules):
        yield _found(block, effect, context, rule)


def _text(document: Document, block: Block, contexts: Contexts, rules: Rules) -> Iterator[Found]:
    """What a label and the sentences after it state; a heading states nothing unless its text goes on after a colon."""
    if block.kind == "heading" and (block.label is None or not block.body_text):
        return
    listed = [] if contexts.lists_signs(block) else list(_listed(document, block, contexts, rules))
    yield from _label(block, contexts, bool(listed), rules)
    yield from listed


def _listed(document: Document, block: Block, contexts: Contexts, rules: Rules) -> Iterator[Found]:
    """The effects of the sentences after the label."""
    inner = contexts.of_label(block).within(contexts.around(block))
    for zone in _zones(document, block, rules):
        context = zone.context.within(inner)
        context = replace(context, frequency=zone.later) if zone.later else context
        effects = list(effects_in(block.plain, zone.start, zone.end, context, rules))
        if zone.rule == "listed" and contexts.is_explained(block, len(effects)):
            continue
        own = block.kind == "item" and len(effects) == 1 and (zone.later or zone.context.frequency) is not None
        for effect in effects:
            yield _found(block, effect, context, zone.rule, own)


def _found(block: Block, effect: Effect, context: Context, rule: str, is_own: bool = False) -> Found:
    evidence = Evidence(block.text.span(effect.start, effect.end), block.section, f"undesirable-effect/{rule}")
    fact = UndesirableEffect(
        evidence=(evidence,),
        component=block.component,
        text=effect.text,
        aliases=effect.aliases,
        frequency=effect.frequency,
        serious=effect.serious,
        organ_class=context.organ_class,
    )
    return Found(fact, effect.is_own or is_own)


def _label(block: Block, contexts: Contexts, has_list: bool, rules: Rules) -> Iterator[Found]:
    """A label may itself be an effect ("Allergic reactions: rash") or a whole sentence in bold."""
    if block.label is None:
        return
    around = contexts.around(block)
    start, end = block.label.start, block.label.end
    zones = Sentence(block.plain, start, end, "", rules).read().zones if block.is_label_only else ()
    stated = [zone for zone in zones if zone.rule != "listed"]
    if contexts.role(block) == "effect" and not stated and (zones or not block.is_label_only):
        body = block.body_text
        opens = rules.lexicon["frequency"].at(body)
        said = Context() if has_list and not opens else context_of(body, rules)
        stated = [Zone(start, end, Context(said.frequency, said.serious), "label")]
    for zone in stated:
        context = zone.context.within(around)
        for effect in effects_in(block.plain, zone.start, zone.end, context, rules):
            yield _found(block, effect, context, zone.rule)


def _zones(document: Document, block: Block, rules: Rules) -> Iterator[Zone]:
    """The lists in the sentences after the label.

    A list without a verb is one only in an item or after a label; elsewhere it is the rest of some other sentence.
    """
    about = _about(document, block)
    starts = ((max(sentence.start, block.body), sentence.end) for sentence in block.sentences)
    sentences = [(start, end) for start, end in starts if start < end]
    for (start, end), following in zip_longest(sentences, sentences[1:]):
        statement = Sentence(block.plain, start, end, about, rules).read()
        opens = block.kind == "item" and start == sentences[0][0]
        may_list = opens or ((block.kind == "item" or block.label is not None) and not statement.is_clause)
        later = said_of_those_before(block.plain[slice(*following)], rules) if following and statement.zones else None
        for zone in statement.zones:
            if may_list or zone.rule != "listed":
                yield replace(zone, later=later) if later and not (zone.later or zone.context.frequency) else zone
        about = block.plain[start:end]


def _about(document: Document, block: Block) -> str:
    """The words that the first sentence of a block may speak on of: its label, or what its parent names."""
    if block.label is not None:
        return block.label.text
    return "" if block.parent is None else document.blocks[block.parent].plain
