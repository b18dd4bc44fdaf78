"""A whole measurement, part after part in one process: where others work too, only ratios of one run tell much."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from pipeline.bench.comparisons import COMPARISONS, Page, compare
from pipeline.bench.corpus import Monographs
from pipeline.bench.measurement import MEGABYTE, Measurement, Rate
from pipeline.bench.pieces import pieces
from pipeline.bench.stages import Pass, convert_once, started
from pipeline.bench.starts import starts


def measure(monographs: Monographs, times: int = 1) -> Measurement:
    """Converts all monographs `times` times, the fastest of which counts, and compares.

    What the first monographs of a run cost once (patterns are compiled when they are needed) counts as its start. With
    more than one time, what a process keeps on the way (shapes, units, instructions) is there from the beginning, as it
    is in the midst of a long run.
    """
    work = started(monographs.inputs)
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        passes = [convert_once(monographs.inputs, work, scratch / str(number)) for number in range(times)]
        peak = peak_memory()
        return _measurement(monographs, min(passes, key=lambda one: one.seconds), peak, scratch)


def _measurement(monographs: Monographs, best: Pass, peak: float | None, scratch: Path) -> Measurement:
    count = len(monographs.inputs)
    whole = Rate.of(count, monographs.size, best.seconds)
    pages = _Pages(monographs, scratch / "0")
    return Measurement(
        version("monofhir"),
        platform.python_version(),
        monographs.described(),
        whole,
        tuple(best.stages(count)),
        peak,
        tuple(starts(monographs.files[0], scratch)),
        tuple(pieces(pages)),
        tuple(compare(comparison, pages, scratch, whole) for comparison in COMPARISONS),
    )


class _Pages:
    """The monographs with their bundles, read anew whenever they are gone through: not all at once in memory."""

    def __init__(self, monographs: Monographs, output: Path):
        self._monographs, self._output = monographs, output

    def __iter__(self) -> Iterator[Page]:
        for item, file in zip(self._monographs.inputs, self._monographs.files, strict=True):
            bundle = (self._output / item.path).with_suffix(".json")
            if bundle.exists():
                text = file.read_text(encoding="utf-8", errors="replace")
                yield Page(file, text, orjson.loads(bundle.read_bytes()))


def peak_memory() -> float | None:
    """What this process has held at most, in MB; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / MEGABYTE, 1)  # bytes on macOS, KiB elsewhere
