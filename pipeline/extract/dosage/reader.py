"""Reads the dosage instructions of a text: lexer, phrases, grammar, assembly, normaliser, in this order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.extract.dosage.ambiguous import settle_senses
from pipeline.extract.dosage.assemble import assemble
from pipeline.extract.dosage.collect import collect
from pipeline.extract.dosage.grammar import Clause, read_clauses
from pipeline.extract.dosage.left_over import ends_of_examples, left_over
from pipeline.extract.dosage.lexer import CUES, lexer_for
from pipeline.extract.dosage.normalise import normalise
from pipeline.extract.dosage.phrases import read_phrases
from pipeline.extract.dosage.regimen import Regimen
from pipeline.extract.dosage.remarks import own_words, with_remarks
from pipeline.extract.dosage.tokens import Tokens
from pipeline.extract.dosage.words import whole_clauses
from pipeline.model.dosage import DosageInstruction
from pipeline.rules.lexicon import Lexicon

_END = re.compile(r"(?<![.\s][A-Za-z])[.!?][\"')\]]*(?=\s+[\"'(\[]*[A-Z0-9<>≥≤])|\n")
_NO_REGIMEN = frozenset({"missed", "study", "former", "formula"})
OF_A_DRUG = frozenset({"method", "dose", "initial", "maintenance", "once", "twice", "thrice", "supplement"})
_GIVING = frozenset({"method", "dealt"})  # "taken", "taken in"
_HEADING = 6
_OPENING = 4
_OF_ANY_DOSE = frozenset({"maximum", "initial", "maintenance", "loading", "dose", "duration", "single", "then"})
_ABOUT_COURSE = frozenset({"course", "duration", "continue", "method"})
_OF_SOME = frozenset({"effect", "some"})
_OF_ROUTES = ("possibly", "method", "route")
_ADJUSTING = {"harm": "lowering", "interacting": "titration"}  # why a dose is changed, and how
_NO_TIMING_OF_DOSES = frozenset({"adjustment", "denial", "possibly"})


def parse_dosage(text: str, lexicon: Mapping[str, Lexicon]) -> tuple[DosageInstruction, ...]:
    """The regimens that one or several sentences state, in order; spans are offsets in `text`.

    Never raises: text that states no dose gives none.
    """
    sentences = split(text)
    read = read_sentences(text, sentences, lexicon)
    spans = whole_clauses(text, [instruction.span for instruction in read], sentences, lexicon)
    whole = [replace(one, span=span, text=text[span.start : span.end]) for one, span in zip(read, spans, strict=True)]
    return tuple(with_remarks(one, lexicon, own) for one, own in zip(whole, own_words(whole), strict=True))


def read_sentences(
    text: str, sentences: Sequence[tuple[int, int]], lexicon: Mapping[str, Lexicon]
) -> tuple[DosageInstruction, ...]:
    """The same for sentences whose offsets are known; what one says of all (a maximum, a course) holds for all."""
    clauses: list[Regimen] = []
    of_diet, part = False, 0
    for number, (start, end) in enumerate(sentences):
        tokens = settle_senses(lexer_for(lexicon).tokens(text, start, end))
        of_diet = _is_of_diet(tokens.senses, of_diet)
        part += _has_heading(tokens)
        if not of_diet and _NO_REGIMEN.isdisjoint(tokens.senses) and not _is_of_fluids(tokens):
            found = _read_sentence(text, start, tokens, number)
            release = _release(text[start:end], lexicon)
            for regimen in found:
                regimen.part, regimen.release = part, release
                regimen.goes_on = tokens.has(0, "pronoun")
                regimen.again = "repeat" in tokens.senses
                regimen.of_form = _is_of_form(tokens)
                regimen.given = not _GIVING.isdisjoint(tokens.senses)
            clauses += found
    instructions = (normalise(regimen, text) for regimen in assemble(clauses))
    return tuple(instruction for instruction in instructions if instruction is not None)


def _has_heading(tokens: Tokens) -> bool:
    """ "Slow-release: 5 mg": a form or route of its own, unlike "Maximum daily dose: 20 mg"."""
    for index in range(_HEADING):
        if tokens.text(index) == ":":
            return index > 0
        if tokens[index].value is not None or not _OF_ANY_DOSE.isdisjoint(tokens[index].senses):
            return False
    return False


def _is_of_form(tokens: Tokens) -> bool:
    """ "Lower-concentration creams are applied ...": said of what its opening tells from other products."""
    return any(tokens.has(at, "strength") or tokens.has(at, "release") for at in range(_OPENING))


def _is_of_fluids(tokens: Tokens) -> bool:
    """ "The fluid intake should reach 2 L": what its opening speaks of is no drug."""
    opening = next((at for at in range(_OPENING) if tokens.has(at, "fluids")), None)
    return opening is not None and not any(tokens.has(at, "with") for at in range(opening))


def _release(sentence: str, lexicon: Mapping[str, Lexicon]) -> str:
    """The one kind of form that a sentence names ("extended-release tablets"), or ""."""
    words = sentence.casefold().replace("-", " ")
    named = [release for release in lexicon[CUES].terms["release"].words if release in words]
    return named[0] if len(named) == 1 else ""


def diet_spans(
    text: str, sentences: Iterable[tuple[int, int]], lexicon: Mapping[str, Lexicon]
) -> Iterator[tuple[int, int]]:
    """The sentences about what a diet should hold, which are of no drug whomever they name."""
    lexer, of_diet = lexer_for(lexicon), False
    if lexer.allowance.search(text) is None:
        return
    for start, end in sentences:
        of_diet = _is_of_diet(lexer.tokens(text, start, end).senses, of_diet)
        if of_diet:
            yield start, end


def _is_of_diet(senses: frozenset[str], before: bool) -> bool:
    """Whether a sentence names an intake, or goes on about the one that the sentence before it named."""
    return "allowance" in senses or (before and OF_A_DRUG.isdisjoint(senses))


def states_quantity(text: str, lexicon: Mapping[str, Lexicon]) -> bool:
    """Whether any word or figure of the text could be of a dose or a frequency; most texts are done with by this."""
    return lexer_for(lexicon).quantity.search(text) is not None


def split(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of an instruction: a full stop before white space and a capital or digit ends one."""
    ends = [match.end() for match in _END.finditer(text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if text[start:end].strip()]


def _read_sentence(text: str, start: int, tokens: Tokens, number: int) -> list[Regimen]:
    phrases = read_phrases(tokens)
    clauses = read_clauses(tokens, phrases)
    collected = [collect(clause, tokens, text, number) for clause in clauses]
    if "equality" in tokens.senses and not _recurs(collected) and _is_outside(tokens, "equality"):
        return []
    if collected and (left := (*left_over(tokens, phrases), *ends_of_examples(tokens))):
        _mark(clauses, collected, left)
    if "denial" in tokens.senses and _is_outside(tokens, "denial"):
        _forget_routes(collected)
    if len({phrase.amounts for phrase in phrases if phrase.kind == "duration"}) > 1:
        _forget_lengths(collected)
    if collected and collected[0] is not None:
        collected[0].start = start
    _settle_lending(collected, tokens)
    for reason, change in _ADJUSTING.items():
        if {reason, change} <= tokens.senses:
            _settle_adjustments(collected, tokens, change)
    return [regimen for regimen in collected if regimen is not None]


def _is_outside(tokens: Tokens, sense: str) -> bool:
    """Whether a word of the sense stands outside brackets."""
    return any(sense in token.senses and not token.depth for token in tokens)


def _recurs(collected: Sequence[Regimen | None]) -> bool:
    return any(regimen is not None and regimen.has_frequency for regimen in collected)


def _settle_lending(collected: Sequence[Regimen | None], tokens: Tokens) -> None:
    """What a sentence without a dose may say of the doses before it; see mappings/lexicon/dosage-cues.yaml."""
    stated, of_route = _states_route(tokens), _is_of_route(tokens)
    of_others = any("companion" in token.senses and "with" not in token.senses for token in tokens)
    for regimen in collected:
        if regimen is not None:
            step = _senses_up_to_next_step(tokens, regimen)
            regimen.lends_length = not _ABOUT_COURSE.isdisjoint(step) and _OF_SOME.isdisjoint(step) and not of_others
            regimen.lends_timing = "repeat" in tokens.senses or _NO_TIMING_OF_DOSES.isdisjoint(tokens.senses)
            regimen.lends_route = stated and "unable" not in tokens.senses
            regimen.of_route = of_route


def _settle_adjustments(collected: Sequence[Regimen | None], tokens: Tokens, change: str) -> None:
    """ "If side effects occur, the dose may be reduced to 5 mg daily": what is given then is no usual dose."""
    since = 0
    for regimen in collected:
        if regimen is None:
            continue
        changed = any(
            change in token.senses and tokens.has(at + 1, "to")
            for at, token in enumerate(tokens)
            if since <= token.start < regimen.end
        )
        if regimen.has_amount and regimen.role == "usual" and changed:
            regimen.role = "adjustment"
        since = regimen.end


def _senses_up_to_next_step(tokens: Tokens, regimen: Regimen) -> frozenset[str]:
    """Those of "continue for two weeks", without "then reduce it, going by the response"."""
    senses: set[str] = set()
    for token in tokens:
        if "then" in token.senses and token.start >= regimen.end:
            break
        senses.update(token.senses)
    return frozenset(senses)


def _is_of_route(tokens: Tokens) -> bool:
    """ "Again, IV administration should be slow": said of what is given so, and of no other dose."""
    return any(tokens.has(index, "route") and tokens.has(index + 1, "by-route") for index in range(_OPENING))


def _states_route(tokens: Tokens) -> bool:
    """ "It is taken orally, and can be taken with food": certain up to the route, unlike "rectal use is possible"."""
    said = [sense for token in tokens for sense in _OF_ROUTES if sense in token.senses]
    return said[:2] == ["method", "route"] or "possibly" not in said


def _forget_routes(collected: Sequence[Regimen | None]) -> None:
    """ "It is not available for oral use": the route of a sentence that denies something and gives no dose."""
    if not any(regimen is not None and (regimen.has_amount or regimen.has_frequency) for regimen in collected):
        for regimen in collected:
            if regimen is not None:
                regimen.route = None


def _forget_lengths(collected: Sequence[Regimen | None]) -> None:
    """ "Infusions of 30 minutes or of 4 hours are used": how long of several is not said of the doses before."""
    if not any(regimen is not None and regimen.has_amount for regimen in collected):
        for regimen in collected:
            if regimen is not None:
                regimen.duration = None


def _mark(clauses: Sequence[Clause], collected: Sequence[Regimen | None], left: Sequence[int]) -> None:
    """A regimen whose clause has a figure that nothing accounts for keeps its words only."""
    firsts = [clause[0].first for clause in clauses]
    for index in left:
        regimen = collected[max(0, bisect_right(firsts, index) - 1)]
        if regimen is not None and regimen.has_amount:
            regimen.complete = False
