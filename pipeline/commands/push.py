"""`monofhir push`: a FHIR server gets what `convert` wrote, and stays in step with it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import click
import httpx

from pipeline.commands.options import problems_format_option
from pipeline.push import Listener, Pushed, Settings, client, export, push_output
from pipeline.push.auth import SmartClient
from pipeline.push.credentials import clear_text_warning, credentials
from pipeline.push.settings import Mode, Retire
from pipeline.report import Reporter, Verdict
from pipeline.report.progress import progress, say
from pipeline.report.pushed import write_pushed
from pipeline.report.table import Table, write_table
from pipeline.storage.user import user_data

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DEFAULT = Settings("")

EXAMPLES = """\b
Examples:
  monofhir push output --server https://fhir.example.org/r5 --dry-run
  MONOFHIR_TOKEN=... monofhir push output --server https://fhir.example.org/r5
  monofhir push output/rejected.ndjson --server https://fhir.example.org/r5
"""


def _base(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """The base URL without a slash at its end. It is written into a ledger, so no password may stand in it."""
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise click.BadParameter("a URL such as https://fhir.example.org/r5 is wanted")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise click.BadParameter("only the base URL: no user, password, query or fragment")
    return value.rstrip("/")


@click.command(epilog=EXAMPLES)
@click.argument("output", type=click.Path(exists=True, path_type=Path))
@click.option("--server", metavar="URL", callback=_base, help="Base URL of the FHIR server.")
@click.option(
    "--to", type=click.Choice(["ndjson"]), help="Instead of a server: bulk files with a manifest for $import."
)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where to write them.")
@click.option(
    "--files-url", metavar="URL", help="Where a server will find them, for the manifest; DIR itself by default."
)
@click.option("--dry-run", is_flag=True, help="Show what would be created, updated and retired; write nothing.")
@click.option("--check", is_flag=True, help="In the end read back all that the server should have, and compare.")
@click.option(
    "--retire",
    type=click.Choice(get_args(Retire)),
    default=DEFAULT.retire,
    show_default=True,
    help="What becomes of resources that OUTPUT no longer has: a status that says so, or deletion.",
)
@click.option("--retire-most", is_flag=True, help="Go on though most monographs that the server has would be retired.")
@click.option("--overwrite", is_flag=True, help="Replace what others have changed on the server since the last push.")
@click.option(
    "--collection",
    default=DEFAULT.collection,
    show_default=True,
    metavar="NAME",
    help="Name of this output where several are kept on a server: a push retires only within its own.",
)
@click.option("--conditional", is_flag=True, help="Let the server give ids; find resources by identifier.")
@click.option(
    "--mode", type=click.Choice(get_args(Mode)), help="Kind of requests, instead of the best the server states."
)
@click.option("--connections", type=click.IntRange(1, 64), default=DEFAULT.connections, show_default=True, metavar="N")
@click.option(
    "--max-entries",
    type=click.IntRange(min=1),
    default=DEFAULT.max_entries,
    show_default=True,
    metavar="N",
    help="Most entries of a request; less is learned where the server takes less.",
)
@click.option(
    "--attempts",
    type=click.IntRange(min=1),
    default=DEFAULT.attempts,
    show_default=True,
    metavar="N",
    help="How often a request is sent while it fails in a way that may pass.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=DEFAULT.timeout, show_default=True, metavar="SECONDS"
)
@click.option(
    "--ledger", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where to keep ledgers."
)
@click.option("--ca-file", type=FILE, metavar="FILE", help="Certificates to trust instead of the system's.")
@click.option("--token-file", type=FILE, metavar="FILE", help="A bearer token, read anew for each request.")
@click.option("--smart-client-id", metavar="ID", help="Client of SMART Backend Services; with --smart-key.")
@click.option("--smart-key", "smart_key_file", type=FILE, metavar="FILE", help="Its private key, as PEM or JWK.")
@click.option("--smart-key-id", metavar="KID", help="The key's id, where the key does not have it.")
@click.option("--smart-scope", default="system/*.cruds", show_default=True, metavar="SCOPES")
@click.option("--smart-token-url", metavar="URL", help="Token endpoint, instead of the one the server names.")
@problems_format_option
def push(  # noqa: PLR0913, PLR0917 - one parameter an option
    output: Path,
    to: str | None,
    into: Path | None,
    files_url: str | None,
    ledger: Path | None,
    ca_file: Path | None,
    token_file: Path | None,
    problems_format: str,
    **choices: Any,
) -> Verdict:
    """Load a FHIR server with bundles, and keep it in step.

    OUTPUT is a folder that `convert` wrote: what is new or changed in it is put under its own id, what the server has
    as it is stays untouched, and what OUTPUT no longer has is retired. A ledger remembers what the server has; a push
    that was stopped goes on where it ended. OUTPUT may also be a rejected.ndjson, whose resources are sent again.

    Credentials: MONOFHIR_TOKEN, or MONOFHIR_USER and MONOFHIR_PASSWORD, in the environment; --token-file; or SMART
    Backend Services.
    """
    if to:
        return _bulk(output, into, files_url, problems_format)
    if not choices["server"]:
        raise click.UsageError("name a --server, or use --to ndjson")
    smart = {name: choices.pop(name) for name in list(choices) if name.startswith("smart_")}
    settings = Settings(**choices)
    auth = credentials(settings.server, os.environ, token_file, _smart(smart))
    with progress("Pushing") as bar:
        reporter = Reporter(problems_format, sys.stdout, bar.say)
        if auth and (warning := clear_text_warning(settings.server)):
            reporter.add(settings.server, [warning])
        listener = Listener(bar.say, lambda problem: reporter.add(str(output), [problem]), bar.begin, bar.advance)
        work = partial(push_output, output, settings, ledgers=ledger or user_data() / "ledgers", listener=listener)
        pushed = asyncio.run(_connected(client(settings, auth, ca_file), work))
    reporter.close()
    write_pushed(pushed.counts, sys.stderr if reporter.is_document else sys.stdout, dry_run=settings.dry_run)
    return reporter.verdict


def _bulk(output: Path, into: Path | None, url: str | None, problems_format: str) -> Verdict:
    if into is None:
        raise click.UsageError("--to ndjson needs --into DIR")
    if output.resolve() in (into.resolve(), *into.resolve().parents):
        raise click.UsageError("--into must lie outside OUTPUT, where its manifest would be taken for a bundle")
    reporter = Reporter(problems_format, sys.stdout, say)
    counts, problems = export(output, into, url or into.resolve().as_uri())
    reporter.add(str(output), problems)
    reporter.close()
    table = Table("Bulk files", ("type", "resources"), sorted(counts.items()))
    write_table(table, sys.stderr if reporter.is_document else sys.stdout)
    return reporter.verdict


def _smart(options: Mapping[str, Any]) -> SmartClient | None:
    given = {name.removeprefix("smart_"): value for name, value in options.items() if value is not None}
    if ("client_id" in given) != ("key_file" in given):
        raise click.UsageError("--smart-client-id and --smart-key go together")
    return SmartClient(**given) if "client_id" in given else None


async def _connected(http: httpx.AsyncClient, work: Callable[..., Awaitable[Pushed]]) -> Pushed:
    async with http:
        return await work(client=http)
