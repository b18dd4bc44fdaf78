from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version

import click
import pytest

from pipeline import cli
from pipeline.problems import Location, Problem, ProblemError
from pipeline.report import Verdict


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The exit code of a command that ends with a verdict or an exception."""

    def run(end: Verdict | BaseException, *options: str) -> int:
        @click.command()
        def command() -> Verdict:
            if isinstance(end, BaseException):
                raise end
            return end

        monkeypatch.setitem(cli.monofhir.commands, "end", command)
        return cli.main([*options, "end"])

    return run


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (Verdict.DONE, 0),
        (Verdict.PROBLEMS, 1),
        (Verdict.FAULT, 3),
        (ProblemError(Problem("some-code", "error", "wrong")), 1),
        (click.UsageError("not so"), 2),
        (KeyboardInterrupt(), 130),
        (RuntimeError("odd"), 3),
    ],
)
def test_every_end_has_its_exit_code(ending: Callable[..., int], end: Verdict | BaseException, code: int) -> None:
    assert ending(end) == code


def test_problems_that_keep_a_command_from_going_on_are_lines(
    ending: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    place = Location("mappings/sections.yaml", 3, 1)
    ending(ProblemError(Problem("one", "error", "wrong", place), Problem("two", "error", "wrong too")))
    assert capsys.readouterr().err == "mappings/sections.yaml:3:1: error: wrong [one]\nerror: wrong too [two]\n"


def test_a_fault_of_ours_is_said_to_be_one_without_a_trace(
    ending: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    ending(RuntimeError("odd"))
    said = capsys.readouterr().err
    assert "a fault of monofhir" in said
    assert "RuntimeError: odd" in said
    assert "--debug" in said
    assert "Traceback" not in said


def test_debug_shows_where_a_fault_arose(ending: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    ending(RuntimeError("odd"), "--debug")
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["convert"],
        ["convert", "x"],
        ["convert", "gone.md", "--output", "out"],
        ["convert", ".", "--output", "."],
        ["convert", "-", "--output", "out", "--format", "xml"],
        ["convert", "-", "--output", "out", "--format", "ndjson", "--indent"],
        ["convert", "-", "--output", "out", "--encoding", "nonsense"],
        ["convert", "-", "--output", "out", "--encoding", "rot13"],
        ["convert", "-", "--output", "out", "--max-size", "0"],
        ["convert", "-", "--output", "out", "--mappings", "gone"],
        ["inspect"],
        ["inspect", "."],
        ["inspect", "gone.md"],
        ["verify", "."],
        ["verify", "gone", "--source", "."],
        ["mappings", "check", "gone"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_code_2_and_says_how_to_get_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert cli.main(arguments) == 2
    assert "Try 'monofhir" in capsys.readouterr().err


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"monofhir, version {version('monofhir')}\n"


@pytest.mark.parametrize(
    "command", [["convert"], ["inspect"], ["verify"], ["dosage"], ["mappings", "check"]], ids=" ".join
)
def test_help_of_every_command_shows_how_to_call_it(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Examples:" in shown
    assert f"  monofhir {' '.join(command)}" in shown.partition("Examples:")[2]


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("monofhir, version ")
