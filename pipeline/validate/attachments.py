"""Embedded documents: `data` decodes, and `size` and `hash` are those of the decoded bytes (FHIR R5, Attachment).

fhir-attachment-data    the data is not base64
fhir-attachment-size    `size` is not the number of bytes
fhir-attachment-hash    `hash` is not the base64 of the bytes' SHA-1
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at


def check(tree: Tree) -> Iterator[Problem]:
    for attachment, _, place in tree.nodes["Attachment"]:
        if not isinstance(attachment.get("data"), str):
            continue
        content = decoded(attachment)
        if content is None:
            yield problem_at(place, "fhir-attachment-data", "encode the data as base64", "data")
            continue
        for element, message in differences(attachment, content):
            yield problem_at(place, f"fhir-attachment-{element}", message, element)


def agrees(attachment: dict[str, Any]) -> bool:
    """Whether the data decodes, and size and hash are its own."""
    content = decoded(attachment)
    return "data" not in attachment or (content is not None and not any(differences(attachment, content)))


def decoded(attachment: dict[str, Any]) -> bytes | None:
    """The bytes of `data`; None where there is none or it is not base64."""
    try:
        return base64.b64decode(attachment["data"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        return None


def differences(attachment: dict[str, Any], content: bytes) -> Iterator[tuple[str, str]]:
    """`size` or `hash`, with a message, where the attachment states another than the content has."""
    if "size" in attachment and str(attachment["size"]) != str(len(content)):
        yield "size", f"the document has {len(content)} bytes, not {attachment['size']}"
    actual = base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii")
    if "hash" in attachment and attachment["hash"] != actual:
        yield "hash", f"the SHA-1 of the document is {actual}"
