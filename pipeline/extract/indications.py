"""Indications: the diseases, symptoms and purposes that the text says a drug is used for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.extract.clauses import Clause, cues_of, is_the_drug, last_sentence, statements, without_brackets
from pipeline.extract.members import Member, bracketed, fold, members
from pipeline.extract.merge import merged
from pipeline.extract.populations import find_populations
from pipeline.model.document import Block, Document
from pipeline.model.fact import Evidence, Indication, Population
from pipeline.rules import Rules

_SECTION = "indications"
_GROUPS = frozenset({"adult", "pediatric", "neonate", "geriatric", "other"})
_OFF_LABEL = re.compile(r"\boff-?\s?label\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d]{3,}|\b[A-Z]{2,}\b")
_OPENING = re.compile(r"[\s:,]*")
_PAUSE = re.compile(r"[,;:]|\b(?:but|rather|however)\b", re.IGNORECASE)
_GERUND = re.compile(r"\w+ing", re.IGNORECASE)
_OF_A_SITE = re.compile(r"\binfections? (?:of|in|affecting|involving) \S", re.IGNORECASE)
_MOST_WORDS = 16


def extract(document: Document, rules: Rules) -> Iterable[Indication]:
    """Every indication of the sections on use, and the diseases that only a label of the dosage section names."""
    used = _specific(_used(document, rules))
    known = [set(fold(fact.text).split()) for fact in used]
    dosed = merged(_dosed(document, rules), key=lambda fact: fold(fact.text))
    new = [fact for fact in dosed if not any(_is_one(set(fold(fact.text).split()), words) for words in known)]
    return (*used, *new)


def _is_one(words: set[str], known: set[str]) -> bool:
    return words <= known or known <= words


def _specific(facts: Iterable[Indication]) -> tuple[Indication, ...]:
    """Without later mentions in fewer words or by an abbreviation: "moderate asthma ... asthma" is one indication."""
    kept: list[Indication] = []
    for fact in merged(facts, key=lambda item: fold(item.text)):
        words = set(fold(fact.text).split())
        known = [other for other in kept if other.component == fact.component]
        if not any(words <= set(fold(other.text).split()) or fact.text in other.aliases for other in known):
            kept.append(fact)
    return tuple(kept)


def _used(document: Document, rules: Rules) -> Iterator[Indication]:
    for block in document.blocks:
        if block.section == _SECTION and block.kind != "heading":
            for clause in _clauses(document, block, rules):
                yield from _facts(document, block, clause, rules)


def _clauses(document: Document, block: Block, rules: Rules) -> Iterator[Clause]:
    """The stretches of a block that enumerate indications: its label, its list, or what its cues introduce."""
    label = block.label
    stated = [clause for start, end in statements(block) for clause in _stated(block.plain, start, end, rules)]
    if label is None:
        if not stated and _led_in(document, block, rules):
            stated = list(_listed(block, rules))
    elif _is_general(label.text, rules):
        stated = stated or list(_listed(block, rules))
    elif _names_use(document, block, rules):
        yield Clause(label.start, label.end, "label")
        stated = list(_examples(block, rules))
    yield from stated


def _stated(text: str, start: int, end: int, rules: Rules) -> Iterator[Clause]:
    cues = cues_of(text, start, end, rules.lexicon["indication-cues"])
    covered, opened = start, False
    for index, cue in enumerate(cues):
        if cue.term.data.get("ends"):
            return
        if cue.start < covered:
            continue
        if cue.term.data.get("bearing") is False:
            pause = _PAUSE.search(text, cue.end, end)
            covered = pause.start() if pause else end
            continue
        if cue.term.data.get("continues") and not opened:
            continue
        following = next((other.start for other in cues[index + 1 :] if not _is_inside(other.term.key)), end)
        covered = _stop(text, cue.end, following, rules)
        opened = True
        yield Clause(cue.end, covered, cue.term.key)


def _is_inside(key: str) -> bool:
    """Whether a cue may stand inside the enumeration of another: "to treat X and for the prevention of Y"."""
    return key in {"treatment", "acts"}


def _stop(text: str, start: int, end: int, rules: Rules) -> int:
    open_text = without_brackets(text, start, end)
    opening = _OPENING.match(open_text, start, end)
    begin = opening.end() if opening else start
    for hit in rules.lexicon["indication-stops"].find(open_text, begin, end):
        if hit.term.key == "explanation" or hit.end < end:
            return hit.start
    return end


def _led_in(document: Document, block: Block, rules: Rules) -> bool:
    """Whether the block is an item of a list that a line on use introduces, or that stands right below the heading."""
    if block.kind != "item":
        return False
    parent = document.blocks[block.parent] if block.parent is not None else None
    if parent is None or parent.kind == "heading":
        return True
    words = last_sentence(parent)
    if not words.rstrip().endswith(":"):
        return parent.label is not None and (parent.kind == "item" or _is_general(parent.label.text, rules))
    hits = {hit.term.key for hit in rules.lexicon["indication-lead-ins"].find(words)}
    return "lead-in" in hits and "parts" not in hits


def _is_general(words: str, rules: Rules) -> bool:
    hit = rules.lexicon["indication-labels"].first(words)
    return hit is not None and hit.term.key == "general"


def _names_use(document: Document, block: Block, rules: Rules) -> bool:
    """Whether the label of a block is itself an indication."""
    label = block.label
    if label is None or label.is_question or is_the_drug(document, label.text) or rules.sections.match(label.text):
        return False
    if rules.lexicon["conditions"].first(label.text) is not None:
        return block.kind == "item" or rules.lexicon["interactants"].first(label.text) is None
    return _led_in(document, block, rules)


def _listed(block: Block, rules: Rules) -> Iterator[Clause]:
    """A list without a verb: an item, or what follows a label such as "Other uses"."""
    start, end = next(statements(block), (0, 0))
    if start < end and rules.lexicon["sentence-verbs"].first(block.plain, start, end) is None:
        yield Clause(start, _stop(block.plain, start, end, rules), "list")


def _examples(block: Block, rules: Rules) -> Iterator[Clause]:
    """The instances that follow a label: "Infections of the throat: such as tonsillitis"."""
    start, end = next(statements(block), (0, 0))
    opening = rules.lexicon["examples"].first(block.plain, start, end)
    if opening is not None:
        yield Clause(opening.end, _stop(block.plain, opening.end, end, rules), "examples")


def _facts(document: Document, block: Block, clause: Clause, rules: Rules) -> Iterator[Indication]:
    leads = rules.lexicon["indication-leads"]
    found = members(block.plain, clause.start, clause.end, rules, leads)
    found = list(_whole(block.plain, found, rules))
    found += [inner for member in found for inner in bracketed(block.plain, member, rules, leads)]
    known = rules.lexicon["indication-cues"].terms
    needs = clause.rule in known and known[clause.rule].data.get("known")
    who = _population(block, clause, rules)
    off_label = _is_off_label(document, block, clause)
    for member in found:
        text = _named(member, rules)
        if text is None or is_the_drug(document, text):
            continue
        if needs and rules.lexicon["conditions"].first(text) is None:
            continue
        evidence = Evidence(block.text.span(*member.reach), block.section, f"indication/{clause.rule}")
        aliases = tuple(aside.text for aside in member.asides if len(aside.text.split()) <= 4)
        yield Indication(evidence=(evidence,), component=block.component, text=text, aliases=aliases, population=who,
                         off_label=off_label)


def _whole(text: str, found: list[Member], rules: Rules) -> Iterator[Member]:
    """Members, where further sites stay with their disease: "infections of the skin, the ear and the eye"."""
    held: Member | None = None
    for member in found:
        if held is not None and _OF_A_SITE.search(held.text) and rules.lexicon["conditions"].first(member.text) is None:
            held = replace(held, text=f"{held.text}{text[held.end : member.end]}", end=member.end)
            continue
        if held is not None:
            yield held
        held = member
    if held is not None:
        yield held


def _named(member: Member, rules: Rules) -> str | None:
    """The disease, symptom or purpose without what follows it; None where it is none."""
    tail = rules.lexicon["indication-tails"].first(member.text)
    if tail is not None and tail.term.key == "none":
        return None
    text = member.text[: tail.start].rstrip(" ,;") if tail else member.text
    if _GERUND.fullmatch(text) and rules.lexicon["conditions"].first(text) is None:
        return None
    if _WORDS.search(text) is None or len(text.split()) > _MOST_WORDS or rules.lexicon["vague"].get(text) is not None:
        return None
    found = next(find_populations(text, rules), None)
    if found is not None and found.start == 0 and found.population.code not in {"renal", "hepatic"}:
        return None
    return text


def _population(block: Block, clause: Clause, rules: Rules) -> Population | None:
    """Whom the sentence names: after the enumeration first, then before it."""
    for start, end in (*statements(block), (0, block.body)):
        if start <= clause.start < end:
            found = [item for item in find_populations(block.plain, rules, start, end) if _is_group(item.population)]
            after = [item.population for item in found if item.start >= clause.start]
            before = [item.population for item in found if item.start < clause.start]
            return next(iter(after + before), None)
    return None


def _is_group(population: Population) -> bool:
    """Whether the words name people, and not a state that may itself be the disease."""
    return population.code in _GROUPS


def _is_off_label(document: Document, block: Block, clause: Clause) -> bool:
    """Whether the words before the enumeration, its label or the line above its list say "off-label"."""
    for start, end in (*statements(block), (0, block.body)):
        if start <= clause.start < end and _OFF_LABEL.search(block.plain, start, end):
            return True
    if block.kind != "item" or block.parent is None:
        return False
    parent = document.blocks[block.parent]
    return _OFF_LABEL.search(last_sentence(parent)) is not None


def _dosed(document: Document, rules: Rules) -> Iterator[Indication]:
    for block in document.blocks:
        label = block.label
        if block.section != "dosage" or label is None or block.topic != "dosage" or _adjusts(document, block, rules):
            continue
        for fact in _facts(document, block, Clause(label.start, label.end, "dosage-label"), rules):
            if rules.lexicon["conditions"].first(fact.text) is not None:
                yield replace(fact, population=None)


def _adjusts(document: Document, block: Block, rules: Rules) -> bool:
    labels = [item.label.text for item in (block, *document.ancestors(block)) if item.label is not None]
    pattern = rules.lexicon["indication-labels"]
    return any(hit.term.key == "adjustment" for words in labels for hit in pattern.find(words))
