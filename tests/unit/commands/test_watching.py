"""`convert --watch`: each save is converted and compared; what breaks in the middle of an edit is one line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.commands import watching
from pipeline.rules import mappings_directory

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"

Edit = Callable[[], object]
Watched = Callable[..., tuple[list[str], list[str]]]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("in", "a.md")
    path.parent.mkdir()
    path.write_text(PAGE)
    path.with_name("b.md").write_text(PAGE)
    return path


@pytest.fixture
def watched(page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Watched:
    """Watches through the edits; what was printed of them to standard output and standard error."""

    def run(*edits: Edit, options: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
        def changes(*_: object) -> Iterator[None]:
            capsys.readouterr()
            for edit in edits:
                edit()
                yield
            raise KeyboardInterrupt

        monkeypatch.setattr(watching, "changes_of", changes)
        assert main(["convert", "in", "-o", "out", "--no-codes", "--watch", *options]) == 130
        captured = capsys.readouterr()
        return captured.out.splitlines(), captured.err.splitlines()[:-1]

    return run


def test_a_save_prints_what_it_does_to_the_facts(page: Path, watched: Watched) -> None:
    out, err = watched(lambda: page.write_text(PAGE.replace("Common", "Rare")))
    assert out[0] == "in/a.md:7: changed undesirable-effect: nausea"
    assert "    undesirableEffect.frequencyOfOccurrence.text: Common -> Rare" in out
    assert out[-1].startswith("1 of 1 monographs differ")
    assert err == []


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_each_save_is_compared_with_the_one_before(page: Path, watched: Watched, form: str) -> None:
    out, _ = watched(
        lambda: page.write_text(PAGE.replace("nausea", "rash")),
        lambda: page.write_text(PAGE.replace("nausea", "rash, fever")),
        options=("--format", form),
    )
    assert [line for line in out if "added" in line and line.startswith("in/")] == [
        "in/a.md:7: added undesirable-effect: rash",
        "in/a.md:7: added undesirable-effect: fever",
    ]


def test_a_change_that_changes_nothing_prints_nothing(page: Path, watched: Watched) -> None:
    out, _ = watched(page.touch)
    assert out == []


def test_what_breaks_is_one_line_and_compared_with_what_it_last_was_when_it_is_whole(
    page: Path, watched: Watched
) -> None:
    out, err = watched(
        lambda: page.write_text(""),
        lambda: page.with_name("b.md").touch(),
        lambda: page.write_text("No title.\n"),
        lambda: page.write_text(PAGE.replace("nausea", "rash")),
    )
    empty, untitled = err
    assert empty == "in/a.md: error: the file is empty [read-empty]"
    assert untitled.startswith("in/a.md:1: error: ")
    assert out[-1].endswith("facts 4 -> 4: 1 added, 1 removed, 0 changed (undesirable-effect 2)")


def test_a_new_monograph_is_all_added_and_one_that_is_gone_is_named_once(page: Path, watched: Watched) -> None:
    out, err = watched(lambda: page.with_name("c.md").write_text(PAGE), page.unlink, page.with_name("b.md").touch)
    assert out[-1].endswith(
        "facts 0 -> 4: 4 added, 0 removed, 0 changed (indication 1, medication 1, name 1, undesirable-effect 1)"
    )
    assert sum("[output-without-monograph]" in line for line in err) == 1


def test_a_change_of_a_mapping_converts_all_and_a_broken_one_is_said(page: Path, watched: Watched) -> None:
    folder = Path("mappings")
    shutil.copytree(mappings_directory(), folder)
    sections = folder / "sections.yaml"
    whole = sections.read_text()
    out, err = watched(
        lambda: sections.write_text("sections: ["),
        lambda: sections.write_text(f"{whole}# the same rules\n"),
        options=("--mappings", str(folder)),
    )
    assert any("mappings/sections.yaml" in line for line in err)
    assert out == ["0 of 2 monographs differ; facts 8 -> 8: 0 added, 0 removed, 0 changed"]


def test_the_records_are_whole_after_ctrl_c(page: Path, watched: Watched) -> None:
    watched(lambda: page.write_text(PAGE.replace("nausea", "rash")))
    files = {path.name: path.read_bytes() for path in Path("out").iterdir() if not path.name.startswith(".")}
    shutil.rmtree("out")
    assert main(["convert", "in", "-o", "out", "--no-codes"]) == 0
    assert files == {path.name: path.read_bytes() for path in Path("out").iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/in/a.md", True),
        ("/in/deep/a.MARKDOWN", True),
        ("/in/.a.md.swp", False),
        ("/in/a.md~", False),
        ("/in/4913", False),
        ("/in/out/a.json", False),
        ("/mappings/lexicon/routes.yaml", True),
        ("/mappings/codes/drugs.tsv", True),
        ("/mappings/lexicon/.routes.yaml.swp", False),
        ("/mappings/lexicon/routes.yaml~", False),
    ],
)
def test_what_editors_leave_beside_a_file_is_not_watched(path: str, expected: bool) -> None:
    assert watching.is_watched(Path(path), Path("/mappings")) == expected


def test_standard_input_and_documents_have_no_place_in_a_watch(page: Path) -> None:
    assert main(["convert", "-", "-o", "out", "--watch"]) == 2
    assert main(["convert", "in", "-o", "out", "--watch", "--problems-format", "json"]) == 2


def test_a_missing_library_is_named_before_anything_is_converted(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watching, "find_spec", lambda _: None)
    assert main(["convert", "in", "-o", "out", "--watch"]) == 1
    assert "pip install 'monofhir[watch]' [watch-no-library]" in capsys.readouterr().err
    assert not Path("out").exists()
