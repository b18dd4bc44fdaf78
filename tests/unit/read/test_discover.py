from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.read import Input, discover


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*paths: str) -> None:
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# A drug\n")


def paths(*arguments: str) -> list[str]:
    return [item.path for item in discover(arguments)]


def problems(*arguments: str) -> dict[str, str]:
    return {item.path: item.problem.code for item in discover(arguments) if item.problem}


def test_a_folder_gives_all_its_markdown_in_the_order_of_the_names() -> None:
    write("in/b.md", "in/a/z.markdown", "in/a/B.MD", "in/notes.txt", "in/a.md")
    assert paths("in") == ["a/B.MD", "a/z.markdown", "a.md", "b.md"]


def test_hidden_files_and_folders_are_left_out() -> None:
    write("in/a.md", "in/.hidden.md", "in/.git/b.md")
    Path("in/.self").symlink_to(".")
    assert paths("in") == ["a.md"]


def test_a_file_is_named_without_the_folders_above_it() -> None:
    write("in/deep/a.md")
    assert discover(["in/deep/a.md"]) == (Input(Path("in/deep/a.md"), "a.md", "in/deep/a.md"),)


def test_what_a_pattern_matches_is_relative_to_the_folder_before_its_first_wildcard() -> None:
    write("in/x/a.md", "in/y/deep/b.md", "in/z/c.txt")
    assert paths("in/*/*.md") == ["x/a.md"]
    assert paths("in/**/*.md") == ["x/a.md", "y/deep/b.md"]
    assert paths("in/[xy]") == ["x/a.md", "y/deep/b.md"]


def test_a_file_whose_name_looks_like_a_pattern_is_found() -> None:
    write("a [oral].md")
    assert paths("a [oral].md") == ["a [oral].md"]


def test_a_hyphen_is_standard_input() -> None:
    assert discover(["-"]) == (Input(None, "stdin.md", "<stdin>"),)


def test_a_monograph_that_is_named_twice_is_read_once() -> None:
    write("in/a.md", "in/b.md")
    assert paths("in/b.md", "in", "./in/a.md") == ["b.md", "a.md"]


@pytest.mark.parametrize("argument", ["gone.md", "gone/*.md", "in/*.markdown"])
def test_a_path_that_names_nothing_is_refused(argument: str) -> None:
    write("in/a.md")
    with pytest.raises(ProblemError, match="no file or folder matches") as raised:
        discover([argument])
    assert [problem.code for problem in raised.value.problems] == ["read-missing"]


def test_a_path_through_a_folder_that_may_not_be_looked_into_is_not_called_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(os, "lstat", refuse)
    with pytest.raises(ProblemError) as raised:
        discover(["locked/a.md"])
    assert [problem.code for problem in raised.value.problems] == ["read-permission"]


def test_a_folder_without_markdown_is_a_problem() -> None:
    write("in/notes.txt")
    assert problems("in") == {".": "read-no-markdown"}


def test_a_file_of_another_format_is_a_problem() -> None:
    write("leaflet.pdf")
    assert problems("leaflet.pdf") == {"leaflet.pdf": "read-unknown-format"}


@pytest.mark.parametrize(
    ("first", "second"),
    [("in/a.md", "in/a.markdown"), ("in/a.md", "other/a.md"), ("in/a.md", "in/a.invalid.md")],
)
def test_two_inputs_with_the_same_output_are_both_refused_and_named(first: str, second: str) -> None:
    write(first, second, "in/b.md")
    found = {item.shown: item.problem for item in discover([first, second, "in/b.md"])}
    assert found["in/b.md"] is None
    for one, other in ((first, second), (second, first)):
        problem = found[one]
        assert problem is not None
        assert problem.code == "read-same-output"
        assert other in problem.message


def test_a_monograph_is_not_written_over_the_summary_of_the_run() -> None:
    write("in/summary.md", "in/deeper/summary.md")
    assert problems("in") == {"summary.md": "read-same-output"}


def test_a_link_to_itself_is_a_problem_whatever_its_name() -> None:
    write("in/a.md")
    Path("in/loop").symlink_to("loop")
    assert problems("in") == {"loop": "read-symlink-loop"}
    assert problems("in/loop") == {"loop": "read-symlink-loop"}


def test_a_link_to_a_folder_above_it_is_a_problem_and_all_else_is_found_once() -> None:
    write("in/a.md", "in/sub/b.md")
    Path("in/sub/up").symlink_to("..")
    Path("in/sub/higher").symlink_to("../..")
    assert problems("in") == {"sub/up": "read-symlink-loop", "sub/higher": "read-symlink-loop"}
    assert [item.path for item in discover(["in"]) if not item.problem] == ["a.md", "sub/b.md"]


def test_two_folders_that_link_to_each_other_end_somewhere() -> None:
    write("in/x/a.md", "in/y/b.md")
    Path("in/x/y").symlink_to("../y")
    Path("in/y/x").symlink_to("../x")
    found = paths("in")
    assert {"x/a.md", "x/y/b.md", "y/b.md", "y/x/a.md"} <= set(found)
    assert problems("in") == {"x/y/x": "read-symlink-loop", "y/x/y": "read-symlink-loop"}


def test_a_linked_folder_is_read() -> None:
    write("elsewhere/a.md", "in/b.md")
    Path("in/linked").symlink_to("../elsewhere")
    assert paths("in") == ["b.md", "linked/a.md"]


def test_a_folder_that_may_not_be_read_is_a_problem_and_the_others_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.md", "in/closed/b.md")
    scandir = os.scandir

    def guarded(path: str) -> os.ScandirIterator[str]:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert problems("in") == {"closed": "read-permission"}
    assert paths("in") == ["a.md", "closed"]


def test_a_folder_that_vanishes_while_it_is_searched_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.md", "in/fleeting/b.md")
    scandir = os.scandir

    def vanishing(path: str) -> os.ScandirIterator[str]:
        if str(path).endswith("fleeting"):
            Path(path, "b.md").unlink()
            Path(path).rmdir()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert problems("in") == {"fleeting": "read-missing"}


def test_a_name_that_is_not_utf8_can_still_be_shown(here: Path) -> None:
    (here / "in").mkdir()
    Path(os.fsdecode(b"in/caf\xe9.md")).write_text("# A drug\n")
    assert paths("in") == ["caf\ufffd.md"]
