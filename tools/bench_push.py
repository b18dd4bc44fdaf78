"""Resources a second that a FHIR server takes: a plain loop of PUTs, and `push` over 1, 4 and 8 connections.

`python -m tools.bench_push OUTPUT --server URL` loads the output anew under other ids for each, as a server does less
for what it has already. It leaves all of it there: use a server that nobody needs.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import httpx

from pipeline.deliver.encode import encode
from pipeline.push import Listener, Settings, push_output
from pipeline.push.output import Monograph, monographs
from pipeline.push.references import dependency_order

CONNECTIONS = (1, 4, 8)


def copied(output: Path, place: Path) -> int:
    """The bundles of an output under ids that no server has. Returns how many resources that are."""
    mark, count = secrets.token_hex(4), 0
    for number, bundle in enumerate(monographs(output)):
        if isinstance(bundle, Monograph):
            names = {item.content["id"] for item in bundle.items}
            file = place / f"{number}.json"
            file.write_bytes(encode(_renamed(bundle.bundle, names, mark)))
            count += len(bundle.items)
    return count


def _renamed(value: Any, names: set[str], mark: str) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(item, names, mark) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names, mark) for item in value]
    if isinstance(value, str):
        kind, slash, name = value.rpartition("/")
        if name in names:
            return f"{kind}{slash}{mark}-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
    return value


def in_order(output: Path) -> Iterator[dict[str, Any]]:
    for bundle in monographs(output):
        if isinstance(bundle, Monograph):
            items = {item.reference: item for item in bundle.items}
            order = dependency_order({reference: item.references for reference, item in items.items()})
            yield from (items[reference].content for group in order for reference in group)


def plain(output: Path, server: str) -> None:
    with httpx.Client(timeout=120, headers={"Content-Type": "application/fhir+json"}) as client:
        for resource in in_order(output):
            url = f"{server}/{resource['resourceType']}/{resource['id']}"
            client.put(url, content=encode(resource), headers={"Prefer": "return=minimal"}).raise_for_status()


def pushed(output: Path, server: str, connections: int) -> None:
    listener = Listener(lambda _: None, lambda problem: click.echo(problem.message), lambda _: None, lambda: None)
    settings = Settings(server, connections=connections)

    async def work() -> None:
        async with httpx.AsyncClient(timeout=120) as client:
            await push_output(output, settings, client, output / "ledgers", listener)

    asyncio.run(work())


@click.command()
@click.argument("output", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--server", required=True, metavar="URL")
@click.option("--json", "as_json", is_flag=True)
def main(output: Path, server: str, as_json: bool) -> None:
    """Measures on the bundles of OUTPUT; one push beforehand warms the server up."""
    ways = {"plain loop of PUTs": 0, **{f"push, {number} connections": number for number in CONNECTIONS}}
    rates = {}
    for name, connections in {"": 4, **ways}.items():
        with tempfile.TemporaryDirectory() as folder:
            count = copied(output, Path(folder))
            start = time.perf_counter()
            if connections:
                pushed(Path(folder), server, connections)
            else:
                plain(Path(folder), server)
            rates[name] = round(count / (time.perf_counter() - start), 1)
    del rates[""]
    if as_json:
        click.echo(json.dumps(rates, indent=2))
        return
    for name, rate in rates.items():
        click.echo(f"{name:24} {rate:8,.1f} resources a second")


if __name__ == "__main__":
    main()
