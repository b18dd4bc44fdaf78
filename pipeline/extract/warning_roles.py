"""What each block of a page is to its warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipeline.extract.groups import is_about_groups_only
from pipeline.extract.lead_ins import LeadIn, lead_in
from pipeline.extract.warning_prose import Words, is_bare, is_elsewhere, is_forbidding
from pipeline.model.document import Block, Document
from pipeline.rules import Rules

Role = Literal["topic", "conditions", "part", "prose", "sentence", "care", "listed", "silent"]

SECTIONS = frozenset({"precautions", "warnings", "warnings-and-precautions", "boxed-warning", "dependence"})
_GENERAL = SECTIONS - {"dependence"}
_SILENT = frozenset(
    {
        "contraindications",
        "interactions",
        "pregnancy",
        "lactation",
        "pediatric",
        "geriatric",
        "renal",
        "hepatic",
        "storage",
        "faq",
        "disclaimer",
        "brands",
        "generic-name",
        "indications",
        "adverse-reactions",
        "mechanism",
        "description",
        "dosage",
    }
)
_ROLES: Mapping[str, Role] = {"generic": "prose", "risk": "topic", "conditions": "conditions", "others": "silent"}
_LONGEST_LABEL = 9


def role_of(document: Document, block: Block, roles: dict[int, Role], rules: Rules) -> Role:
    """What a block is to the warnings of its page.

    topic    its label is the topic of a warning
    conditions  its sentences name the topics; where they name none, its label is one
    part     stands below such a label and belongs to its description
    prose    its sentences name the topics
    sentence a bold line that is a sentence of its own
    care     stands among contraindications: only its advice to take care is a warning
    listed   it is itself the topic: an item below "Use with caution in:"
    """
    if (block.section not in SECTIONS and block.topic not in SECTIONS) or block.topic in _SILENT:
        return "care" if block.topic == "contraindications" and not _is_listed(document, block) else "silent"
    above = roles.get(block.parent, "prose") if block.parent is not None else "prose"
    if block.label is not None:
        return _role_of_label(document, block, rules)
    if above in ("topic", "part"):
        return "part"
    introduced = lead_in(document, block)
    if introduced is not None:
        return _role_below(document, block, introduced, rules)
    below_silent_label = block.parent is not None and above == "silent" and document.blocks[block.parent].label
    return "silent" if below_silent_label else "prose"


def _role_of_label(document: Document, block: Block, rules: Rules) -> Role:
    words = block.label.text if block.label else ""
    topics = rules.lexicon["warning-topics"]
    term = topics.get(words)
    if term is not None:
        return _ROLES[term.key]
    if rules.sections.match(words) in _GENERAL or _names_the_drug(document, words):
        return "prose"
    if is_about_groups_only(words, rules) or words.endswith("?"):
        return "silent"
    if len(words.split()) > _LONGEST_LABEL:
        return "sentence" if block.is_label_only else "topic" if block.label and block.label.bold else "prose"
    if block.is_label_only and any(child.label for child in document.children(block)):
        return "prose"
    return "topic"


def _is_listed(document: Document, block: Block) -> bool:
    """Whether a line of its own section or topic introduces a block."""
    introduced = lead_in(document, block)
    return introduced is not None and introduced.block.topic == block.topic


def _names_the_drug(document: Document, words: str) -> bool:
    """Whether a label only names the drug or one of its components ("3. Betamethasone sodium")."""
    names = (name.casefold() for name in (document.title, *document.components) if name)
    return any(name in words.casefold() and len(words.split()) <= len(name.split()) + 2 for name in names)


def _role_below(document: Document, block: Block, introduced: LeadIn, rules: Rules) -> Role:
    if introduced.block.is_label_only:
        return "listed" if is_bare(Words(block.plain, 0, len(block.plain)), rules) else "prose"
    words = Words(introduced.block.plain, introduced.start, introduced.end)
    if is_elsewhere(words, rules) or is_forbidding(document, words, rules):
        return "silent"
    cue = rules.lexicon["warning-cues"].first(*words)
    return "prose" if cue is None else "listed"
