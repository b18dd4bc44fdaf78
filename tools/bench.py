"""Documents a second, stage by stage, on one core: `python tools/bench.py FOLDER [--times N] [--json]`.

Times are CPU seconds of this process; compare ratios of one run, since machines are noisy.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import orjson

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.bundle import assemble
from pipeline.extract import EXTRACTORS, extract
from pipeline.extract.dosage import parse_dosage
from pipeline.mapper import map_facts
from pipeline.model.document import Document, Source
from pipeline.model.fact import Fact
from pipeline.parse import parse
from pipeline.rules import Rules, load
from pipeline.run import convert
from pipeline.terminology.load import load_coder, load_index
from pipeline.terminology.words import Words
from pipeline.validate import CHECKS, validate
from tools.dosage_table import bearing_sentences

VALIDATED = "clinical use definitions validated in their bundles"
T = TypeVar("T")
P = ParamSpec("P")


class Stopwatch:
    """Adds up the CPU seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        start = time.process_time()
        result = work(*arguments, **options)
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - start
        return result


def measure(sources: list[Source]) -> dict[str, float]:
    """CPU seconds a stage for one pass over all sources; each extractor also stands alone."""
    rules, codes = load(), load_coder(plugged=False)
    watch = Stopwatch()
    for source in sources:
        document, _ = watch.time("parse", parse, source, rules)
        for name, extractor in EXTRACTORS.items():
            watch.time(f"  extract {name}", exhaust, extractor, document, rules)
        facts, _, _ = watch.time("extract", extract, document, rules)
        resources, _ = watch.time("map", map_facts, document, facts, rules)
        resources, _ = watch.time("map with codes", map_facts, document, facts, rules, codes=codes)
        bundle = watch.time("bundle", assemble, resources, "transaction")
        watch.time("validate", validate, bundle)
        watch.time("write", orjson.dumps, bundle)
    return watch.seconds


def exhaust(extractor: Callable[[Document, Rules], Iterable[Fact]], document: Document, rules: Rules) -> None:
    for _ in extractor(document, rules):
        pass


def rates(sources: list[Source]) -> dict[str, float]:
    """What the smallest pieces of work cost: dose-bearing sentences read, and names looked up, a second."""
    rules, index, words = load(), load_index(plugged=False), Words.load()
    documents = [parse(source, rules)[0] for source in sources]
    sentences = [text for document in documents for text, _ in bearing_sentences(document, rules)]
    names = [term for lexicon in ("conditions", "interactants") for term in rules.lexicon[lexicon].terms]
    watch = Stopwatch()
    for sentence in sentences:
        watch.time("dose-bearing sentences", parse_dosage, sentence, rules.lexicon)
    for name in names:
        watch.time("names looked up", lambda: index.find(words.key(name)))  # noqa: B023 - called at once
    uses = [validated(watch, source, rules) for source in sources]
    counts = {"dose-bearing sentences": len(sentences), "names looked up": len(names), VALIDATED: sum(uses)}
    return {what: round(counts[what] / spent) for what, spent in watch.seconds.items() if spent}


def validated(watch: Stopwatch, source: Source, rules: Rules) -> int:
    """How many clinical use definitions a bundle has, that all layers (and the rest of the bundle) were timed for."""
    bundle = convert(source, rules).bundle or {"resourceType": "Bundle"}
    watch.time(VALIDATED, validate, bundle)
    return sum(entry["resource"]["resourceType"] == "ClinicalUseDefinition" for entry in bundle.get("entry", ()))


def table(seconds: dict[str, float], count: int, size: int) -> dict[str, Any]:
    left_out = (" ", "map with codes")  # parts of a stage, and one that is measured beside it
    stages = {stage: spent for stage, spent in seconds.items() if not stage.startswith(left_out)}
    total = sum(stages.values())
    return {
        "documents": count,
        "megabytes": round(size / 1e6, 3),
        "documents_per_second": round(count / total, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "stages": {
            stage: {"ms_per_document": round(1000 * spent / count, 3), "share": round(spent / total, 3)}
            for stage, spent in seconds.items()
        },
    }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--times", default=1, help="Passes over the folder.")
@click.option("--json", "as_json", is_flag=True)
def main(folder: Path, times: int, as_json: bool) -> None:
    """Measures every stage on the monographs below FOLDER; the checks are: structure, then the rest."""
    files = sorted(folder.rglob("*.md"))
    pages = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files] * times
    sources = [Source(name, data, data.decode("utf-8", "replace")) for name, data in pages]
    result = table(measure(sources), len(sources), sum(len(data) for _, data in pages))
    result["a_second"] = rates(sources)
    if as_json:
        click.echo(json.dumps(result, indent=2))
        return
    click.echo(f"{result['documents']} documents, {result['documents_per_second']} a second, {len(CHECKS)} checks on")
    for stage, figures in result["stages"].items():
        click.echo(f"{stage:32} {figures['ms_per_document']:8.3f} ms  {figures['share']:6.1%}")
    for what, rate in result["a_second"].items():
        click.echo(f"{rate:,} {what} a second")


if __name__ == "__main__":
    main()
