"""`monofhir terminology add` and `remove`: vocabularies of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import mappings_option
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.rules import mappings_directory
from pipeline.terminology.load import add_release, coded_kinds
from pipeline.terminology.plugged import unplug
from pipeline.terminology.readers import READERS

EXAMPLES = """\b
Examples:
  monofhir terminology add --snomed SnomedCT_InternationalRF2.zip
  monofhir terminology add --meddra MedDRA_English/MedAscii
  monofhir terminology add --rxnorm RxNorm_full --release 20230906
  monofhir terminology add --obo symp.obo --system http://example.org/symp --kind finding
  monofhir terminology add --csv drugs.csv --system http://example.org/drugs --kind drug --name house
"""
_OWN = ("obo", "csv")
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(epilog=EXAMPLES)
@click.option(
    "--snomed", type=click.Path(exists=True, path_type=Path), metavar="DIR|ZIP", help="SNOMED CT: RF2 snapshot, or GPS."
)
@click.option("--meddra", type=_FOLDER, metavar="DIR", help="MedDRA: the folder with llt.asc, pt.asc and soc.asc.")
@click.option("--rxnorm", type=_FOLDER, metavar="DIR", help="RxNorm: the folder with RXNCONSO.RRF.")
@click.option("--obo", type=_FILE, metavar="FILE", help="An ontology in OBO format; wants --system and --kind.")
@click.option("--csv", type=_FILE, metavar="FILE", help="Columns code, label[, kinds, synonyms]; wants --system.")
@click.option("--system", default="", metavar="URI", help="The code system of an OBO or CSV file.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="What its concepts are (finding, drug, ...).")
@click.option("--name", default="", metavar="NAME", help="What to call it here.")
@click.option("--release", default="", metavar="VERSION", help="Its version, where the files do not state it.")
@mappings_option
def add(
    system: str, kinds: tuple[str, ...], name: str, release: str, mappings: Path | None, **places: Path | None
) -> Verdict:
    """Plug in a release, to have its codes too.

    Its labels and exact synonyms are kept in your data directory (MONOFHIR_DATA names another), in place of an older
    release of the same name. Give one of --snomed, --meddra, --rxnorm, --obo and --csv.
    """
    given = {reader: place for reader, place in places.items() if place is not None}
    if len(given) != 1:
        raise click.UsageError(f"give one of {', '.join(f'--{reader}' for reader in READERS)}")
    ((reader, place),) = given.items()
    directory = mappings or mappings_directory()
    stated: dict[str, Any] = {"system": system, "kinds": kinds, "name": name, "version": release}
    _refuse(reader, stated, coded_kinds(directory))
    vocabulary = add_release(directory, reader, place, stated)
    say(f"{vocabulary.name}: {len(vocabulary.concepts):,} concepts of {vocabulary.title} {vocabulary.version}".rstrip())
    return Verdict.DONE


def _refuse(reader: str, stated: dict[str, Any], known: tuple[str, ...]) -> None:
    """Usage errors: what a file of one's own needs, and what a release states itself."""
    if reader in _OWN and not stated["system"]:
        raise click.UsageError(f"--{reader} wants --system URI")
    if reader == "obo" and not stated["kinds"]:
        raise click.UsageError("--obo wants --kind KIND")
    if reader not in _OWN and (stated["system"] or stated["kinds"]):
        raise click.UsageError(f"--system and --kind do not go with --{reader}: the release states them")
    for kind in stated["kinds"]:
        if kind not in known:
            raise click.BadParameter(f"'{kind}' is none of {', '.join(known)}", param_hint="--kind")


@click.command()
@click.argument("name")
def remove(name: str) -> Verdict:
    """Remove the plugged vocabulary NAME (`monofhir terminology list` shows them)."""
    unplug(name)
    return Verdict.DONE
