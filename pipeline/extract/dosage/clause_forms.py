"""The dose form that a clause names before its dose: "Syrup: 10 mL", "for extended-release formulations, 5 mg"."""

from __future__ import annotations

import re

from pipeline.extract.dosage.about import ends_in_form
from pipeline.extract.dosage.labels import formulation_in
from pipeline.model.document import Block, Span
from pipeline.rules import Rules

_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_SUBJECT = re.compile(
    r"^(?:(?:for|with) )?(?:the )?(?P<words>[^,.;:()]{3,50}?) (?:formulations?|preparations?)\b", re.IGNORECASE
)
_HEAD = re.compile(r"(?:^|[;.]\s)\s*(?P<words>(?:[^:;.]|\.(?=\d)){3,60}):\s")


def clause_form(block: Block, span: Span, rules: Rules) -> str:
    """The form of the last words before a colon in the sentence of the dose at `span`, or ""."""
    sentence = next(sentence for sentence in block.sentences if sentence.end >= span.end)
    clause = block.plain[sentence.start : span.end]
    heads = [*_HEAD.finditer(clause), *_SUBJECT.finditer(clause)]
    words = max(heads, key=lambda head: head.start())["words"] if heads else ""
    named = (_BRACKET.sub("", words), *_BRACKET.findall(words))
    return formulation_in(words, rules) if any(ends_in_form(part, rules) for part in named) else ""
