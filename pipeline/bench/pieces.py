"""What the smallest pieces of work cost: sentences with a dose, names looked up, clinical use definitions checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.bench.comparisons import Page, names
from pipeline.bench.measurement import Piece
from pipeline.bench.stopwatch import Stopwatch
from pipeline.extract.dosage import parse_dosage
from pipeline.extract.dosage.bearing import bearing_sentences
from pipeline.model.document import Source
from pipeline.parse import parse
from pipeline.rules import Rules, load
from pipeline.terminology.load import load_index
from pipeline.terminology.words import Words
from pipeline.validate import validate


def pieces(pages: Iterable[Page]) -> Iterator[Piece]:
    """Each piece of work for itself, with nothing around it."""
    watch = Stopwatch()
    counts = {"sentences that bear a dose read": 0, "clinical use definitions checked in their bundles": 0}
    doses, uses = counts
    rules = load()
    sentences: list[str] = []
    for page in pages:
        document, _ = parse(Source(page.file.name, page.text.encode(), page.text), rules)
        sentences += (sentence for sentence, _ in bearing_sentences(document, rules))
        watch.time(uses, validate, page.bundle)
        counts[uses] += _clinical_uses(page)
    counts[doses] = watch.time(doses, _read, sentences, rules)
    counts["names looked up"] = _look_up(watch, "names looked up")
    yield from (Piece(name, round(count / max(watch.seconds[name], 1e-9))) for name, count in counts.items())


def _read(sentences: Sequence[str], rules: Rules) -> int:
    for sentence in sentences:
        parse_dosage(sentence, rules.lexicon)
    return len(sentences)


def _clinical_uses(page: Page) -> int:
    return sum(entry["resource"]["resourceType"] == "ClinicalUseDefinition" for entry in page.bundle.get("entry", ()))


def _look_up(watch: Stopwatch, what: str) -> int:
    index, words, count = load_index(plugged=False), Words.load(), 0
    for count, name in enumerate(names(), 1):  # noqa: B007 - the last count is what we return
        watch.time(what, lambda name: index.find(words.key(name)), name)
    return count
