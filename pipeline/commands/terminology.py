"""`monofhir terminology`: the vocabularies, what they say of a term, and how much of a run they coded."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from pipeline.commands.options import (
    STORED,
    mappings_option,
    problems_format_option,
    tx_cache_option,
    tx_option,
    tx_translate_option,
)
from pipeline.commands.plugged import add, remove
from pipeline.deliver.stored import stored_bundles
from pipeline.model.coding import CodedAs, Coding
from pipeline.problems import Location, Problem
from pipeline.report import Reporter, Verdict
from pipeline.report.coded import concepts_of, shares, uncoded
from pipeline.report.progress import say
from pipeline.report.table import FORMATS, Table, write_table
from pipeline.report.text import text_line
from pipeline.rules import mappings_directory
from pipeline.rules.files import concepts_of as kinds_of
from pipeline.rules.told import told_by_check
from pipeline.storage.folders import Folder
from pipeline.terminology.audit import Audit
from pipeline.terminology.load import load_coder, load_index, open_server, plugged_heads, vocabulary_heads
from pipeline.terminology.publish import published

EXAMPLES = """\b
Examples:
  monofhir terminology list
  monofhir terminology lookup "upset stomach" --as effect
  monofhir terminology check output
  monofhir terminology report output --format csv > coded.csv
  monofhir terminology export > terminology.json
"""
form_option = click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)


@click.group(epilog=EXAMPLES)
def terminology() -> None:
    """Work with vocabularies and codes."""


terminology.add_command(add)
terminology.add_command(remove)


@terminology.command(name="list")
@mappings_option
def list_vocabularies(mappings: Path | None) -> Verdict:
    """Show the vocabularies that give codes: the embedded ones, then those that you plugged in."""
    facts = ("name", "title", "version", "system", "licence")
    heads = [(head, "embedded") for head in vocabulary_heads(mappings or mappings_directory())]
    heads += [(head, "plugged in") for head in plugged_heads()]
    rows = [(*(head[fact] for fact in facts), origin) for head, origin in heads]
    write_table(Table("Vocabularies", (*facts, "origin"), rows), sys.stdout)
    return Verdict.DONE


@terminology.command()
@click.argument("term")
@click.option("--as", "kind", metavar="KIND", help="Only as this kind of concept (effect, condition, drug, ...).")
@tx_option
@tx_cache_option
@tx_translate_option
@mappings_option
def lookup(  # noqa: PLR0913, PLR0917 - one parameter an option
    term: str,
    kind: str | None,
    tx: str | None,
    tx_cache: Path | None,
    tx_translate: tuple[str, ...],
    mappings: Path | None,
) -> Verdict:
    """Show which codes TERM gets, and why."""
    directory = mappings or mappings_directory()
    with told_by_check(directory):
        kinds = kinds_of(directory)
    if kind is not None and kind not in kinds:
        raise click.BadParameter(f"'{kind}' is none of {', '.join(sorted(kinds))}", param_hint="--as")
    server = open_server(tx, tx_cache, tx_translate) if tx else None
    coder = load_coder(directory, server=server)
    rows: list[tuple[str, ...]] = []
    for name in [kind] if kind else sorted(kinds):
        coded = coder.code(term, name)
        rows += [(name, *_coding_cells(found)) for found in coded.codings]
        rows += [(name, *_cells(coding), "ambiguous: gives no code", "") for coding in coded.ambiguous]
    for problem in server.news() if server else ():
        say(text_line(problem))
    if not rows:
        say(f"no vocabulary and no reviewed row knows '{term}'")
        return Verdict.PROBLEMS
    write_table(Table(f"Codes of '{term}'", ("as", "system", "code", "display", "why", "source"), rows), sys.stdout)
    return Verdict.DONE


@terminology.command()
@click.argument("output", type=STORED, required=False)
@tx_option
@tx_cache_option
@mappings_option
@problems_format_option
def check(
    output: Folder | None, tx: str | None, tx_cache: Path | None, mappings: Path | None, problems_format: str
) -> Verdict:
    """Check that every code is real.

    The codes of the reviewed rows, and those of every bundle in OUTPUT where it is given: form, check digit, presence
    in the vocabulary, and the vocabulary's own display. With --tx the server is asked for codes of systems that no
    embedded vocabulary has.
    """
    directory = mappings or mappings_directory()
    server = open_server(tx, tx_cache) if tx else None
    with told_by_check(directory):
        audit = Audit(directory, load_index(directory), plugged_heads(), server)
    reporter = Reporter(problems_format, sys.stdout, say)
    reporter.add(str(directory), tuple(audit.of_rows()))
    count = 0
    for place, content in stored_bundles(output) if output else ():
        count += 1
        problems = (content,) if isinstance(content, Problem) else tuple(audit.of_bundle(content, place))
        reporter.add(str(place), problems)
    if output and not count:
        reporter.add(str(output), [_no_bundle(output)])
    reporter.add(tx or "", server.news() if server else ())
    reporter.close()
    say(f"reviewed rows and {count:,} bundles checked" if output else "reviewed rows checked")
    return reporter.verdict


@terminology.command()
@click.argument("output", type=STORED)
@click.option("--uncoded", "by_term", is_flag=True, help="Show the most frequent terms without a code instead.")
@click.option("--top", type=click.IntRange(min=1), default=50, show_default=True, help="How many of them.")
@form_option
def report(output: Folder, by_term: bool, top: int, form: str) -> Verdict:
    """Show how many concepts of a run are coded, by element and by system."""
    bundles = (content for _, content in stored_bundles(output) if isinstance(content, dict))
    found = [concept for bundle in bundles for concept in concepts_of(bundle)]
    if not found:
        reporter = Reporter("text", sys.stdout, say)
        reporter.add(str(output), [_no_bundle(output)])
        return reporter.verdict
    FORMATS[form](uncoded(found, top) if by_term else shares(found), sys.stdout)
    return Verdict.DONE


@terminology.command()
@mappings_option
def export(mappings: Path | None) -> Verdict:
    """Print our CodeSystems and ConceptMaps as a transaction that a FHIR server can load."""
    sys.stdout.buffer.write(orjson.dumps(published(mappings or mappings_directory()), option=orjson.OPT_INDENT_2))
    sys.stdout.buffer.write(b"\n")
    return Verdict.DONE


def _coding_cells(found: CodedAs) -> tuple[str, ...]:
    return (*_cells(found.coding), found.justification, found.source)


def _cells(coding: Coding) -> tuple[str, ...]:
    return (coding.system, coding.code, coding.display)


def _no_bundle(output: Folder) -> Problem:
    return Problem("terminology-no-bundle", "error", "holds no bundle", Location(str(output)))
