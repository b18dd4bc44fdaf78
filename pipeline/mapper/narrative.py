"""XHTML of narratives: escaped text, tags, the div that FHIR asks for."""

from __future__ import annotations

import re

# What neither XML 1.0 nor a FHIR string may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str, *, escaped: bool = False) -> str:
    """The text without characters that FHIR forbids; `escaped` for XHTML."""
    text = text if text.isprintable() else _FORBIDDEN.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if escaped else text


def tag(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def div(inner: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
