"""All bundles in one file, or in some, one a line and in input order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO
from zlib import crc32

from pipeline.deliver.atomic import replacing
from pipeline.deliver.place import Place
from pipeline.model.outcome import Outcome
from pipeline.storage.folders import Folder, files_below

BUNDLES, INVALID, LINES = "bundles", "bundles.invalid", ".ndjson"
_NAME = re.compile(rf"({BUNDLES}|{re.escape(INVALID)})(-\d{{5}})?{re.escape(LINES)}")


@contextmanager
def ndjson(folder: Folder, keep_invalid: bool, partitions: int = 1) -> Iterator[Callable[[Outcome], Place | None]]:
    """Writes `bundles.ndjson`, and `bundles.invalid.ndjson` where bundles with errors are to be kept.

    With several partitions these are `bundles-00000.ndjson` and so on, and a monograph is in the same one whatever
    other monographs there are. Files of these names that an earlier run left are removed.
    """
    with ExitStack() as files:

        def opened(stem: str) -> dict[str, BinaryIO]:
            names = [ndjson_name(stem, number, partitions) for number in range(partitions)]
            return {name: files.enter_context(replacing(folder / name)) for name in names}

        streams = opened(BUNDLES) | (opened(INVALID) if keep_invalid else {})

        def deliver(outcome: Outcome) -> Place | None:
            name = ndjson_name(BUNDLES if outcome.ok else INVALID, partition_of(outcome.path, partitions), partitions)
            if name not in streams or not isinstance(outcome.bundle, bytes):
                return None
            place = Place(name, streams[name].tell(), len(outcome.bundle))
            streams[name].write(outcome.bundle)
            return place

        yield deliver
    _remove_others(folder, streams)


def bundle_files(names: list[str]) -> list[str]:
    """The files among these names of an output folder whose lines are bundles without errors."""
    return [name for name in names if _NAME.fullmatch(name) and not name.startswith(INVALID)]


def ndjson_name(stem: str, partition: int, partitions: int) -> str:
    return f"{stem}{LINES}" if partitions == 1 else f"{stem}-{partition:05}{LINES}"


def partition_of(path: str, partitions: int) -> int:
    return crc32(path.encode()) % partitions


def _remove_others(folder: Folder, own: dict[str, BinaryIO]) -> None:
    for name in files_below(folder, LINES):
        if _NAME.fullmatch(name) and name not in own:
            (folder / name).unlink(missing_ok=True)
