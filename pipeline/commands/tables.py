"""`monofhir tables`: an output folder as tables, one row a fact."""

from __future__ import annotations

import sys

import click

from pipeline.commands.options import DESTINATION, STORED
from pipeline.deliver.atomic import write_problem
from pipeline.deliver.stored_tables import stored_tables
from pipeline.deliver.tables import FORMS, write
from pipeline.problems import ProblemError
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.report.table import Table, write_table
from pipeline.storage.folders import Folder
from pipeline.tabular.definition import definitions

EXAMPLES = """\b
Examples:
  monofhir tables output -o tables
  monofhir tables output -o tables --format parquet
"""


@click.command(epilog=EXAMPLES)
@click.argument("output", type=STORED)
@click.option("-o", "folder", required=True, type=DESTINATION, metavar="DIR", help="Where to write; a URL too.")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="csv", show_default=True)
def tables(output: Folder, folder: Folder, form: str) -> Verdict:
    """Write what the bundles in OUTPUT say as tables.

    Medications, indications, contraindications, effects, interactions, warnings, dosages, codes and problems: one row
    a fact, with its resource, its words and its places in the monograph. docs/tables.md explains the columns.
    """
    found = stored_tables(output)
    try:
        written = write(found, folder, form)
    except OSError as error:
        raise ProblemError(write_problem(error, str(folder))) from error
    rows = [(definition.name, len(found[definition.name]), definition.about) for definition in definitions()]
    write_table(Table("Tables", ("table", "rows", "of"), rows), sys.stdout)
    say(f"written: {', '.join(map(str, written))}")
    return Verdict.DONE
