"""What the drug is called, and which classes the text puts it in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import Block, Document, squeeze
from pipeline.model.fact import Evidence, Identity
from pipeline.rules import Rules

_ASIDE = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)")
_JOINT = re.compile(r"\s+(?:\+|plus|and|&)\s+|\s*\+\s*", re.IGNORECASE)
_EDGES = " .,;:-–—*\"'“”"
_LONGEST_SYNONYM = 8


def extract(document: Document, rules: Rules) -> Iterator[Identity]:
    """The generic name as its own section states it, else the title; nothing where the page has neither."""
    stated = next((block for block in document.blocks if _names_the_drug(block, rules)), None)
    if stated is not None:
        name, synonyms = _name(_words(stated, rules), rules)
        start = 0 if stated.is_label_only else stated.body
        span = stated.text.span(start, len(stated.plain.rstrip()))
        evidence = Evidence(span, stated.section, "identity/generic-name")
    elif document.title and document.title_span is not None:
        name, synonyms = document.title, ()
        evidence = Evidence(document.title_span, "", "identity/title")
    else:
        return
    components = document.components or _components(name)
    yield Identity(evidence=(evidence,), name=name, synonyms=synonyms, components=components)


def _names_the_drug(block: Block, rules: Rules) -> bool:
    """Whether a line of the generic-name section is a name of the whole drug, and no sentence about it."""
    if block.topic != "generic-name" or block.component is not None or block.kind == "heading":
        return False
    bare = _ASIDE.sub("", _words(block, rules))
    return bool(bare.strip(_EDGES)) and rules.lexicon["identity-cues"].terms["prose"] not in _terms(bare, rules)


def _words(block: Block, rules: Rules) -> str:
    """The words after the label, or the bold line itself where it does not name the section."""
    if block.label is not None and block.is_label_only and rules.sections.match(block.label.text) is None:
        return block.label.text
    return block.body_text


def _terms(words: str, rules: Rules) -> list[object]:
    return [hit.term for hit in rules.lexicon["identity-cues"].find(words)]


def _name(words: str, rules: Rules) -> tuple[str, tuple[str, ...]]:
    """The name without its asides, and the synonyms that the asides give.

    Of a name that joins several, only an aside at its end that says "known as" is about all of them.
    """
    synonyms = []
    name = words
    for match in _ASIDE.finditer(words):
        kind, inner = _aside(match[1], rules)
        if kind == "qualifier":
            continue
        name = name.replace(match.group(), "", 1)
        shared = inner != match[1].strip(_EDGES) and not words[match.end() :].strip(_EDGES)
        if kind == "synonym" and (shared or not _JOINT.search(words)):
            synonyms.append(inner)
    return squeeze(name).strip(_EDGES), tuple(dict.fromkeys(synonyms))


def _aside(inner: str, rules: Rules) -> tuple[str, str]:
    """What an aside is to the name ("qualifier", "synonym" or "remark"), and the words of the synonym."""
    lexicon = rules.lexicon["identity-cues"]
    words = inner.strip(_EDGES)
    lead = lexicon.first(words)
    if lead is not None and lead.term.key == "synonym" and lead.start == 0:
        words = words[lead.end :].strip(_EDGES)
    whole = lexicon.get(words)
    if whole is not None and whole.key == "qualifier":
        return "qualifier", words
    if whole is not None and whole.key == "presentation":
        return "remark", words
    remark = any(hit.term.key == "prose" for hit in lexicon.find(words)) or len(words.split()) > _LONGEST_SYNONYM
    return ("remark" if remark or not words else "synonym"), words


def _components(name: str) -> tuple[str, ...]:
    """The parts of a name that plus or "and" joins; () for one name alone."""
    parts = tuple(dict.fromkeys(part.strip(_EDGES) for part in _JOINT.split(name)))
    return parts if len(parts) > 1 and all(part[:1].isupper() for part in parts) else ()
