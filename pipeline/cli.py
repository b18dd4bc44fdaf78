"""The command line, and the one place where an exception becomes an exit code.

0 done, 1 problems found, 2 wrong usage, 3 a fault of ours, 130 stopped by Ctrl-C, 141 the reader of the output left.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from pipeline.problems import ProblemError
from pipeline.report import Verdict
from pipeline.report.progress import say
from pipeline.report.text import text_line

DONE, PROBLEMS, FAULT = 0, 1, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 + the signal's number, as shells have it

_EXIT_CODES = {Verdict.DONE: DONE, Verdict.PROBLEMS: PROBLEMS, Verdict.FAULT: FAULT}

# One module each, in the order of --help.
COMMANDS = (
    "convert",
    "inspect",
    "explain",
    "validate",
    "verify",
    "coverage",
    "tables",
    "diff",
    "push",
    "dosage",
    "mappings",
    "terminology",
    "bench",
)

EPILOG = """\b
Exit codes: 0 done, 1 problems found, 2 wrong usage, 3 a fault of monofhir, 130 stopped by Ctrl-C.
"""


class Commands(click.Group):
    """Each command is imported when it is asked for, since some load libraries that others do not need."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            self.add_command(getattr(import_module(f"pipeline.commands.{name}"), name))
        return super().get_command(context, name)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where in monofhir a fault arose.")
@click.version_option(package_name="monofhir", prog_name="monofhir")
@click.pass_context
def monofhir(context: click.Context, debug: bool) -> None:
    """Turn drug monographs into validated FHIR R5 bundles in which every fact is traceable to its words."""
    context.obj = debug


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line (default: the process's own) and returns the exit code."""
    _print_anything()
    # Nearly all that a start makes lives to the end: looking for garbage in it takes a seventh of the time.
    gc.set_threshold(100_000)
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(arguments)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ProblemError as error:
        for problem in error.problems:
            say(text_line(problem))
        return PROBLEMS
    except KeyboardInterrupt:
        say("stopped; what was finished is in place")
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads on; without this the interpreter's own last flush would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        _apologise(error, debug="--debug" in arguments)
        return FAULT


def _run(arguments: Sequence[str]) -> int:
    """Past `Group.main`, which has exit codes of its own for what is caught above."""
    try:
        with monofhir.make_context("monofhir", list(arguments)) as context:
            verdict = monofhir.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:  # --help and --version
        return stop.exit_code
    return _EXIT_CODES[verdict]


def _print_anything() -> None:
    """A monograph's words are printed on any terminal, if need be as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _apologise(error: Exception, *, debug: bool) -> None:
    if debug:
        traceback.print_exception(error)
    say(f"monofhir failed ({type(error).__name__}: {error}). This is a fault of monofhir, not of the input.")
    if not debug:
        say("Please report it with the output of `monofhir --debug ...`, the input and `monofhir --version`.")
