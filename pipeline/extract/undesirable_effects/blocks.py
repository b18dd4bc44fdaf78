"""Reads one block: its label, its sentences, or the cells of a table row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.extract.undesirable_effects.context import Context, Contexts, context_of
from pipeline.extract.undesirable_effects.effects import Effect, effects_in
from pipeline.extract.undesirable_effects.statements import Statement, Zone, read_sentence
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
    if block.kind == "heading":
        return
    around = contexts.around(block)
    if block.kind == "row":
        for effect, context, rule in read_row(block, around, rules):
            yield _found(block, effect, context, rule)
        return
    zones = list(_zones(document, block, rules))
    yield from _label(document, block, contexts, around, bool(zones), rules)
    inner = contexts.of_label(block).within(around)
    for zone in zones:
        context = zone.context.within(inner)
        for effect in effects_in(block.plain, zone.start, zone.end, context, rules):
            own = block.kind == "item" and zone.context.frequency is not None
            yield _found(block, replace(effect, is_own=effect.is_own or own), context, zone.rule)


def _found(block: Block, effect: Effect, context: Context, rule: str) -> Found:
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
    return Found(fact, effect.is_own)


def _label(
    document: Document, block: Block, contexts: Contexts, around: Context, has_list: bool, rules: Rules
) -> Iterator[Found]:
    """A label may itself be an effect ("Allergic reactions: rash") or a whole sentence in bold."""
    if block.label is None:
        return
    start, end = block.label.start, block.label.end
    if block.is_label_only:
        statement = read_sentence(block.plain, start, end, rules, symptoms=False)
        stated = [zone for zone in statement.zones if zone.rule != "listed"]
        for zone in stated:
            context = zone.context.within(around)
            for effect in effects_in(block.plain, zone.start, zone.end, context, rules):
                yield _found(block, effect, context, zone.rule)
        if stated or not statement.zones:
            return
    if contexts.role(block) != "effect":
        return
    said = context_of(block.plain[block.body :], rules) if not has_list else Context()
    context = Context(said.frequency, said.serious).within(around)
    for effect in effects_in(block.plain, start, end, context, rules):
        yield _found(block, effect, context, "label")


def _zones(document: Document, block: Block, rules: Rules) -> Iterator[Zone]:
    """The lists in the sentences after the label; "These include ..." takes on what the sentence before says."""
    previous = Context()
    symptoms = _names_reactions(document, block, rules)
    for sentence in block.sentences:
        start = max(sentence.start, block.body)
        if start >= sentence.end:
            continue
        statement = read_sentence(block.plain, start, sentence.end, rules, symptoms)
        context = statement.context.within(previous) if statement.is_anaphoric else statement.context
        yield from _of_kind(block, statement, previous)
        previous = context


def _of_kind(block: Block, statement: Statement, previous: Context) -> Iterator[Zone]:
    for zone in statement.zones:
        if zone.rule == "listed" and block.kind == "paragraph" and block.label is None and not block.depth:
            continue
        yield replace(zone, context=zone.context.within(previous)) if statement.is_anaphoric else zone


def _names_reactions(document: Document, block: Block, rules: Rules) -> bool:
    """Whether the signs that a block lists are effects of their own: those of an allergic reaction are."""
    above = [block, *document.ancestors(block)]
    return any(rules.lexicon["effect-heads"].first(one.plain) is not None for one in above[:2])
