"""From the instructions of a block to facts: their context and their place in the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dosage.carried import CarriedRoute
from pipeline.extract.dosage.carried_use import CarriedUse
from pipeline.extract.dosage.clause_forms import clause_form
from pipeline.extract.dosage.companions import named_drug
from pipeline.extract.dosage.context import Context
from pipeline.extract.dosage.implied import circumstance_behind
from pipeline.extract.dosage.labels import routes_in, routes_of_unit
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.other_drugs import OtherDrugs
from pipeline.extract.dosage.people import bracketed, groups
from pipeline.extract.dosage.phrases import read_phrases
from pipeline.extract.dosage.reader import diet_spans, parse_dosage, read_sentences
from pipeline.extract.dosage.subject import is_of_some, subjects
from pipeline.extract.dosage.tokens import Tokens
from pipeline.extract.dosage.words import whole_clauses
from pipeline.extract.dose_forms import named_forms
from pipeline.extract.populations import ORGANS, narrowed
from pipeline.model.document import Block, Document, Span, squeeze
from pipeline.model.dosage import DosageInstruction, Role, Timing
from pipeline.model.fact import Dosage, Evidence, Population
from pipeline.rules import Rules

_SUBJECT = 3
_TIMES = frozenset({"once", "twice", "thrice"})


def read_block(block: Block, context: Context, others: OtherDrugs, rules: Rules) -> Iterator[Dosage]:
    """The dosages of one block; sentences about one population are read together."""
    document, of_label = others.document, block
    block = _with_dose_of_label(block, rules)
    if others.are_named_by(context.use, block.plain):
        return
    sentences = [(sentence.start, sentence.end) for sentence in block.sentences]
    diet = list(diet_spans(block.plain, sentences, rules.lexicon))
    theirs = since = 0
    told = _dose_of_label(block, rules) if block is of_label else ()
    carried = CarriedRoute(block, rules)
    carried_use = CarriedUse(block, context.indication, document, rules)
    for group in groups(block, context.populations, rules):
        read = read_sentences(block.plain, group.sentences, rules.lexicon)
        several = [found for found in read if found.complete or _is_regimen(found, block, rules)]
        words = whole_clauses(block.plain, [found.span for found in several], group.sentences, rules.lexicon)
        for found, whole in zip(several, words, strict=True):
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
                named = carried_use.settle(instruction, whole)
                instruction = carried.settle(instruction, whole)
                instruction = replace(instruction, additional=(*instruction.additional, *told))
                instruction = _without_route_of_another(instruction, block, carried_use.abouts, rules)
                named_components = subjects(instruction, since, block, document)
                if is_of_some(named_components, document):
                    instruction = replace(instruction, complete=False)
                people = narrowed(group.about(instruction), context.populations) or context.populations
                people = bracketed(block.plain, instruction.span, people, context.populations, rules)
                people = _told_apart(people, block.plain, found.span.start, whole.end, rules)
                since = instruction.span.end
                for use in named:
                    here = replace(context, indication=use, populations=tuple(people))
                    for fact in _facts(instruction, whole, block, here, rules):
                        alone = len(named_components) == 1
                        yield replace(fact, component=named_components[0]) if alone else fact


def _with_dose_of_label(block: Block, rules: Rules) -> Block:
    """ "150 mg BID: used after chemotherapy": the first sentence with its label, where that alone says the dose."""
    if block.label is None or not _dose_of_label(block, rules):
        return block
    if not block.sentences or parse_dosage(block.body_text, rules.lexicon):
        return block
    first = replace(block.sentences[0], start=block.label.start)
    return replace(block, sentences=(first, *block.sentences[1:]))


def _dose_of_label(block: Block, rules: Rules) -> tuple[str, ...]:
    """The label, where it states how much and how often: "20 mg BID: on days 1-7, 5 mg" tells what was taken before."""
    stated = parse_dosage(block.label.text, rules.lexicon) if block.label is not None else ()
    of_dose = len(stated) == 1 and stated[0].doses and stated[0].timing.period
    return (block.label.text,) if block.label is not None and of_dose else ()


def _told_apart(
    people: tuple[Population, ...], text: str, start: int, end: int, rules: Rules
) -> tuple[Population, ...]:
    """The people, those of them alone whom the words behind the dose name."""
    told = circumstance_behind(text, start, end, rules)
    if told is None or any(told.text in person.text or person.code in ORGANS for person in people):
        return people
    return narrowed((told,), people)


def _without_route_of_another(
    instruction: DosageInstruction, block: Block, abouts: Sequence[tuple[int, tuple[str, ...]]], rules: Rules
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
    measured = "monitoring" in words.senses
    timing = instruction.timing
    if (timing.count or 1) > 1 and timing.period is None:  # "three doses at months 0, 2 and 6"
        spaced = any(token.text == "apart" for token in words)  # "two doses, 6 to 12 months apart"
        return bool(instruction.additional or spaced) and not measured
    if instruction.method == "apply" and timing.count == 1:  # "the shampoo is applied once to damp skin"
        return not measured
    stated = timing.period or timing.time_of_day
    subject = _opens_with_dose(words) and "vague" not in words.senses
    told = instruction.method or instruction.route or subject
    return bool(told and stated and timing.count is None and not measured)


def _opens_with_dose(words: Tokens) -> bool:
    """ "The dose is ...", "Application is typically twice daily"; not "injection sites are changed weekly"."""
    opening = range(min(_SUBJECT, words.size))
    if any(words.has(at, "dose") and not words[at].depth for at in opening):
        return True
    if any(words.has(at, "giving") and words.has(at + 1, "telling") for at in opening):
        return True
    return any(words.has(at, "giving") and not _TIMES.isdisjoint(words[at + 1].senses) for at in range(words.size))


def _goes_on(found: DosageInstruction, theirs: int, block: Block, rules: Rules) -> bool:
    """ "... of another drug. This is given as two tablets.": the next sentence, about what the one before gave."""
    between = [sentence for sentence in block.sentences if theirs < sentence.end <= found.span.end]
    here = next(sentence for sentence in block.sentences if sentence.end >= found.span.end)
    opening = lexer_for(rules.lexicon).tokens(block.plain, here.start, here.end)[0]
    return "pronoun" in opening.senses and here.start >= theirs and len(between) <= 1


def _is_unclear(instruction: DosageInstruction, block: Block, rules: Rules) -> bool:
    """Whether its words hold a dose that no reader may settle, so that the words alone are given."""
    span = instruction.span
    sentence = next(sentence for sentence in block.sentences if sentence.end >= span.end)
    tokens = lexer_for(rules.lexicon).tokens(block.plain, min(sentence.start, span.start), sentence.end)
    unclear = (tokens[phrase.first].start for phrase in read_phrases(tokens) if phrase.kind == "unclear")
    return any(span.start <= start < span.end for start in unclear)


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
    instruction: DosageInstruction, words: Span, block: Block, context: Context, rules: Rules
) -> Iterator[Dosage]:
    """One fact for each population that the label joins ("Adults and Children:"); `words` is what it quotes."""
    span = block.text.span(words.start, words.end)
    lent = [block.text.span(part.start, part.end) for part in instruction.lent]
    placed = replace(
        instruction,
        lent=tuple(lent),
        text=squeeze(block.plain[words.start : words.end]),
        span=span,
        route=_route(instruction, block, context, rules),
        role=_role(instruction, context),
        timing=_timing(instruction, context),
        sequence=instruction.sequence or context.step,
    )
    form = context.formulation or clause_form(block, instruction.span, words, rules)
    evidence = [Evidence(part, block.topic or "dosage", "dosage/sentence") for part in (span, *lent)]
    evidence += [Evidence(label, block.topic or "dosage", "dosage/label") for label in context.labels]
    for population in context.populations or (None,):
        yield Dosage(
            evidence=tuple(sorted(evidence, key=lambda item: item.span)),
            component=block.component or context.component,
            instruction=_adjusted(placed, population),
            indications=(context.indication,) if context.indication else (),
            population=population,
            formulation=form or None,
            dose_forms=named_forms(form, rules),
        )


def _timing(instruction: DosageInstruction, context: Context) -> Timing:
    """As long as the label says that the step lasts, where the words do not say how long."""
    timing = instruction.timing
    return replace(timing, bounds=context.window) if context.window and timing.bounds is None else timing


def _role(instruction: DosageInstruction, context: Context) -> Role:
    """What the words say, then the label; a step of several is no starting dose because the label says so."""
    stepped = instruction.sequence and context.role != "adjustment"
    return instruction.role if instruction.role != "usual" or stepped else context.role


def _route(instruction: DosageInstruction, block: Block, context: Context, rules: Rules) -> str | None:
    """What the words of the instruction say; then the labels, another sentence of the block, and one above it."""
    if context.route is None or instruction.route in (None, context.route):
        return instruction.route or context.route or context.lead_route or _counted_route(instruction, block, rules)
    own = routes_in(block.plain[instruction.span.start : instruction.span.end], rules)
    return instruction.route if own else context.route


def _counted_route(instruction: DosageInstruction, block: Block, rules: Rules) -> str | None:
    """ "2 inhalations" are inhaled."""
    if not any(dose.unit.startswith("{") for dose in instruction.doses):
        return None
    words = block.plain[instruction.span.start : instruction.span.end]
    return next(iter(routes_of_unit(words, "counted", rules)), None)


def _adjusted(instruction: DosageInstruction, population: Population | None) -> DosageInstruction:
    if population is not None and population.code in ORGANS and instruction.role == "usual":
        return replace(instruction, role="adjustment")
    return instruction
