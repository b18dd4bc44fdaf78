"""Every fact's place in its source: does the slice lie in the document, and does it hold the fact's words?

trace-source        no document to look in: the reference names none of the bundle, or it is not embedded and not given
trace-encoding      the document's bytes cannot be decoded as its media type says
trace-extension     a derivation-reference without reference, offset or length
trace-outside       offset and length reach outside the text
trace-words         words of the fact that none of its places has
trace-no-words      an element with a place but without words to compare
trace-size          the attachment's size is not that of the source
trace-hash          the attachment's hash is not that of the source

The places are http://hl7.org/fhir/StructureDefinition/derivation-reference extensions; offset and length count
characters (Unicode code points) of the decoded text, a byte order mark included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from pipeline.model.canonical import DERIVATION
from pipeline.problems import Problem, Severity
from pipeline.validate.attachments import decoded, differences
from pipeline.validate.tree import Place, entries_of, problem_at, reference_of
from pipeline.validate.words import words_of


@dataclass(frozen=True, slots=True)
class Marked:
    """An element that says where it was read: its words (None where it has none), its extensions, its place."""

    words: str | None
    derivations: tuple[dict[str, Any], ...]
    place: Place

    def problem(self, what: str, message: str, severity: Severity = "error") -> Problem:
        return problem_at(self.place, f"trace-{what}", message, severity=severity)


def verify(bundle: dict[str, Any], source: bytes | None = None) -> tuple[Problem, ...]:
    """All places of a bundle that do not hold.

    `source` is the monograph's bytes; without it the document embedded in the bundle is taken at its word.
    """
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    resources = [entry["resource"] for entry in entries_of(bundle) if isinstance(entry.get("resource"), dict)]
    for resource in resources:
        if resource.get("resourceType") == "DocumentReference":
            text, found = _document(resource, source)
            problems += found
            if text is not None:
                texts[reference_of(resource)] = text
    for resource in resources:
        root: Place = (None, str(resource.get("resourceType")), reference_of(resource))
        for marked in _marked(resource, root):
            problems += _check(marked, texts)
    return tuple(problems)


def text_of(bundle: dict[str, Any]) -> str | None:
    """The text of the document that a bundle embeds; None where it embeds none that can be decoded."""
    for entry in entries_of(bundle):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "DocumentReference":
            return _document(resource, None)[0]
    return None


def _document(resource: dict[str, Any], source: bytes | None) -> tuple[str | None, list[Problem]]:
    """The text that a DocumentReference stands for, and what its attachment says wrongly of the source."""
    problem = Marked(None, (), (None, "DocumentReference", reference_of(resource))).problem
    attachment = _attachment(resource)
    content = decoded(attachment) if source is None else source
    if content is None:
        return None, [problem("source", "the document is not embedded: say where its file is")]
    problems = [] if source is None else [problem(what, said) for what, said in differences(attachment, source)]
    charset = _charset(attachment)
    try:
        return content.decode(charset), problems
    except (LookupError, UnicodeDecodeError) as error:
        return None, [*problems, problem("encoding", f"cannot be decoded as {charset}: {error}")]


def _attachment(resource: dict[str, Any]) -> dict[str, Any]:
    try:
        found = resource["content"][0]["attachment"]
    except (KeyError, IndexError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _charset(attachment: dict[str, Any]) -> str:
    header = Message()
    header["Content-Type"] = str(attachment.get("contentType", ""))
    return header.get_content_charset("utf-8")


def _marked(value: dict[str, Any], place: Place) -> Iterator[Marked]:
    derivations = _derivations(value)
    if derivations:
        yield Marked(_own_words(value), derivations, place)
    for name, child in value.items():
        if name.startswith("_") and isinstance(child, dict) and _derivations(child):
            stated = value.get(name[1:])
            yield Marked(stated if isinstance(stated, str) else None, _derivations(child), (place, name[1:], None))
        elif isinstance(child, dict):
            yield from _marked(child, (place, name, None))
        elif isinstance(child, list) and name != "extension":
            for index, item in enumerate(child):
                if isinstance(item, dict):
                    yield from _marked(item, (place, name, index))


def _derivations(value: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    listed = value.get("extension")
    if not isinstance(listed, list):
        return ()
    return tuple(one for one in listed if isinstance(one, dict) and one.get("url") == DERIVATION)


def _own_words(value: dict[str, Any]) -> str | None:
    """What an element says in words: `text` of a concept or dosage, else `description`, else its notes."""
    notes = value.get("note")
    noted = [note.get("text") for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
    said = [value.get("text"), value.get("description"), *noted]
    return next((words for words in said if isinstance(words, str)), None)


def _check(marked: Marked, texts: dict[str, str]) -> Iterator[Problem]:
    """A fact that is stated twice, or in two sentences, has two places: its words must stand in them together."""
    pieces = [_slice(marked, derivation, texts) for derivation in marked.derivations]
    yield from (piece for piece in pieces if isinstance(piece, Problem))
    read = [piece for piece in pieces if isinstance(piece, str)]
    if marked.words is None:
        yield marked.problem("no-words", "the element has a place in the source but no words to compare", "warning")
    elif read:
        found = {word for piece in read for word in words_of(piece)}
        missing = [word for word in dict.fromkeys(words_of(marked.words)) if word not in found]
        if missing:
            yield marked.problem("words", f"not in the source where it says that it was read: {', '.join(missing)}")


def _slice(marked: Marked, derivation: dict[str, Any], texts: dict[str, str]) -> str | Problem:
    parts = {part.get("url"): part for part in derivation.get("extension", ()) if isinstance(part, dict)}
    try:
        reference = parts["reference"]["valueReference"]["reference"]
        offset, length = parts["offset"]["valueInteger"], parts["length"]["valueInteger"]
    except (KeyError, TypeError):
        return marked.problem("extension", "give reference, offset and length")
    if reference not in texts:
        return marked.problem("source", f"'{reference}' is not a document that can be read here")
    text = texts[reference]
    if not (isinstance(offset, int) and isinstance(length, int) and 0 <= offset < offset + length <= len(text)):
        return marked.problem("outside", f"{length} characters from {offset}: the text has {len(text)}")
    return text[offset : offset + length]
