"""Finds the monographs that the paths of a command line mean, in an order that depends on their names only."""

from __future__ import annotations

import errno
import glob
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline.problems import Location, Problem, ProblemError
from pipeline.read.errors import is_folder, missing, refused
from pipeline.read.input import ARCHIVE, MEDIA_TYPES, STDIN, Input
from pipeline.storage.urls import is_url, local_path


def discover(paths: Sequence[str]) -> tuple[Input, ...]:
    """The monographs of files, folders (with all below them), zip archives, glob patterns, URLs of these, and "-".

    Each once. Hidden files and folders are left out, links are followed. Raises ProblemError with `read-missing` for a
    path or pattern that names nothing, and for an archive or a place elsewhere that cannot be listed; all else that
    cannot be read is an Input with a problem.
    """
    found = dict.fromkeys(item for path in paths for item in _expand(path))
    return tuple(_refuse_same_output(found))


def roots(paths: Sequence[str]) -> tuple[str, ...]:
    """The addresses of the folders among the inputs, archives too: what no longer stands below them has vanished."""
    return tuple(filter(None, map(_root, paths)))


def _root(path: str) -> str | None:
    if is_url(path) and local_path(path) is None:
        from pipeline.read.elsewhere import root_of  # noqa: PLC0415 - what few runs need

        return root_of(path)
    here = local_path(path) or Path(path)
    return here.absolute().as_posix() if is_folder(here) or here.suffix.lower() == ARCHIVE else None


def folder_of(path: str) -> Path:
    """The input folder of what a path or pattern means."""
    if not os.path.lexists(path):
        return _fixed_part(path)
    return Path(path) if is_folder(path) else Path(path).parent


def _expand(path: str) -> Iterator[Input]:
    if path == STDIN:
        yield Input(None, "stdin.md", "<stdin>")
    elif is_url(path):
        yield from _visit_url(path)
    elif os.path.lexists(path):
        yield from _visit(Path(path), folder_of(path))
    else:
        # Unlike Path.glob this leaves hidden files out, as a shell does.
        matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []  # noqa: PTH207
        if not matches:
            raise ProblemError(missing(path, f"no file or folder matches '{path}'"))
        for match in matches:
            yield from _visit(Path(match), folder_of(path))


def _visit_url(url: str) -> Iterator[Input]:
    here = local_path(url)
    if here is not None:
        return _expand(str(here))
    from pipeline.read.elsewhere import visit  # noqa: PLC0415 - what few runs need

    return visit(url)


def _fixed_part(pattern: str) -> Path:
    """The folder above the first part with a wildcard: the input folder of what the pattern matches."""
    parts = Path(pattern).parts
    return Path(*parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])


def _visit(path: Path, base: Path) -> Iterator[Input]:
    if is_folder(path):
        inputs = sorted(_walk(path, base), key=lambda item: PurePosixPath(item.path).parts)
        yield from inputs or [_problem(path, base, "read-no-markdown", "this folder holds no .md or .markdown file")]
    elif path.suffix.lower() == ARCHIVE:
        from pipeline.read.elsewhere import visit_archive  # noqa: PLC0415 - what few runs need

        yield from visit_archive(path)
    else:
        known = ", ".join((*MEDIA_TYPES, ARCHIVE))
        message = f"'{path.suffix}' files are not read (only {known})"
        yield _file(path, base) or _problem(path, base, "read-unknown-format", message)


def _walk(root: Path, base: Path) -> Iterator[Input]:
    failures: list[OSError] = []
    for name, subfolders, files in os.walk(root, onerror=failures.append, followlinks=True):
        folder = Path(name)
        yield from filter(None, (_file(folder / file, base) for file in _visible(files)))
        loops = [subfolder for subfolder in _visible(subfolders) if _leads_back(folder / subfolder, root)]
        for subfolder in loops:
            yield _problem(folder / subfolder, base, "read-symlink-loop", "the link leads to a folder that holds it")
        subfolders[:] = [subfolder for subfolder in _visible(subfolders) if subfolder not in loops]
    for failure in failures:
        item = _input(Path(failure.filename), base)
        yield replace(item, problem=refused(failure, item.path))


def _visible(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(".")]


def _file(path: Path, base: Path) -> Input | None:
    if path.suffix.lower() in MEDIA_TYPES:
        return _input(path, base)
    try:
        path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:  # of such a link nobody can say whether a folder was meant
            return _problem(path, base, "read-symlink-loop", "the symbolic link leads back to itself")
    return None


def _leads_back(folder: Path, root: Path) -> bool:
    """Whether a link leads to a folder that was walked through to reach it, or to one above the root."""
    if not folder.is_symlink():
        return False
    walked = [parent.resolve() for parent in folder.parents if parent == root or root in parent.parents]
    return folder.resolve() in {*walked, *root.resolve().parents}


def _input(path: Path, base: Path) -> Input:
    return Input(path, _printable(path.relative_to(base)), _printable(path))


def _problem(path: Path, base: Path, code: str, message: str) -> Input:
    item = _input(path, base)
    return replace(item, problem=Problem(code, "error", message, Location(item.path)))


def _printable(path: Path) -> str:
    """Forward slashes, and a replacement character for each byte of a name that is not UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _refuse_same_output(inputs: Iterable[Input]) -> Iterator[Input]:
    """Marks every input whose output another one (or the run's own summary.json) would overwrite."""
    rivals: dict[str, list[str]] = defaultdict(list, summary=["the summary of the run"])
    found = list(inputs)
    for item in found:
        rivals[item.output_key].append(item.shown)
    for item in found:
        others = list(rivals[item.output_key])
        others.remove(item.shown)
        if others and item.problem is None:
            message = f"would be written to the same file as {', '.join(others)}; neither is converted"
            yield replace(item, problem=Problem("read-same-output", "error", message, Location(item.path)))
        else:
            yield item
