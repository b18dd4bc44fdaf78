from __future__ import annotations

import uuid
import zipfile
from pathlib import Path

import pytest

from pipeline.problems import ProblemError
from pipeline.read import discover, read, roots
from pipeline.storage.remote import Remote
from tests.web import served

PAGE = b"# A drug\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bucket() -> str:
    url = f"memory://{uuid.uuid4()}"
    for name in ("in/b.md", "in/a/z.markdown", "in/a/notes.txt", "in/a/y.MD", "out/x.json"):
        with (Remote(url) / name).replacing() as stream:
            stream.write(PAGE)
    return url


def archive(name: str, *members: str) -> None:
    with zipfile.ZipFile(name, "w") as file:
        for member in members:
            file.writestr(member, PAGE)


def paths(*arguments: str) -> list[str]:
    return [item.path for item in discover(arguments)]


def problems(*arguments: str) -> dict[str, str]:
    return {item.path: item.problem.code for item in discover(arguments) if item.problem}


def code_of(*arguments: str) -> str:
    with pytest.raises(ProblemError) as raised:
        for item in discover(arguments):
            read(item)
    (problem,) = raised.value.problems
    return problem.code


def test_a_folder_elsewhere_gives_all_its_markdown_in_the_order_of_the_names(bucket: str) -> None:
    assert paths(f"{bucket}/in") == ["a/y.MD", "a/z.markdown", "b.md"]
    assert [item.shown for item in discover([f"{bucket}/in"])][-1] == f"{bucket}/in/b.md"
    assert read(discover([f"{bucket}/in"])[0])[0].data == PAGE


def test_a_file_elsewhere_is_named_without_the_folders_above_it(bucket: str) -> None:
    assert paths(f"{bucket}/in/a/y.MD") == ["y.MD"]


def test_a_pattern_elsewhere_is_relative_to_the_folder_before_its_first_wildcard(bucket: str) -> None:
    assert paths(f"{bucket}/in/*/y.*") == ["a/y.MD"]
    assert paths(f"{bucket}/in/**/*.[mM]*") == ["a/y.MD", "a/z.markdown", "b.md"]
    assert paths(f"{bucket}/[i]n") == ["in/a/y.MD", "in/a/z.markdown", "in/b.md"]


def test_a_folder_elsewhere_without_markdown_is_a_problem(bucket: str) -> None:
    assert problems(f"{bucket}/out") == {"out": "read-no-markdown"}


def test_a_place_that_is_not_there_is_said_at_once_and_a_file_when_it_is_read(bucket: str) -> None:
    assert code_of(f"{bucket}/absent") == "read-missing"
    assert paths(f"{bucket}/absent.md") == ["absent.md"]
    assert code_of(f"{bucket}/absent.md") == "read-missing"


def test_a_host_that_cannot_be_reached_is_said() -> None:
    assert code_of("http://127.0.0.1:1/in") == "read-unreachable"
    assert code_of("http://127.0.0.1:1/a.md") == "read-unreachable"


def test_a_web_folder_is_read(here: Path) -> None:
    (here / "in" / "x y").mkdir(parents=True)
    (here / "in" / "x y" / "a b.md").write_bytes(PAGE)
    with served(here) as url:
        (item,) = discover([f"{url}/in"])
        assert (item.path, item.shown) == ("x y/a b.md", f"{url}/in/x%20y/a%20b.md")
        assert read(item)[0].data == PAGE
        assert paths(f"{url}/in/*/a*.md") == ["x y/a b.md"]


def test_a_url_of_this_machine_is_a_path(here: Path) -> None:
    (here / "a.md").write_bytes(PAGE)
    assert discover([(here / "a.md").as_uri()])[0].file == here / "a.md"


def test_names_from_elsewhere_that_lead_out_of_their_folder_are_refused(here: Path) -> None:
    page = '<a href="a.md">a</a> <a href="..%2f..%2fb.md">b</a>'
    with served(here, {"/in": page, "/in/": page}) as url:
        assert problems(f"{url}/in") == {"..%2F..%2Fb.md": "read-unsafe-name"}


def test_an_archive_is_read_as_a_folder() -> None:
    archive("m.zip", "b.md", "a/z.markdown", "a/notes.txt", "__MACOSX/._b.md", "a/")
    assert paths("m.zip") == paths("zip://m.zip") == paths("*.zip") == ["a/z.markdown", "b.md"]
    (first, _) = discover(["m.zip"])
    assert first.shown == "m.zip/a/z.markdown"
    assert read(first)[0].data == PAGE


def test_a_part_of_an_archive_is_read() -> None:
    archive("m.zip", "b.md", "a/x/y.md", "a/z.md")
    assert paths("zip://a::m.zip") == ["x/y.md", "z.md"]
    assert paths("zip://a/*.md::m.zip") == ["z.md"]
    assert paths("zip://a/z.md::m.zip") == ["z.md"]
    assert problems("zip://c::m.zip") == {"m.zip": "read-no-markdown"}


def test_an_archive_elsewhere_is_read(here: Path) -> None:
    archive("m.zip", "a.md")
    with served(here) as url:
        for name in (f"{url}/m.zip", f"zip://{url}/m.zip", f"zip://*.md::{url}/m.zip"):
            (item,) = discover([name])
            assert (item.path, item.shown) == ("a.md", f"{url}/m.zip/a.md")
            assert read(item)[0].data == PAGE


def test_names_in_an_archive_that_lead_out_of_it_are_refused() -> None:
    archive("m.zip", "../../a.md", "/b.md", "x\\c.md", "d.md")
    assert problems("m.zip") == {
        "..%2F..%2Fa.md": "read-unsafe-name",
        "%2Fb.md": "read-unsafe-name",
        "x%5Cc.md": "read-unsafe-name",
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_an_archive_has_twice_is_refused() -> None:
    archive("m.zip", "a.md", "a.md", "b.md")
    assert problems("m.zip") == {"a.md": "read-same-output"}


def test_folders_and_archives_have_roots_and_files_and_patterns_do_not(here: Path) -> None:
    (here / "in").mkdir()
    found = roots(["in", "in/*.md", "m.zip", "zip://a::m.zip", "s3://b/x/", "s3://b/*.md", "s3://b/a.md", "-"])
    assert found == (str(here / "in"), str(here / "m.zip"), "s3://b/x")
