"""What a sentence says that a drug is used for: where the enumeration begins and ends, and what is denied."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.clauses import Clause, cues_of, past_marks, without_brackets
from pipeline.extract.indications.naming import only_lists
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit


def stated(text: str, start: int, end: int, rules: Rules) -> Iterator[Clause]:
    """The enumerations of a sentence that its cues introduce, without those that are denied or only studied."""
    cues = cues_of(text, start, end, rules.lexicon["indication-cues"])
    covered, opened, explained = start, False, False
    for index, cue in enumerate(cues):
        if cue.term.data.get("ends"):
            return
        if cue.start < covered or (cue.term.data.get("continues") and not opened):
            continue
        if cue.term.data.get("explains"):
            covered, explained = cue.end, True
            continue
        if explained and not cue.term.data.get("result"):
            continue
        if cue.term.data.get("bearing") is False or _is_negated(cue.match.group(), rules):
            covered = _end_of_denial(text, cue.end, end, rules)
            continue
        following = next((other.start for other in cues[index + 1 :] if not other.term.data.get("inside")), end)
        found = _treated(text, cue, following, rules)
        covered, opened = found[-1].end, True
        if rules.lexicon["denied-uses"].at(text, covered, end):
            continue
        yield from found
        if text[covered : covered + 1] == ":" and only_lists(text[covered + 1 : end], rules):
            yield Clause(covered + 1, end, cue.term.key)
            return


def _is_negated(words: str, rules: Rules) -> bool:
    return rules.lexicon["negations"].first(without_brackets(words, 0, len(words))) is not None


def denies(sentence: str, rules: Rules) -> bool:
    """Whether the sentence ends with what is denied or only studied, so that a list below it names no use."""
    cues = [
        cue
        for cue in cues_of(sentence, 0, len(sentence), rules.lexicon["indication-cues"])
        if cue.term.data.get("bearing") is False and not (cue.term.data.get("ends") or cue.term.data.get("explains"))
    ]
    return any(_end_of_denial(sentence, cue.end, len(sentence), rules) == len(sentence) for cue in cues)


def first_listed(text: str, start: int, end: int, rules: Rules) -> int:
    """Where the list that begins at `start` ends: at a reason, an explanation or the next statement."""
    open_text = without_brackets(text, start, end)
    begin = past_marks(open_text, start, end)
    for hit in rules.lexicon["indication-stops"].find(open_text, begin, end):
        if hit.term.key == "explanation" or (hit.term.key == "pause" and hit.end < end):
            return hit.start
    return end


def _end_of_denial(text: str, start: int, end: int, rules: Rules) -> int:
    contrast = rules.lexicon["denial-ends"].first(text, start, end)
    return contrast.start if contrast else end


def _treated(text: str, cue: Hit, end: int, rules: Rules) -> tuple[Clause, ...]:
    """What is treated. The state of the people it is given to counts where no disease is named before it: "to lower
    glucose in adults with diabetes", but not "to prevent stroke in adults with fibrillation"."""
    stop = first_listed(text, cue.end, end, rules)
    people = rules.lexicon["indication-people"].first(text, cue.end, end)
    if people is None or people.start > stop:
        return (Clause(cue.end, stop, cue.term.key),)
    purpose = Clause(cue.end, people.start, cue.term.key)
    diseases = rules.lexicon["conditions"].find(text, purpose.start, purpose.end)
    if any(hit.term.key != "outcome" for hit in diseases):
        return (purpose,)
    return (purpose, Clause(people.end, first_listed(text, people.end, end, rules), cue.term.key))
