from __future__ import annotations

import uuid
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.batch.earlier import Earlier
from pipeline.deliver.place import Place
from pipeline.model.outcome import Draft
from pipeline.storage.folders import Folder
from pipeline.storage.remote import Remote
from tests.elsewhere import write

DIGEST = sha256(b"bundle").hexdigest()


@pytest.fixture(params=["here", "elsewhere"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return tmp_path if request.param == "here" else Remote(f"memory://{uuid.uuid4()}/out")


def test_a_line_is_what_it_was_as_long_as_its_bytes_are(folder: Folder) -> None:
    write(folder, "bundles.ndjson", b"first\nbundle\n")
    assert Earlier(folder).bundle(Place("bundles.ndjson", 6, 6), DIGEST) == b"bundle"
    assert Earlier(folder).bundle(Place("bundles.ndjson", 0, 6), DIGEST) is None
    assert Earlier(folder).bundle(Place("gone.ndjson", 0, 6), DIGEST) is None


def test_a_file_of_its_own_is_compared_here() -> None:
    assert Earlier(Path("absent")).bundle(Place("a.json"), DIGEST) is None


def test_an_object_of_its_own_is_not_fetched_but_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    write(folder, "a.json", b"bundle")
    monkeypatch.setattr(Remote, "read_bytes", lambda _: pytest.fail("fetched"))
    earlier = Earlier(folder)
    assert earlier.bundle(Place("a.json"), DIGEST) == Draft("a.json", DIGEST)
    assert earlier.bundle(Place("b.json"), DIGEST) is None


def test_a_file_of_many_bundles_elsewhere_is_fetched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    write(folder, "bundles.ndjson", b"bundle" * 3)
    earlier = Earlier(folder)
    assert earlier.bundle(Place("bundles.ndjson", 0, 6), DIGEST) == b"bundle"
    (folder / "bundles.ndjson").unlink()
    assert earlier.bundle(Place("bundles.ndjson", 6, 6), DIGEST) == b"bundle"
