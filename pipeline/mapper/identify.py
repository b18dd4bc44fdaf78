"""Resource ids: made of the monograph's path and of what the resource is about, never of the run or the machine."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

LONGEST = 64
_LONGEST_SLUG = 28
_DIGITS = 8
_OTHER = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r"\.[^./]*$")


def path_slug(path: str, title: str) -> str:
    """The slug of a monograph: `n/natalizumab.md` -> `n.natalizumab`.

    Different paths give different slugs: where a slug cannot show all of its path (upper case, blanks, a full stop,
    other scripts, its length) a hash of the path is added. The title stands in for a path that shows nothing.
    """
    stem = _SUFFIX.sub("", path.replace("\\", "/").lstrip("/"))
    slug = ".".join(segment for segment in map(_words, stem.split("/")) if segment)
    if slug.replace(".", "/") == stem != "" and len(slug) <= _LONGEST_SLUG:
        return slug
    return _cut(slug or _words(title) or "monograph", _LONGEST_SLUG, path)


def resource_id(slug: str, key: str | None, taken: Container[str]) -> str:
    """`slug`, or `slug--key`; the same key once more in a monograph gets `-2`, `-3`, ..."""
    if key is None:
        return _numbered(slug, taken)
    whole = f"{slug}--{_words(key) or _digest(key)}"
    return _numbered(_shorten(whole, LONGEST, f"{slug}--{key}"), taken)


def _numbered(identifier: str, taken: Container[str]) -> str:
    candidate, number = identifier, 1
    while candidate in taken:
        number += 1
        candidate = _shorten(f"{identifier}-{number}", LONGEST, f"{identifier}-{number}")
    return candidate


def _words(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", text.lower()).strip("-")


def _shorten(text: str, longest: int, whole: str) -> str:
    return text if len(text) <= longest else _cut(text, longest, whole)


def _cut(text: str, longest: int, whole: str) -> str:
    return f"{text[: longest - _DIGITS - 1].rstrip('-.')}-{_digest(whole)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
