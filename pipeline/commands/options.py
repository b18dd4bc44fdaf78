"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.report import FORMATS

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

mappings_option = click.option(
    "--mappings",
    type=FOLDER,
    metavar="DIR",
    help="Use the mapping files of this folder, not those that come with monofhir.",
)
problems_format_option = click.option(
    "--problems-format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="Text goes to standard error line by line, any other form to standard output at the end.",
)


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
