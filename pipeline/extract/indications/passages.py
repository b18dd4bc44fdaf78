"""The stretches of a block that enumerate indications: its label, its list, or what cues introduce."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.clauses import Clause, is_the_drug, last_sentence, statements
from pipeline.extract.indications.naming import is_clinical, only_lists
from pipeline.extract.indications.sentences import denies, first_listed, stated
from pipeline.model.document import Block, Document
from pipeline.rules import Rules

# Below a label most cues tell how the drug works; only "relieves" and the like say what else it treats, unless they
# open as a gloss of the label: "Back pain: Reduces stiffness".
_OUTRIGHT = frozenset({"acts", "relief", "also"})
_PAUSE = re.compile(r"[,;]")


def clauses_of(document: Document, block: Block, rules: Rules) -> Iterator[Clause]:
    """The stretches of a block that enumerate indications."""
    label = block.label
    found = [clause for start, end in statements(block) for clause in stated(block.plain, start, end, rules)]
    if label is None:
        if _led_in(document, block, rules):
            yield from _listed(block, found, rules)
    elif _kind(label.text, rules) == "general":
        yield from _instances(block, rules) if is_clinical(label.text, rules) else _listed(block, found, rules)
    elif _names_use(document, block, rules):
        yield Clause(label.start, label.end, "label")
        if is_clinical(label.text, rules):
            found = [clause for clause in found if _treats_more(block, clause)]
        instances = list(_instances(block, rules))
        yield from instances
        found = [clause for clause in found if not instances or clause.start >= instances[-1].end]
    yield from found


def is_denied(block: Block, rules: Rules) -> bool:
    """Whether the label of a block says that what it holds is no use."""
    return block.label is not None and _kind(block.label.text, rules) == "none"


def denies_what_follows(block: Block, rules: Rules) -> bool:
    """Whether the list that a block introduces holds no uses: "It is not suitable for:"."""
    words = last_sentence(block).rstrip()
    return words.endswith(":") and denies(words, rules)


def _kind(label: str, rules: Rules) -> str | None:
    hit = rules.lexicon["indication-labels"].first(label)
    return hit.term.key if hit else None


def _led_in(document: Document, block: Block, rules: Rules) -> bool:
    """Whether the block is an item of a list that a line on use introduces, or that stands right below the heading."""
    if block.kind != "item":
        return False
    parent = document.blocks[block.parent] if block.parent is not None else None
    if parent is None or parent.kind == "heading":
        return True
    words = last_sentence(parent)
    if not words.rstrip().endswith(":"):
        return parent.label is not None and (parent.kind == "item" or _kind(parent.label.text, rules) == "general")
    hits = {hit.term.key for hit in rules.lexicon["indication-lead-ins"].find(words)}
    return "lead-in" in hits and "parts" not in hits


def _names_use(document: Document, block: Block, rules: Rules) -> bool:
    """Whether the label of a block is itself an indication."""
    label = block.label
    if label is None or label.is_question or is_the_drug(document, label.text) or rules.sections.match(label.text):
        return False
    if _is_studied(block, rules):
        return False
    if is_clinical(label.text, rules):
        return block.kind == "item" or rules.lexicon["interactants"].first(label.text) is None
    return _led_in(document, block, rules)


def _treats_more(block: Block, clause: Clause) -> bool:
    """Whether a sentence below a label says what else the drug relieves."""
    before = block.plain[block.body : clause.start].split()
    return clause.rule in _OUTRIGHT and len(before) > 1


def _is_studied(block: Block, rules: Rules) -> bool:
    """Whether the words after a label begin by saying that its use is only studied."""
    start, end = next(statements(block), (0, 0))
    cue = rules.lexicon["indication-cues"].first(block.plain, start, end)
    return cue is not None and cue.term.key == "studied" and _PAUSE.search(block.plain, start, cue.start) is None


def _listed(block: Block, found: list[Clause], rules: Rules) -> Iterator[Clause]:
    """A list without a verb: an item, or what follows a label such as "Other uses"; none where a cue tells the use."""
    start, end = next(statements(block), (0, 0))
    told = any(clause.start < end for clause in found)
    if start < end and not told and rules.lexicon["sentence-verbs"].first(block.plain, start, end) is None:
        pause = first_listed(block.plain, start, end, rules)
        yield Clause(start, pause, "list")
        if block.plain[pause : pause + 1] == ":" and only_lists(block.plain[pause + 1 : end], rules):
            yield Clause(pause + 1, end, "list")


def _instances(block: Block, rules: Rules) -> Iterator[Clause]:
    """The instances that follow a label: "Throat infections: such as tonsillitis", "Infections: boils, styes"."""
    start, end = next(statements(block), (0, 0))
    opening = rules.lexicon["examples"].first(block.plain, start, end)
    if opening is not None:
        yield Clause(opening.end, first_listed(block.plain, opening.end, end, rules), "examples")
    elif block.label is not None and start < end:
        end = first_listed(block.plain, start, end, rules)
        if only_lists(block.plain[start:end], rules, block.label.text):
            yield Clause(start, end, "examples")
