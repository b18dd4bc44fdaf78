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
_BEHIND = re.compile(
    r"\d.*?\b(?:as an? ([\w-]+(?: [\w-]+)?)"
    r"|(?:in |\()([\w-]+(?: [\w-]+)?) form"
    r"|[\s(]+(\w+-release)"
    r"|of the ([\w-]+(?: [\w-]+)?) formulation)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\s(?:or|and)\b")
_HEAD = re.compile(r"(?:^|[;.]\s)\s*(?P<words>(?:[^:;.]|\.(?=\d)){3,60}):\s")


def clause_form(block: Block, span: Span, whole: Span, rules: Rules) -> str:
    """The form of the last words before a colon in the sentence of the dose at `span`, or of the words behind it."""
    sentence = next(sentence for sentence in block.sentences if sentence.end > span.start)
    clause = block.plain[sentence.start : span.end]
    heads = [*_HEAD.finditer(clause), *_SUBJECT.finditer(clause)]
    words = max(heads, key=lambda head: head.start())["words"] if heads else ""
    named = (_BRACKET.sub("", words), *_BRACKET.findall(words))
    if any(ends_in_form(part, rules) for part in named):
        return formulation_in(words, rules)
    return "" if heads else _form_behind(block.plain[whole.start : whole.end], rules)


def _form_behind(words: str, rules: Rules) -> str:
    """The form of "200 mg daily in capsule form", "240 mg as a solution", "30 mg immediate-release, twice daily"."""
    found = _BEHIND.search(words)
    hit = rules.lexicon["formulations"].at(words, found.start(found.lastindex or 0)) if found is not None else None
    return hit.match.group() if hit is not None and _OTHER.match(words, hit.end) is None else ""
