"""Whatever stands in a folder: one clear line with a stable code, the right exit code, and the others go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.batch import work
from pipeline.cli import main

GOOD = """---
title: Testamol
layout: monograph
---

# Testamol

## Generic Name
Testamol

## Usage
Testamol is used to treat mild pain.

## Dosage
Adults: 500 mg by mouth every 6 hours.

## Side Effects
- **Common:** nausea, headache

## Contraindications
- Severe liver disease
"""


class Ran(NamedTuple):
    code: int
    lines: list[str]
    output: Path

    @property
    def problems(self) -> dict[str, list[str]]:
        """Codes by monograph, as problems.jsonl has them; warnings and errors only."""
        found: dict[str, list[str]] = {}
        for line in (self.output / "problems.jsonl").read_text().splitlines():
            record = json.loads(line)
            if record["severity"] != "information":
                found.setdefault(record["monograph"], []).append(record["code"])
        return found

    @property
    def bundles(self) -> list[str]:
        records = {"summary.json", "problems.jsonl", "residue.jsonl", "filler.jsonl", ".monofhir.sqlite"}
        files = (path.relative_to(self.output) for path in self.output.rglob("*") if path.is_file())
        return sorted(str(path) for path in files if str(path) not in records)


Convert = Callable[..., Ran]


@pytest.fixture
def convert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Convert:
    """Writes the files below `in`, beside a good one, and converts the folder."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, bytes | str] | None = None, *options: str, paths: tuple[str, ...] = ("in",)) -> Ran:
        for name, content in {"good.md": GOOD, **(files or {})}.items():
            place = tmp_path / "in" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["convert", *paths, "--output", "out", *options])
        return Ran(code, capsys.readouterr().err.splitlines(), tmp_path / "out")

    return run


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "read-empty", id="an empty file"),
        pytest.param(b"\xef\xbb\xbf\r\n\r\n", "read-empty", id="a byte order mark and blank lines"),
        pytest.param(b"\x7fELF\x02\x01\x01\0\0\0\0", "read-binary", id="a binary"),
        pytest.param("---\ntitle: Testamol\n---\n", "no-facts", id="front matter only"),
        pytest.param("---\ntitle: Testamol\n---\n# Testamol\n", "no-facts", id="a title but no sections"),
        pytest.param("# Testamol\n\n## Usage\n\n## Dosage\n", "no-facts", id="sections without words"),
        pytest.param("x" * 1_000_001, "read-too-large", id="a file over the limit"),
    ],
)
def test_a_page_that_cannot_be_converted_is_one_line_and_the_others_go_on(
    convert: Convert, content: bytes | str, code: str
) -> None:
    ran = convert({"bad.md": content}, "--max-size", "1")
    assert ran.code == 1
    assert ran.problems == {"bad.md": [code]}
    (line,) = ran.lines
    assert line.startswith("in/bad.md:")
    assert line.endswith(f" [{code}]")
    assert ran.bundles == ["good.json"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        pytest.param(GOOD.partition("---\n\n")[2], [], id="no front matter"),
        pytest.param("\ufeff" + GOOD.replace("\n", "\r\n"), [], id="byte order mark and CRLF"),
        pytest.param(b"\xff\xfe" + GOOD.encode("utf-16-le"), [], id="UTF-16"),
        pytest.param(GOOD.replace("mild", "“mild”").encode("cp1252"), ["read-encoding"], id="Windows-1252"),
    ],
)
def test_a_page_that_can_be_converted_is(convert: Convert, content: bytes | str, codes: list[str]) -> None:
    ran = convert({"odd.md": content})
    assert ran.code == 0
    assert ran.problems == ({"odd.md": codes} if codes else {})
    assert ran.bundles == ["good.json", "odd.json"]


def test_broken_front_matter_is_reported_and_the_page_is_converted(convert: Convert) -> None:
    ran = convert({"broken.md": GOOD.replace("title: Testamol", "title: [Testamol")})
    assert list(ran.problems) == ["broken.md"]
    assert "broken.json" in ran.bundles


@pytest.mark.parametrize("disclaimer", ["", "\n## Disclaimer\nAsk your doctor.\n"])
def test_a_page_that_says_that_there_is_no_such_medicine_is_no_error(convert: Convert, disclaimer: str) -> None:
    page = f"# Nonsensol\n\nI'm sorry, but there is no medication called Nonsensol.\n{disclaimer}"
    ran = convert({"none.md": page})
    assert ran.code == 0
    assert ran.problems == {"none.md": ["no-monograph-content"]}
    assert ran.bundles == ["good.json"]


def test_a_huge_file_is_refused_at_once(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "huge.md").open("wb") as stream:
        stream.truncate(50_000_000)
    ran = convert()
    assert (ran.code, ran.problems, ran.bundles) == (1, {"huge.md": ["read-too-large"]}, ["good.json"])


