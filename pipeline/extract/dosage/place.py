"""From the instructions of a block to facts: their context, their place in the source, and what they say twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dosage.about import stated_indications
from pipeline.extract.dosage.companions import named_drug
from pipeline.extract.dosage.context import Context
from pipeline.extract.dosage.labels import routes_in
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.other_drugs import OtherDrugs
from pipeline.extract.dosage.people import bracketed, groups, identity
from pipeline.extract.dosage.phrases import read_phrases
from pipeline.extract.dosage.reader import diet_spans, read_sentences
from pipeline.extract.dose_forms import named_forms
from pipeline.extract.populations import ORGANS, narrowed
from pipeline.model.document import Block, Document, Span, squeeze
from pipeline.model.dosage import DosageInstruction
from pipeline.model.fact import Dosage, Evidence, Population
from pipeline.rules import Rules


def read_block(block: Block, context: Context, others: OtherDrugs, rules: Rules) -> Iterator[Dosage]:
    """The dosages of one block; sentences about one population are read together."""
    document = others.document
    if others.are_named_by(context.indication, block.plain):
        return
    abouts = () if context.indication else _abouts(block, document, rules)
    sentences = [(sentence.start, sentence.end) for sentence in block.sentences]
    diet = list(diet_spans(block.plain, sentences, rules.lexicon))
    theirs = 0
    for group in groups(block, context.populations, rules):
        for found in read_sentences(block.plain, group.sentences, rules.lexicon):
            instruction = others.without_theirs(found, block)
            if instruction is None or (theirs and _goes_on(found, theirs, block, rules)):
                theirs = found.span.end
                continue
            theirs = 0
            if any(start <= found.span.start < end for start, end in diet):
                continue
            if _is_of_another(instruction, block, document, rules):
                continue
            if _is_regimen(instruction, block, rules):
                named = next((words for start, words in reversed(abouts) if start < instruction.span.end), ())
                instruction = _without_route_of_another(instruction, block, abouts, rules)
                people = narrowed(group.about(instruction), context.populations) or context.populations
                people = bracketed(block.plain, instruction.span, people, rules)
                for about in named or (context.indication,):
                    here = replace(context, indication=about)
                    yield from _facts(instruction, block, here, people, rules)


def _abouts(block: Block, document: Document, rules: Rules) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What the sentences of the block say that their doses are for; it holds until another is named."""
    stated = (
        (sentence.start, stated_indications(block.plain[sentence.start : sentence.end], document, rules))
        for sentence in block.sentences
    )
    return tuple((start, words) for start, words in stated if words)


def _without_route_of_another(
    instruction: DosageInstruction, block: Block, abouts: tuple[tuple[int, tuple[str, ...]], ...], rules: Rules
) -> DosageInstruction:
    """ "For gout, 5 mg intravenously. For pain, 2 mg daily": what one use says of the route is not said of the next."""
    starts = [start for start, _ in abouts if start < instruction.span.end]
    if not starts or instruction.route is None:
        return instruction
    routes = set(instruction.route.split(" or "))
    own = routes_in(block.plain[starts[-1] : instruction.span.end], rules)
    general = routes_in(block.plain[: starts[0]], rules)
    behind = routes_in(block.plain[instruction.span.end :], rules) if len(starts) == len(abouts) else ()
    return instruction if routes & {*own, *behind} or routes == set(general) else replace(instruction, route=None)


def _is_regimen(instruction: DosageInstruction, block: Block, rules: Rules) -> bool:
    """A frequency alone is one only where something is given, and nothing measured."""
    if instruction.doses or instruction.daily or instruction.rate or instruction.role == "maximum":
        return True
    if not instruction.complete and _is_unclear(instruction, block, rules):
        return True
    sentence = next(s for s in block.sentences if s.end >= instruction.span.end)
    words = lexer_for(rules.lexicon).tokens(block.plain, sentence.start, sentence.end)
    measured = any("monitoring" in token.senses for token in words)
    timing = instruction.timing
    stated = timing.period or timing.time_of_day
    told = instruction.method or instruction.route
    return bool(told and stated and timing.count is None and not measured)


def _goes_on(found: DosageInstruction, theirs: int, block: Block, rules: Rules) -> bool:
    """ "... of another drug. This is given as two tablets.": the next sentence, about what the one before gave."""
    between = [sentence for sentence in block.sentences if theirs < sentence.end <= found.span.end]
    here = next(sentence for sentence in block.sentences if sentence.end >= found.span.end)
    opening = lexer_for(rules.lexicon).tokens(block.plain, here.start, here.end)[0]
    return "pronoun" in opening.senses and here.start >= theirs and len(between) <= 1


def _is_unclear(instruction: DosageInstruction, block: Block, rules: Rules) -> bool:
    """Whether its words hold a dose that no reader may settle, so that the words alone are given."""
    span = instruction.span
    phrases = read_phrases(lexer_for(rules.lexicon).tokens(block.plain, span.start, span.end))
    return any(phrase.kind == "unclear" for phrase in phrases)


def _is_of_another(instruction: DosageInstruction, block: Block, document: Document, rules: Rules) -> bool:
    """ "Stop it and give vitamin K 5 mg": what is to be given has a name, and not the drug's own."""
    if instruction.method != "give":
        return False
    span = instruction.span
    tokens = lexer_for(rules.lexicon).tokens(block.plain, span.start, span.end)
    given = [index for index, token in enumerate(tokens) if "order" in token.senses]
    names = " ".join((document.title, *document.components)).casefold()
    return any(named_drug(tokens, index + 1, names) for index in given)


