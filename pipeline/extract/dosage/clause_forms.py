"""The dose form that a clause names before its dose: "Immediate-release: 5 mg daily; syrup: 10 mL daily"."""

from __future__ import annotations

import re

from pipeline.extract.dosage.about import ends_in_form
from pipeline.extract.dosage.labels import formulation_in
from pipeline.model.document import Block, Span
from pipeline.rules import Rules

_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_HEAD = re.compile(r"(?:^|[;.]\s)\s*(?P<words>(?:[^:;.]|\.(?=\d)){3,60}):\s")


def clause_form(block: Block, span: Span, rules: Rules) -> str:
    """The form of the last words before a colon in the sentence of the dose at `span`, or ""."""
    sentence = next(sentence for sentence in block.sentences if sentence.end >= span.end)
    heads = list(_HEAD.finditer(block.plain[sentence.start : span.end]))
    words = heads[-1]["words"] if heads else ""
    named = (_BRACKET.sub("", words), *_BRACKET.findall(words))
    return formulation_in(words, rules) if any(ends_in_form(part, rules) for part in named) else ""