def test_a_file_that_may_not_be_read_is_named(convert: Convert, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def guarded(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "closed.md":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    files = {"closed.md": GOOD}
    convert(files)
    monkeypatch.setattr(Path, "open", guarded)
    ran = convert()
    assert (ran.code, ran.problems, ran.bundles) == (1, {"closed.md": ["read-permission"]}, ["good.json"])


def test_a_symlink_loop_is_named(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "loop.md").symlink_to("loop.md")
    (tmp_path / "in" / "up").symlink_to("..", target_is_directory=True)
    ran = convert()
    assert ran.code == 1
    assert ran.problems == {"loop.md": ["read-symlink-loop"], "up": ["read-symlink-loop"]}
    assert ran.bundles == ["good.json"]


def test_of_two_inputs_with_the_same_output_none_is_written_and_both_are_named(convert: Convert) -> None:
    ran = convert({"a.md": GOOD, "a.markdown": GOOD})
    assert ran.code == 1
    assert ran.problems == {"a.markdown": ["read-same-output"], "a.md": ["read-same-output"]}
    assert [line for line in ran.lines if "in/a.md" in line and "in/a.markdown" in line] == ran.lines
    assert ran.bundles == ["good.json"]


def test_a_folder_without_markdown_is_a_problem(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = convert(paths=("empty",))
    assert (ran.code, ran.problems) == (1, {".": ["read-no-markdown"]})
    assert ran.lines[0].startswith("empty: error: ")


def test_a_path_that_names_nothing_is_wrong_usage_and_nothing_is_written(convert: Convert) -> None:
    ran = convert(paths=("in", "gone.md"))
    assert ran.code == 2
    assert "gone.md" in ran.lines[-1]
    assert not ran.output.exists()


def test_an_output_folder_that_holds_the_input_is_wrong_usage(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").symlink_to("out/in", target_is_directory=True)
    (tmp_path / "out" / "in").mkdir()
    ran = convert()
    assert ran.code == 2
    assert ran.bundles == ["in/good.md"]


def test_an_output_folder_inside_the_input_is_fine_twice(convert: Convert, monkeypatch: pytest.MonkeyPatch) -> None:
    convert()
    monkeypatch.chdir("in")
    assert [convert(paths=(".",)).code, convert(paths=(".",)).code] == [0, 0]


def test_an_output_folder_that_cannot_be_written_is_one_line(convert: Convert, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    ran = convert(None, "--output", "file/below")
    assert ran.code == 1
    (line,) = ran.lines
    assert line.startswith("file/below: error: the output cannot be written: ")
    assert line.endswith(" [write-failed]")


def test_a_fault_of_ours_in_one_monograph_is_named_and_the_others_go_on(
    convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work.convert

    def failing(source: Any, *rest: Any) -> Any:
        if source.path == "bad.md":
            raise ZeroDivisionError("ours")
        return real(source, *rest)

    monkeypatch.setattr(work, "convert", failing)
    ran = convert({"bad.md": GOOD})
    assert (ran.code, ran.problems, ran.bundles) == (3, {"bad.md": ["internal-error"]}, ["good.json"])


def test_a_bundle_of_an_earlier_run_goes_when_its_monograph_breaks(convert: Convert) -> None:
    assert convert({"a.md": GOOD}).bundles == ["a.json", "good.json"]
    assert convert({"a.md": ""}).bundles == ["good.json"]


def monofhir(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def many(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.md").write_text(GOOD)


def has_begun(output: Path) -> bool:
    """Whether a bundle is in place, or on its way to the file of all bundles."""
    try:
        return any(output.glob("*.json")) or any(file.stat().st_size for file in output.glob(".*.tmp"))
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_ctrl_c_leaves_whole_files_and_records_of_just_what_was_done(tmp_path: Path, form: str) -> None:
    many(tmp_path / "in", 2000)
    output = tmp_path / "out"
    process = monofhir("convert", str(tmp_path / "in"), "--output", str(output), "--format", form)
    while not has_begun(output):
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list(output.glob(".*.tmp"))
    done = [row["monograph"] for row in json.loads((output / "summary.json").read_text())["monographs"]]
    assert len(done) < 2000
    if form == "json":
        bundles = {path.stem for path in output.glob("*.json")} - {"summary"}
        assert bundles == {name.removesuffix(".md") for name in done}
    else:
        assert len([json.loads(line) for line in (output / "bundles.ndjson").open()]) == len(done)


def test_a_reader_of_the_output_who_leaves_early_is_no_fault(tmp_path: Path) -> None:
    many(tmp_path / "in", 1)
    process = monofhir("inspect", str(tmp_path / "in" / "0000.md"))
    assert process.stdout and process.stderr
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    assert process.wait() == 141
    process.stderr.close()


def test_a_write_that_the_system_cuts_short_leaves_no_half_a_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    many(tmp_path / "in", 2)
    (tmp_path / "in" / "long.md").write_text(GOOD + f"\n<!-- {'x' * 100_000} -->\n")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = monofhir("convert", str(tmp_path / "in"), "--output", str(tmp_path / "out"), preexec_fn=limit)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "long.md: error: the output cannot be written: File too large [write-failed]" in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".monofhir.sqlite", "0000.json", "0001.json", "filler.jsonl", "problems.jsonl", "residue.jsonl", "summary.json",
    ]  # fmt: skip
