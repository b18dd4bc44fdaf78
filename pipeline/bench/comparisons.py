"""What others take for parts of the work, on the same monographs in the same process. COMPARISONS names each.

`start` of a comparison loads what it needs, which is not measured, and returns the work on one page. Raises
ImportError where a library is not installed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from pipeline.bench.measurement import Compared, Rate
from pipeline.bench.skeleton import skeleton
from pipeline.model.document import Source
from pipeline.parse import parse
from pipeline.rules import load

# A comparison ends after so many CPU seconds: some libraries take a second for a page.
ENOUGH = 5.0
# The names of conditions, effects and interacting things: what a matcher would be asked to find.
NAMES = ("conditions", "interactants")


@dataclass(frozen=True, slots=True)
class Page:
    """A monograph and the bundle that monofhir made of it."""

    file: Path
    text: str
    bundle: dict[str, Any]


Work = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    about: str
    start: Callable[[Path], Work]


def compare(comparison: Comparison, pages: Iterable[Page], scratch: Path, whole: Rate) -> Compared:
    """The rate of one comparison, on as many pages as it does in ENOUGH seconds; `scratch` is a folder to write in.

    The first page is done once before: what happens once in a process is no part of the rate.
    """
    name, about = comparison.name, comparison.about
    try:
        work = comparison.start(scratch)
    except ImportError as error:
        missing = f"not installed ({error.name}): pip install 'monofhir[bench]'"
        return Compared(name, about, None, None, missing)
    except Exception as error:  # compiled for other versions of its libraries, for instance
        return Compared(name, about, None, None, f"does not start ({type(error).__name__}: {error})")
    for page in islice(pages, 1):
        work(page)
    documents, size, seconds = 0, 0, 0.0
    for page in pages:
        start = time.process_time()
        work(page)
        seconds += time.process_time() - start
        documents, size = documents + 1, size + page.file.stat().st_size
        if seconds > ENOUGH:
            break
    rate = Rate.of(documents, size, seconds)
    return Compared(name, about, rate, round(rate.documents_per_second / whole.documents_per_second, 2))


def _read_and_write(scratch: Path) -> Work:
    target = scratch / "bundle.json"

    def work(page: Page) -> None:
        page.file.read_bytes()
        target.write_bytes(orjson.dumps(page.bundle))

    return work


def _skeleton(_: Path) -> Work:
    return lambda page: orjson.dumps(skeleton(page.text))


def _our_parser(_: Path) -> Work:
    rules = load()
    return lambda page: parse(Source(page.file.name, page.text.encode(), page.text), rules)


def _markdown_it(_: Path) -> Work:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only measured

    parser = MarkdownIt("commonmark").enable("table")
    return lambda page: parser.parse(page.text)


def _fhir_resources(_: Path) -> Work:
    from fhir.resources.bundle import Bundle  # noqa: PLC0415 - two seconds that only this comparison needs

    return lambda page: Bundle.model_validate(page.bundle).model_dump_json()


def _spacy(_: Path) -> Work:
    import spacy  # noqa: PLC0415 - an extra
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("name", list(language.tokenizer.pipe(names())))
    return lambda page: matcher(language(page.text))


def _medspacy(_: Path) -> Work:
    import medspacy  # noqa: PLC0415 - an extra
    from loguru import logger  # noqa: PLC0415 - comes with medspaCy
    from medspacy.target_matcher import TargetRule  # noqa: PLC0415

    logger.disable("PyRuSH")  # it would say something of every token
    language = medspacy.load()
    language.get_pipe("medspacy_target_matcher").add([TargetRule(name, "NAME") for name in names()])
    return lambda page: language(page.text)


def names() -> Iterator[str]:
    lexicons = load().lexicon
    return (word for name in NAMES for term in lexicons[name].terms.values() for word in term.words)


COMPARISONS = (
    Comparison(
        "reading, JSON and writing",
        "reads each monograph, encodes the bundle that was made of it before, and writes that",
        _read_and_write,
    ),
    Comparison(
        "a bare skeleton",
        "cuts the lines into headings and items, puts each item into a resource, and encodes the bundle; knows nothing",
        _skeleton,
    ),
    Comparison("monofhir's parser", "Markdown into sections, blocks, labels and sentences with offsets", _our_parser),
    Comparison("markdown-it-py", "a CommonMark parser in Python: tokens without offsets", _markdown_it),
    Comparison("fhir.resources", "builds each bundle as models, which validates it, and encodes them", _fhir_resources),
    Comparison("spaCy's matcher", "splits each page into tokens and finds the names of our lexicons in it", _spacy),
    Comparison("medspaCy", "its default pipeline with those names: sentences, names, and what denies them", _medspacy),
)
