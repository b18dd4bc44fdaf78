"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from pipeline.problems import ProblemError
from pipeline.report import FORMATS
from pipeline.storage.urls import is_url, is_written

MEGABYTE = 1_000_000

Command = TypeVar("Command", bound=Callable[..., Any])


class FileOrUrl(click.Path):
    """A path, or the URL of what stands elsewhere, which nobody asks before it is read. Either is a text."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        return value if is_url(str(value)) else super().convert(value, param, context)


class FolderOrUrl(FileOrUrl):
    """A folder here or elsewhere: a `Folder`."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        if not (isinstance(value, str) and is_url(value)):
            return super().convert(value, param, context)
        from pipeline.storage.folders import folder_at  # noqa: PLC0415 - what few runs need

        return folder_at(value)


class Destination(FolderOrUrl):
    """A folder that can be written."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        if isinstance(value, str) and is_url(value) and not is_written(value):
            self.fail(f"'{value}' is none: outputs go to folders of this machine, and to object stores (s3, gs)")
        return super().convert(value, param, context)


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# What a run of convert has written, and where one is to write.
STORED = FolderOrUrl(exists=True, file_okay=False, path_type=Path)
DESTINATION = Destination(file_okay=False, path_type=Path)
# Monographs, of which `discover` makes what it can.
SOURCE = FileOrUrl(exists=True)


@contextmanager
def named_by_the_user() -> Iterator[None]:
    """A path that names nothing is wrong usage. A place that cannot be listed now is none: its problem says where."""
    try:
        yield
    except ProblemError as error:
        if any(problem.location for problem in error.problems):
            raise
        raise click.UsageError(str(error)) from error


mappings_option = click.option(
    "--mappings",
    type=FOLDER,
    metavar="DIR",
    help="Use the mapping files of this folder, not those that come with monofhir.",
)


def problems_format(*names: str) -> Callable[[Command], Command]:
    """The option under these names; the command takes it as `problems_format`."""
    return click.option(
        *names,
        "problems_format",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="Text goes to standard error line by line, any other form to standard output at the end.",
    )


problems_format_option = problems_format("--problems-format")


def encoding(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuses what Python cannot decode text with."""
    try:
        b"text".decode(value or "utf-8", "replace")
    except LookupError as error:
        raise click.BadParameter(f"'{value}' is no text encoding") from error
    return value


encoding_option = click.option(
    "--encoding",
    callback=encoding,
    metavar="NAME",
    help="Decode with this; otherwise UTF-8, and what is not is recognised.",
)


def server_url(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuses what is no base of a server, and credentials in it, which would be shown with every problem."""
    if value is not None:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise click.BadParameter(f"'{value}' is no http or https URL")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise click.BadParameter("give the base alone; a bearer token is taken from MONOFHIR_TX_TOKEN")
    return value


def max_size_option(default: int, what: str) -> Callable[[Command], Command]:
    """The option in megabytes, of which `default` are taken without it; the command takes it as bytes."""
    return click.option(
        "--max-size",
        type=click.IntRange(min=1),
        callback=lambda _context, _parameter, megabytes: megabytes * MEGABYTE,
        default=default,
        show_default=True,
        metavar="MB",
        help=f"Refuse larger {what}.",
    )


tx_option = click.option(
    "--tx",
    callback=server_url,
    metavar="URL",
    help="Ask this FHIR terminology server too; a bearer token is taken from MONOFHIR_TX_TOKEN.",
)
tx_cache_option = click.option(
    "--tx-cache",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the server's answers there, and do not ask again for what it holds.",
)
tx_translate_option = click.option(
    "--tx-translate",
    multiple=True,
    metavar="SYSTEM",
    help="Add the code of this system that the server's maps call equivalent; may be repeated.",
)
