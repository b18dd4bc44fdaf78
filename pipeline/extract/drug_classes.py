"""Which classes the text puts the drug in: "is a non-selective beta-blocker", "belongs to the group of ..."."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.extract.phrases import Phrase, split_list
from pipeline.model.document import Block, Document, Sentence
from pipeline.model.fact import DrugClass, Evidence
from pipeline.rules import Rules
from pipeline.rules.lexicon import Lexicon

_TOPICS = frozenset({"indications", "mechanism", "description", "generic-name"})
_LONGEST = 8
_LONGEST_SUBJECT = 90
_ARTICLES = ("a ", "an ")


def extract(document: Document, rules: Rules) -> Iterator[DrugClass]:
    """The classes that Usage, How it works or the description names, as they are worded there."""
    for block in document.blocks:
        if block.topic not in _TOPICS:
            continue
        for index, sentence in enumerate(block.sentences):
            found = _after_link(document, block, sentence, rules) or (_opening(block, sentence) if index == 0 else None)
            if found is not None:
                component, start = found
                yield from _classes(block, sentence, component, start, rules)
            yield from _appositions(document, block, sentence, rules)


def _after_link(document: Document, block: Block, sentence: Sentence, rules: Rules) -> tuple[str | None, int] | None:
    """The component that the sentence is about and the offset where the class begins."""
    lexicon = rules.lexicon["drug-class-cues"]
    end = min(sentence.end, sentence.start + _LONGEST_SUBJECT)
    hits = lexicon.find(block.plain, sentence.start, end)
    link = next((hit for hit in hits if hit.term.key in ("link", "denial")), None)
    if link is None or link.term.key == "denial":
        return None
    subject = block.plain[sentence.start : link.start].casefold()
    component = next((name for name in document.components if name.casefold() in subject), None)
    named = component or block.component or _named(document, subject)
    pronoun = lexicon.get(subject.strip(" ,"))
    if named is None and (pronoun is None or pronoun.key != "subject" or _of_another(document, block)):
        return None
    return component or block.component, link.end


def _of_another(document: Document, block: Block) -> bool:
    """Whether a label of a combination names neither one component nor a section, but say two of them."""
    return bool(document.components) and block.label is not None and block.component is None


def _named(document: Document, subject: str) -> str | None:
    return next((word for word in document.title.casefold().split() if len(word) > 3 and word in subject), None)


def _opening(block: Block, sentence: Sentence) -> tuple[str | None, int] | None:
    """Under a component's label the words may begin with the class: "**Loratadine:** An antihistamine that ..."."""
    words = block.plain[sentence.start : sentence.end].casefold()
    article = next((len(lead) for lead in _ARTICLES if words.startswith(lead)), None)
    if article is None or block.component is None or block.label is None:
        return None
    return block.component, sentence.start + article


def _appositions(document: Document, block: Block, sentence: Sentence, rules: Rules) -> Iterator[DrugClass]:
    """The class between the drug's name and the next comma: "Loratadine, an antihistamine, relieves ..."."""
    for hit in rules.lexicon["drug-class-cues"].find(block.plain, sentence.start, sentence.end):
        if hit.term.key == "apposition":
            component, named = _named_last(document, block.plain[sentence.start : hit.start])
            comma = block.plain.find(",", hit.end, sentence.end)
            if named and comma >= 0:
                clause = replace(sentence, end=comma)
                yield from _classes(block, clause, component or block.component, hit.end, rules)


def _named_last(document: Document, words: str) -> tuple[str | None, bool]:
    """Whether the words end with the drug's name, and the component that it is of.

    In "Metformin with cimetidine, an ..." the class is cimetidine's.
    """
    words = f" {words.casefold()}"
    component = next((name for name in document.components if words.endswith(f" {name.casefold()}")), None)
    return component, component is not None or words.endswith(f" {document.title.casefold()}")


def _classes(block: Block, sentence: Sentence, component: str | None, start: int, rules: Rules) -> Iterator[DrugClass]:
    end = rules.lexicon["drug-class-ends"].first(block.plain, start, sentence.end)
    evidence = Evidence(block.text.span(sentence.start, sentence.end), block.section, "drug-class/named")
    for phrase in split_list(block.plain, start, end.start if end else sentence.end, rules):
        if _is_class(phrase, rules.lexicon["drug-classes"]):
            yield DrugClass(evidence=(evidence,), component=component, text=phrase.text)
    again = rules.lexicon["drug-class-cues"].first(block.plain, end.start, sentence.end) if end else None
    if end is not None and again is not None and again.start == end.start and again.term.key == "link":
        yield from _classes(block, sentence, component, again.end, rules)


def _is_class(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Words that begin with a number are the torn half of a name: "kinase 4 and 6 inhibitor"."""
    words = phrase.text.split()
    return 0 < len(words) <= _LONGEST and not words[0].isdigit() and lexicon.first(phrase.text) is not None
