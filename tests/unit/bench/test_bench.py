"""What a measurement measures. How fast anything is stands in no test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

import pipeline.extract
from pipeline import run
from pipeline.batch import work
from pipeline.bench import comparisons, stages
from pipeline.bench.comparisons import COMPARISONS, Comparison, Page, compare
from pipeline.bench.corpus import Monographs, given
from pipeline.bench.measurement import Rate
from pipeline.bench.pieces import pieces
from pipeline.bench.skeleton import skeleton
from pipeline.bench.stages import STAGES, convert_once, started
from pipeline.bench.starts import starts
from pipeline.cli import main
from tests.conftest import ROOT

SAMPLES = ("metformin.md", "warfarin.md")
WHOLE = Rate.of(100, 1_000_000, 2.0)


@pytest.fixture(scope="module")
def monographs(tmp_path_factory: pytest.TempPathFactory) -> Monographs:
    folder = tmp_path_factory.mktemp("monographs")
    for name in SAMPLES:
        (folder / name).write_bytes((ROOT / "input" / name).read_bytes())
    (folder / "empty.md").write_text("")
    return given(folder)


@pytest.fixture(scope="module")
def output(monographs: Monographs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, stages.Pass]:
    place = tmp_path_factory.mktemp("measured") / "output"
    return place, convert_once(monographs.inputs, started(monographs.inputs), place)


@pytest.fixture
def pages(output: tuple[Path, stages.Pass]) -> list[Page]:
    files = [ROOT / "input" / name for name in SAMPLES]
    bundles = [orjson.loads((output[0] / name).with_suffix(".json").read_bytes()) for name in SAMPLES]
    return [Page(file, file.read_text(), bundle) for file, bundle in zip(files, bundles, strict=True)]


def test_the_measured_run_makes_what_any_run_makes(output: tuple[Path, stages.Pass]) -> None:
    for name in SAMPLES:
        made = json.loads((output[0] / name).with_suffix(".json").read_text())
        assert made == json.loads((ROOT / "tests/golden" / name).with_suffix(".json").read_text())


def test_all_of_the_time_is_some_stages_and_parts_take_less_than_their_stage(output: tuple[Path, stages.Pass]) -> None:
    found = list(output[1].stages(len(SAMPLES)))
    assert [stage.name for stage in found if not stage.part_of] == [*STAGES, stages.REST]
    assert sum(stage.share for stage in found if not stage.part_of) == pytest.approx(1, abs=0.001)
    for whole in ("extract", "map"):
        (stage,) = (stage for stage in found if stage.name == whole)
        parts = [stage for stage in found if stage.part_of == whole]
        assert parts
        assert sum(part.share for part in parts) <= stage.share + 0.001
    assert [stage.name for stage in found if stage.ms_per_document <= 0] == []


def test_after_a_measurement_nothing_is_timed_any_more(output: tuple[Path, stages.Pass]) -> None:
    functions = (run.parse, run.validate, work.read, work.encode, *pipeline.extract.EXTRACTORS.values())
    assert {function.__qualname__ for function in functions} <= {"parse", "validate", "read", "encode", "extract"}


def test_what_cannot_be_read_is_left_out(monographs: Monographs) -> None:
    assert [item.path for item in monographs.inputs] == list(SAMPLES)
    assert monographs.described().documents == len(SAMPLES)


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda comparison: comparison.name)
def test_a_comparison_is_measured_where_its_library_is_there(
    comparison: Comparison, pages: list[Page], tmp_path: Path
) -> None:
    found = compare(comparison, pages, tmp_path, WHOLE)
    if found.missing:
        pytest.skip(found.missing)
    assert found.rate is not None
    assert 1 <= found.rate.documents <= len(SAMPLES)
    assert found.times_monofhir == round(found.rate.documents_per_second / WHOLE.documents_per_second, 2)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ImportError("no module", name="spacy"), "not installed (spacy): pip install 'monofhir[bench]'"),
        (ValueError("dtype size changed"), "does not start (ValueError: dtype size changed)"),
    ],
)
def test_what_cannot_be_compared_says_so(fault: Exception, said: str, pages: list[Page], tmp_path: Path) -> None:
    def failing(_: Path) -> comparisons.Work:
        raise fault

    found = compare(Comparison("another", "does something", failing), pages, tmp_path, WHOLE)
    assert (found.rate, found.times_monofhir, found.missing) == (None, None, said)


def test_a_slow_comparison_ends_early(pages: list[Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "ENOUGH", -1)
    found = compare(Comparison("slow", "takes long", lambda _: str), pages, tmp_path, WHOLE)
    assert found.rate is not None
    assert found.rate.documents == 1


def test_a_skeleton_has_a_resource_for_each_item() -> None:
    made = skeleton("# Testamol\n## Side effects\n- nausea\n  * headache\nwords\n")
    assert [
        (entry["resource"]["category"][0]["text"], entry["resource"]["warning"]["description"])
        for entry in made["entry"]
    ] == [
        ("Side effects", "nausea"),
        ("Side effects", "headache"),
    ]


def test_pieces_of_work_are_counted(pages: list[Page]) -> None:
    assert all(piece.per_second > 0 for piece in pieces(pages))


def test_starts_are_of_fresh_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = list[tuple[str, ...]]()
    monkeypatch.setattr("pipeline.bench.starts._run", lambda command, _: (commands.append(command), (1.0, 2.0))[1])
    found = list(starts(ROOT / "input" / "warfarin.md", tmp_path))
    assert [start.name for start in found] == ["python", "--version", "inspect", "convert", "convert, the first time"]
    assert {(start.cpu_ms, start.elapsed_ms) for start in found} == {(1000.0, 2000.0)}
    assert {command[3] for command in commands[3:]} == {"--version", "inspect", "convert"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One cheap comparison and no fresh processes."""
    monkeypatch.setattr("pipeline.bench.starts._run", lambda *_: (1.0, 2.0))
    broken = Comparison("broken", "is not there", lambda _: __import__("nothing_of_that_name"))
    monkeypatch.setattr("pipeline.bench.measure.COMPARISONS", (*COMPARISONS[:2], broken))


Bench = Callable[..., str]


@pytest.fixture
def bench(quick: None, capsys: pytest.CaptureFixture[str]) -> Bench:
    def said(*options: str) -> str:
        assert main(["bench", *options]) == 0
        return capsys.readouterr().out

    return said


def test_the_tables_say_all_of_it(bench: Bench, monographs: Monographs) -> None:
    said = bench(str(monographs.files[0].parent))
    for words in ("One core", "peak memory", "  extract dosage", "Start-up", "Pieces of work", "monofhir, all of it"):
        assert words in said
    assert re.search(r"broken +- +- +- +not installed \(nothing_of_that_name\)", said)


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict) and not path.endswith(".rate"):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def test_the_json_has_the_fields_that_are_documented(bench: Bench) -> None:
    measured = json.loads(bench("--generate", "2", "--times", "2", "--format", "json"))
    documented = re.findall(r"^\| `([a-z_.\[\]]+)` \|", (ROOT / "docs/scaling.md").read_text(), re.MULTILINE)
    assert sorted(set(leaves(measured))) == sorted(documented)
    assert (measured["corpus"]["documents"], measured["corpus"]["generated"]) == (2, True)
    assert measured["comparisons"][0]["rate"].keys() == measured["conversion"].keys()


def test_a_folder_without_monographs_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(tmp_path)]) == 2
    assert f"there is no monograph below '{tmp_path}'" in capsys.readouterr().err
