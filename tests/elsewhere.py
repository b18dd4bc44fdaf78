"""Folders here and elsewhere, as tests fill and read them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.deliver.atomic import replacing
from pipeline.storage.folders import Folder, files_below


def write(folder: Folder, name: str, content: bytes = b"") -> None:
    with replacing(folder / name) as stream:
        stream.write(content)


def contents(folder: Folder) -> dict[str, bytes]:
    """The visible files below a folder."""
    names = [name for name in files_below(folder, "") if not name.startswith(".")]
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def as_analysts_do(expression: str, folder: Path) -> int:
    """How many rows an expression of pandas or DuckDB has. In its own process: DuckDB tells of leaks at its end."""
    program = f"import duckdb, pandas; print(len({expression}))"
    return int(subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, check=True).stdout)
