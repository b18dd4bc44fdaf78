"""Extensions: what they are called, and whether they change the meaning of what carries them.

fhir-extension-url         the url is not absolute, and the extension is no part of another
fhir-extension-modifier    a modifier extension, which who does not know it may not pass over
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at

MODIFIER = "modifierExtension"
NAMES = frozenset({"extension", MODIFIER})
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def check(tree: Tree) -> Iterator[Problem]:
    for extension, _, place in tree.nodes["Extension"]:
        above, name, _ = place
        url = extension.get("url")
        if isinstance(url, str) and above[1] not in NAMES and not is_absolute(url):
            yield problem_at(place, "fhir-extension-url", f"'{url}' is no absolute address: write it in full", "url")
        if name == MODIFIER:
            message = "this changes what the resource means: see that its readers know it"
            yield problem_at(place, "fhir-extension-modifier", message, severity="warning")


def is_absolute(url: str) -> bool:
    return _ABSOLUTE.fullmatch(url) is not None
