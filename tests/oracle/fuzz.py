"""Damages valid resources for a while, several times over: `python -m tests.oracle.fuzz --minutes 10 [--seed N]`.

Ends with exit code 1 at the first text that a layer fails on, or that takes longer than the limit.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import click

from pipeline.problems import Location
from pipeline.validate import examine
from pipeline.validate.definitions import RELEASES
from pipeline.validate.json_text import parse
from tests.oracle.change import spots
from tests.oracle.compare import valid
from tests.oracle.damage import IN_TEXT, KINDS

LIMIT = 10_000_000
SLOW = 5.0
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5e300, "", " ", "#", "a b", "\u0000", "\U0001f600", "9" * 5000, [], [[]], [None], {},
    {"": {}}, {"resourceType": []}, {"reference": {}}, {"extension": [{}]}, [{"url": 1}], {"value": {"value": []}},
)  # fmt: skip


def damaged(resources: list[Any], chance: random.Random) -> Iterator[str]:
    while True:
        one = deepcopy(chance.choice(resources))
        for _ in range(chance.randint(1, 6)):
            if chance.random() < 0.5:
                with suppress(AttributeError, IndexError, KeyError, TypeError):  # kinds are made for what is whole
                    chance.choice(list(KINDS.values()))(one, chance)
            else:
                chance.choice(list(spots(one))).put(deepcopy(chance.choice(ODD)))
            if not isinstance(one, dict) or not any(True for _ in spots(one)):
                break
        text = json.dumps(one)
        if chance.random() < 0.2:
            text = chance.choice(list(IN_TEXT.values()))(text)
        if chance.random() < 0.1:
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(["", "[" * 5000, "\ud800", "\\", '"', "1e99999"]) + text[at + 1 :]
        yield text


@click.command()
@click.option("--minutes", default=10.0)
@click.option("--seed", default=6)
def main(minutes: float, seed: int) -> None:
    end, slowest, count = time.monotonic() + 60 * minutes, 0.0, 0
    for text in damaged(valid(), random.Random(seed)):
        start = time.monotonic()
        if start > end:
            break
        try:
            read, _ = parse(text.encode("utf-8", "surrogatepass"), Location("fuzz"), LIMIT)
            for release in RELEASES if read is not None else ():
                examine(read or {}, release)
        except Exception:
            sys.stdout.write(text + "\n")
            raise
        count += 1
        slowest = max(slowest, time.monotonic() - start)
        if slowest > SLOW:
            raise click.ClickException(f"{slowest:.1f} s for {text}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{count:,} texts, no failure, slowest {slowest:.2f} s, peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
