from __future__ import annotations

import io
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.problems import ProblemError
from pipeline.read import resource_texts
from pipeline.storage.remote import Remote
from tests.elsewhere import write


def texts(*paths: object, limit: int = 100) -> list[tuple[str, bytes]]:
    return [(str(text.place), text.data) for text in resource_texts([str(path) for path in paths], limit)]


def test_a_file_is_one_resource_and_a_line_of_ndjson_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{\n}")
    (tmp_path / "b.ndjson").write_bytes(b"{}\n\n[]")
    assert texts(tmp_path / "a.json", tmp_path / "b.ndjson") == [
        (f"{tmp_path}/a.json", b"{\n}"),
        (f"{tmp_path}/b.ndjson:1", b"{}\n"),
        (f"{tmp_path}/b.ndjson:3", b"[]"),
    ]


def test_a_folder_is_all_below_it_but_for_hidden_files_and_the_records_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("z.json", "deep/a.json", "summary.json", "residue.jsonl", ".hidden.json", "note.txt"):
        (tmp_path / name).write_bytes(b"{}")
    assert [place for place, _ in texts(tmp_path)] == [f"{tmp_path}/deep/a.json", f"{tmp_path}/z.json"]


def test_standard_input_is_one_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"{}")))
    assert texts("-") == [("<stdin>", b"{}")]


def test_no_more_is_read_than_one_byte_over_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"x" * 500)
    assert texts(tmp_path / "a.json") == [(f"{tmp_path}/a.json", b"x" * 101)]


def test_a_path_that_names_nothing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="no file or folder"):
        texts(tmp_path / "gone.json")


def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(b"{}")
    opened = Path.open

    def guarded(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "a.json":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)
    found = list(resource_texts([str(tmp_path)], 100))
    assert [text.problem and text.problem.code for text in found] == ["read-permission", None]


def test_resources_elsewhere_are_found_as_those_here() -> None:
    folder = Remote(f"memory://{uuid.uuid4()}/out")
    for name, content in {
        "z.json": b"{}",
        "deep/a.ndjson": b"{}\n[]",
        "summary.json": b"{}",
        "large.json": b"x" * 101,
    }.items():
        write(folder, name, content)
    assert texts(folder / "z.json") == [(f"{folder}/z.json", b"{}")]
    assert texts(folder) == [
        (f"{folder}/deep/a.ndjson:1", b"{}\n"),
        (f"{folder}/deep/a.ndjson:2", b"[]"),
        (f"{folder}/large.json", b""),
        (f"{folder}/z.json", b"{}"),
    ]
    (problem,) = [text.problem for text in resource_texts([str(folder)], 100) if text.problem]
    assert problem.code == "read-too-large"
