"""What can be worked on side by side: the changes of a monograph depend on no other monograph's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from pipeline.push.change import Change
from pipeline.push.chunks import Group
from pipeline.push.ledger import Known
from pipeline.push.output import Item, Monograph
from pipeline.push.references import dependency_order


def units(
    bundles: Iterable[Monograph], send: Mapping[str, Set[str]], known: Mapping[str, Known], *, overwrite: bool
) -> Iterator[tuple[Group, ...]]:
    """For each monograph what is to be sent of it, in dependency order. Only one at a time is in memory."""
    for bundle in bundles:
        wanted = send.get(bundle.key, frozenset())
        items = {item.reference: item for item in bundle.items if item.reference in wanted}
        if items:
            order = dependency_order({reference: item.references for reference, item in items.items()})
            yield tuple(
                tuple(_change(bundle, items[one], known.get(one), overwrite) for one in group) for group in order
            )


def _change(bundle: Monograph, item: Item, row: Known | None, overwrite: bool) -> Change:
    return Change(
        item.reference,
        bundle.key,
        content=item.content,
        digest=item.digest,
        references=item.references,
        version=None if row is None or overwrite else row.expected_version,
        location=bundle.location(item),
    )


def by_monograph(rows: Iterable[Known]) -> tuple[tuple[Known, ...], ...]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for row in rows:
        found[row.monograph].append(row)
    return tuple(map(tuple, found.values()))
