"""What the layers are certain to find nothing in, told without asking them.

A layer says where in a bundle what is wrong: so each value needs its place, and each layer looks for itself. Of most
bundles nothing is to be said, and to tell so takes a tenth of the time: one walk sorts all values by what is asked of
them, and each group is asked at once, each text of it once. What is asked are the layers' own conditions, by the same
definitions. Whatever is unusual (a contained resource, a modifier, a type without definitions) is left to the layers.
"""

from __future__ import annotations

from typing import Any

from pipeline.validate import bundles, dosing, references
from pipeline.validate.certain.groups import Doubt
from pipeline.validate.certain.plan import groups_of
from pipeline.validate.certain.sorted import Sorted
from pipeline.validate.definitions import Definitions
from pipeline.validate.tree import Whole

# The layers that look at one value at a time: what the walk has no doubt of, none of them has.
LOCAL = frozenset({
    "structure", "elements", "extensions", "bindings", "invariants", "narrative", "units", "codings", "attachments",
})  # fmt: skip


def silent_layers(root: dict[str, Any], definitions: Definitions) -> frozenset[str]:
    """The layers that have nothing to say of a bundle or a resource; none where any value is in doubt."""
    try:
        found = Sorted(root, groups_of(definitions.release))
    except Doubt:
        return frozenset()
    whole = Whole(root, definitions)
    comparing = {
        "references": references.are_settled(whole, found.references),
        "dosing": dosing.is_silent(found.objects),
        "bundle": not any(bundles.check(whole)),
    }
    return LOCAL.union(name for name, is_silent in comparing.items() if is_silent)
