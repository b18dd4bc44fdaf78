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
    earlier = Earlier(folder)
    for place, found in {
        Place("bundles.ndjson", 6, 6): b"bundle",
        Place("bundles.ndjson", 0, 6): None,
        Place("gone.ndjson", 0, 6): None,
    }.items():
        assert earlier.bundle(place, DIGEST) == found
        assert earlier.holds(place, DIGEST) == (found is not None)


def test_a_file_of_its_own_is_compared_here_and_need_not_be_delivered_again(tmp_path: Path) -> None:
    write(tmp_path, "a.json", b"bundle")
    earlier = Earlier(tmp_path)
    assert earlier.holds(Place("a.json"), DIGEST)
    assert not earlier.holds(Place("b.json"), DIGEST)
    write(tmp_path, "a.json", b"another")
    assert not earlier.holds(Place("a.json"), DIGEST)
    assert earlier.bundle(Place("a.json"), DIGEST) == Draft("a.json", DIGEST)


def test_an_object_of_its_own_is_not_fetched_but_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    write(folder, "a.json", b"bundle")
    monkeypatch.setattr(Remote, "read_bytes", lambda _: pytest.fail("fetched"))
    earlier = Earlier(folder)
    assert earlier.holds(Place("a.json"), DIGEST)
    assert not earlier.holds(Place("b.json"), DIGEST)


def test_a_file_of_many_bundles_elsewhere_is_fetched_once() -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    write(folder, "bundles.ndjson", b"bundle" * 3)
    earlier = Earlier(folder)
    assert earlier.bundle(Place("bundles.ndjson", 0, 6), DIGEST) == b"bundle"
    (folder / "bundles.ndjson").unlink()
    assert earlier.bundle(Place("bundles.ndjson", 6, 6), DIGEST) == b"bundle"
