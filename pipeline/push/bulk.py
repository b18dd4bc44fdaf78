"""Bulk files instead of requests: a file of resources for each type, and the manifests by which a server fetches them.

`$import` (https://github.com/smart-on-fhir/bulk-import) is a proposal in two forms, the same in content: a JSON
manifest, and a Parameters resource. Servers know one or the other, so both are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.deliver.atomic import replacing, write_problem
from pipeline.deliver.encode import encode
from pipeline.model.canonical import BASE
from pipeline.problems import Location, Problem, ProblemError
from pipeline.push.output import Monograph, monographs

MANIFEST, PARAMETERS = "manifest.json", "parameters.json"
NDJSON = "application/fhir+ndjson"


def export(output: Path, place: Path, url: str) -> tuple[Mapping[str, int], tuple[Problem, ...]]:
    """Writes `Type.ndjson` for each type of resource and both manifests beside them. `url`: where a server finds them.

    Returns how many resources of each type there are, and what is wrong with the output. Raises ProblemError:
    `push-no-bundle`, `write-...`; the files are then as they were.
    """
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    seen: set[str] = set()
    try:
        with ExitStack() as files:
            streams: dict[str, BinaryIO] = {}
            for bundle in monographs(output):
                if isinstance(bundle, Problem):
                    problems.append(bundle)
                    continue
                for kind, line in _lines(bundle, seen):
                    if kind not in streams:
                        streams[kind] = files.enter_context(replacing(place / f"{kind}.ndjson"))
                    streams[kind].write(line)
                    counts[kind] += 1
            if not counts:
                raise ProblemError(
                    *problems, Problem("push-no-bundle", "error", "holds no bundle", Location(str(output)))
                )
            for name, form in ((MANIFEST, manifest), (PARAMETERS, parameters)):
                files.enter_context(replacing(place / name)).write(encode(form(counts, url), indent=True))
    except OSError as error:
        raise ProblemError(write_problem(error, str(place))) from error
    return counts, tuple(problems)


def _lines(bundle: Monograph, seen: set[str]) -> list[tuple[str, bytes]]:
    """Each resource once: an import may not have two of the same id."""
    new = [item for item in bundle.items if item.reference not in seen]
    seen.update(item.reference for item in new)
    return [(item.content["resourceType"], encode(item.content)) for item in new]


def manifest(types: Mapping[str, int], url: str) -> dict[str, Any]:
    """The JSON form of the manifest."""
    return {
        "inputFormat": NDJSON,
        "inputSource": BASE,
        "input": [{"type": kind, "url": place} for kind, place in _files(types, url)],
        "storageDetail": {"type": "https"},
    }


def parameters(types: Mapping[str, int], url: str) -> dict[str, Any]:
    """The same as a Parameters resource."""
    files = [
        {"name": "input", "part": [{"name": "type", "valueCode": kind}, {"name": "url", "valueUri": place}]}
        for kind, place in _files(types, url)
    ]
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "inputFormat", "valueCode": NDJSON},
            {"name": "inputSource", "valueUri": BASE},
            {"name": "storageDetail", "part": [{"name": "type", "valueCode": "https"}]},
            *files,
        ],
    }


_ORDER = ("DocumentReference", "Medication", "Group", "ClinicalUseDefinition", "MedicationKnowledge", "Provenance")


def _files(types: Iterable[str], url: str) -> list[tuple[str, str]]:
    """Each type with its file, those first that others refer to: a server may read one file after another."""
    known = [kind for kind in _ORDER if kind in set(types)]
    return [(kind, f"{url.rstrip('/')}/{kind}.ndjson") for kind in (*known, *sorted(set(types) - set(known)))]
