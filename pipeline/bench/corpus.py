"""The monographs that a measurement runs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.bench.measurement import MEGABYTE, Corpus
from pipeline.bench.variants import variants
from pipeline.problems import ProblemError
from pipeline.read import Input, discover, read


@dataclass(frozen=True)
class Monographs:
    """Files of this machine that can be read, and how many bytes they have; `generated` where they are no user's."""

    inputs: tuple[Input, ...]
    generated: bool

    @cached_property
    def files(self) -> tuple[Path, ...]:
        return tuple(item.file for item in self.inputs if isinstance(item.file, Path))

    @cached_property
    def size(self) -> int:
        return sum(file.stat().st_size for file in self.files)

    def described(self) -> Corpus:
        return Corpus(len(self.inputs), round(self.size / MEGABYTE, 3), self.generated)


def samples_directory() -> Path:
    """The samples that come with monofhir: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "input"


def given(folder: Path) -> Monographs:
    """All monographs below a folder; what cannot be read is left out, since it takes no time."""
    found = discover([str(folder)])
    return Monographs(
        tuple(item for item in found if isinstance(item.file, Path) and _text(item) is not None), generated=False
    )


def generate(originals: Path, count: int, seed: int, place: Path) -> Monographs:
    """Writes so many variants of the monographs below `originals` (see `variants`) below `place`; none of none.

    Raises OSError where nothing can be written.
    """
    place.mkdir(parents=True, exist_ok=True)
    texts = [text for item in discover([str(originals)]) if (text := _text(item)) is not None]
    for path, text in _written(texts, count, seed):
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return Monographs(tuple(item for item in discover([str(place)]) if not item.problem), generated=True)


def _written(texts: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, str]]:
    return variants(texts, count, seed) if texts else iter(())


def _text(item: Input) -> str | None:
    try:
        return read(item)[0].text
    except ProblemError:
        return None