def _facts(
    instruction: DosageInstruction, block: Block, context: Context, populations: Sequence[Population], rules: Rules
) -> Iterator[Dosage]:
    """One fact for each population that the label joins ("Adults and Children:")."""
    span = block.text.span(instruction.span.start, instruction.span.end)
    lent = [block.text.span(part.start, part.end) for part in instruction.lent]
    placed = replace(
        instruction,
        lent=tuple(lent),
        text=squeeze(instruction.text),
        span=span,
        route=_route(instruction, block, context, rules),
        role=instruction.role if instruction.role != "usual" or instruction.sequence else context.role,
    )
    evidence = [Evidence(part, block.topic or "dosage", "dosage/sentence") for part in (span, *lent)]
    evidence += [Evidence(label, block.topic or "dosage", "dosage/label") for label in context.labels]
    for population in populations or (None,):
        yield Dosage(
            evidence=tuple(sorted(evidence, key=lambda item: item.span)),
            component=block.component,
            instruction=_adjusted(placed, population),
            indications=(context.indication,) if context.indication else (),
            population=population,
            formulation=context.formulation or None,
            dose_forms=named_forms(context.formulation, rules),
        )


def _route(instruction: DosageInstruction, block: Block, context: Context, rules: Rules) -> str | None:
    """What the words of the instruction say; then the labels, another sentence of the block, and one above it."""
    if context.route is None or instruction.route in (None, context.route):
        return instruction.route or context.route or context.lead_route
    own = routes_in(block.plain[instruction.span.start : instruction.span.end], rules)
    return instruction.route if own else context.route


def _adjusted(instruction: DosageInstruction, population: Population | None) -> DosageInstruction:
    if population is not None and population.code in ORGANS and instruction.role == "usual":
        return replace(instruction, role="adjustment")
    return instruction


def settle(facts: Iterable[Dosage], rules: Rules) -> list[Dosage]:
    """Gives a maximum that stands alone to the regimens it limits, and leaves out what is said twice."""
    placed = list(facts)
    for limit in [fact for fact in placed if _is_limit(fact)]:
        limited = [fact for fact in placed if not _is_limit(fact) and _same_context(fact, limit)]
        if limited:
            placed = [_with_maximum(fact, limit) if fact in limited else fact for fact in placed if fact is not limit]
    if any(_is_dosed(fact) for fact in placed):
        placed = [fact for fact in placed if _is_dosed(fact) or not _is_plain(fact.instruction.method, rules)]
    return _without_repeats(placed)


def _is_plain(method: str | None, rules: Rules) -> bool:
    """A verb that any drug may be given with: a frequency that only it carries repeats what a dose has said."""
    return method is not None and bool(rules.lexicon["administration"].terms[method].data.get("plain"))


def _is_dosed(fact: Dosage) -> bool:
    instruction = fact.instruction
    return bool(instruction.doses or instruction.daily or instruction.rate or instruction.maximums)


def _is_limit(fact: Dosage) -> bool:
    instruction = fact.instruction
    return instruction.role == "maximum" and not (instruction.doses or instruction.daily or instruction.rate)


def _same_context(fact: Dosage, limit: Dosage) -> bool:
    return (
        _who(fact.population) == _who(limit.population)
        and fact.indications == limit.indications
        and not fact.instruction.maximums
    )


def _who(people: Population | None) -> tuple[str, ...]:
    return identity(people) if people is not None else ()


def _with_maximum(fact: Dosage, limit: Dosage) -> Dosage:
    evidence = tuple(sorted({*fact.evidence, *limit.evidence}, key=lambda item: item.span))
    return replace(fact, evidence=evidence, instruction=replace(fact.instruction, maximums=limit.instruction.maximums))


def _without_repeats(facts: list[Dosage]) -> list[Dosage]:
    """A general statement that a later one repeats for an indication lends it its route and duration, and goes."""
    kept: list[Dosage] = []
    facts = _once(facts)
    for index, fact in enumerate(facts):
        later = [other for other in facts[index + 1 :] if _repeats(fact, other)]
        if later:
            facts = [_enriched(other, fact) if other in later else other for other in facts]
            continue
        kept.append(facts[index])
    return kept


def _once(facts: list[Dosage]) -> list[Dosage]:
    """What is said again in other words of the same people is said once."""
    seen: dict[tuple[object, ...], Dosage] = {}
    for fact in facts:
        bare = replace(fact.instruction, text="", span=Span(0, 0), additional=(), lent=())
        seen.setdefault((bare, fact.indications, fact.population, fact.formulation, fact.component), fact)
    return list(seen.values())


def _repeats(fact: Dosage, other: Dosage) -> bool:
    first, second = fact.instruction, other.instruction
    same = (first.doses, first.daily, first.rate) == (second.doses, second.daily, second.rate)
    times = replace(first.timing, duration=None, bounds=None) == replace(second.timing, duration=None, bounds=None)
    general = not fact.population and not fact.formulation
    more = general and (other.indications or other.population)
    about = [words.casefold() for words in fact.indications]
    alike = first.route is None or second.route in (None, first.route)
    kin = not about or about == [words.casefold() for words in other.indications]
    return bool(same and times and more and kin and alike and fact.component == other.component)


def _enriched(fact: Dosage, general: Dosage) -> Dosage:
    timing = fact.instruction.timing
    duration = timing.duration or general.instruction.timing.duration
    route = fact.instruction.route or general.instruction.route
    return replace(fact, instruction=replace(fact.instruction, timing=replace(timing, duration=duration), route=route))
