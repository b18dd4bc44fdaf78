"""What the documents say is what the program does."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import pipeline
from pipeline.cli import monofhir
from pipeline.deliver import TARGETS
from pipeline.triage.ignore import read_ignored
from pipeline.validate.catalogue import catalogue
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "mappings" / "README.md")
# The first cell of a row of the table of rooms.
ROOM = re.compile(r"^\| (`[^|]*/?`) \| [^|]", re.MULTILINE)
PROBLEMS = (ROOT / "docs" / "problems.md").read_text()
DOCUMENTED = set(re.findall(r"^\| `([a-z]+(?:-[A-Za-z0-9]+)+)` \|", PROBLEMS, re.MULTILINE))
SOURCES = {path: path.read_text() for path in (ROOT / "pipeline").rglob("*.py")}
FAMILIES = (
    "read",
    "store",
    "parse",
    "terminology",
    "mapping",
    "mappings",
    "fhir",
    "trace",
    "verify",
    "write",
    "coverage",
    "explain",
    "output",
    "tables",
    "diff",
    "watch",
    "ledger",
    "worker",
    "push",
)
BUILT = (
    "mappings-",
    "ignore-",
    "terminology-",
    *(f"fhir-{layer}-" for layer in ("json", "structure", "narrative", "bundle", "attachment")),
)
# Files that `read_yaml` and `against_schema` read.
YAML_FAMILIES = ("mappings", "ignore")


def codes_in_source() -> set[str]:
    """The codes that stand whole as the first argument of a problem."""
    pattern = re.compile(rf'"((?:{"|".join(FAMILIES)})-[a-z][a-z0-9-]+|internal-error|no-facts|no-monograph-content)"')
    found = {code for text in SOURCES.values() for code in pattern.findall(text)}
    return {code for code in found if not (ROOT / "mappings/lexicon" / f"{code}.yaml").exists()}


def codes_in_cases() -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for item in value.values():
                yield from walk(item)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)

    for path in (ROOT / "tests/cases/validation").glob("*.yaml"):
        for text in walk(yaml.safe_load(path.read_text())):
            yield from re.findall(r"^(?:fhir|trace)-[a-z]+-?[a-z0-9-]*$", text)


def test_every_problem_code_is_documented() -> None:
    assert codes_in_source() - DOCUMENTED - catalogue().keys() == set()


def test_every_code_that_a_case_expects_is_documented() -> None:
    assert set(codes_in_cases()) - catalogue().keys() == set()


@pytest.mark.parametrize("code", sorted(DOCUMENTED))
def test_every_documented_code_stands_in_the_program(code: str) -> None:
    endings = [code] + [code.removeprefix(start) for start in BUILT if code.startswith(start)]
    family, _, ending = code.partition("-")
    wanted = [f'"{ending}"' for ending in endings] + [f'"{{family}}-{ending}"'] * (family in YAML_FAMILIES)
    assert any(words in text for words in wanted for text in SOURCES.values())


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name)), command


@pytest.mark.parametrize(("name", "command"), list(commands(monofhir)), ids=str)
def test_every_command_is_toured_in_the_readme(name: str, command: click.Command) -> None:
    assert re.search(rf"`monofhir {name}[ `]", README)
    assert command.help


def test_every_target_is_named_in_the_readme() -> None:
    assert "`--format " + r"\|".join(TARGETS) + "`" in README


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_file_that_the_documents_name_is_there() -> None:
    """As a path from the root, alone or in a command."""
    for page in PAGES:
        for name in re.findall(
            r"(?<![\w/.-])(?:pipeline|tools|tests|mappings|docs|input)/[\w./-]*\w", page.read_text()
        ):
            assert any((ROOT / place / name).exists() for place in ("", "docs", "docs/ci")), f"{page.name}: {name}"


def test_the_one_way_flow_of_the_documents_is_what_is_proved() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = [layer.replace("pipeline.", "").replace(" | ", ", ") for layer in contract["layers"]]
    assert " > ".join(layers) in " ".join(CONTRIBUTING.split())


def test_every_room_of_the_house_is_shown() -> None:
    rooms = {path.name for path in (ROOT / "pipeline").iterdir() if not path.name.startswith("_")} - {"py.typed"}
    assert rooms == {name.rstrip("/") for name in re.findall(r"`([\w.]+/?)`", "".join(ROOM.findall(CONTRIBUTING)))}


def test_every_decision_is_listed_under_its_title() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for record in (ROOT / "docs" / "decisions").glob("0*.md"):
        number, _, title = record.read_text().partition("\n")[0].removeprefix("# ").partition(": ")
        assert f"| [{number}]({record.name}) | {title} |" in listed


def test_the_ignore_file_of_the_documents_is_sound(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "gate.md").read_text(), re.DOTALL)
    (tmp_path / "ignore.yaml").write_text(example)
    assert read_ignored(tmp_path / "ignore.yaml", date(2030, 1, 1)).summary() == ""


def test_the_library_examples_of_the_readme_run(capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)
    assert "undesirable-effect headache" in capsys.readouterr().out
    assert names["result"].ok
    timing = names["dosage"].timing
    assert (timing.period, timing.period_max, timing.period_unit, names["dosage"].complete) == (4, 6, "h", True)


def holds(value: Any, part: Any) -> bool:
    """Whether `part` stands somewhere in `value`: an object with at least these elements."""
    if holds_here(value, part):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds(item, part) for item in inner)


def holds_here(value: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(value, dict) and all(key in value and holds_here(value[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(value, list) and all(any(holds_here(item, wanted) for item in value) for wanted in part)
    return bool(value == part)


def test_the_before_of_the_readme_stands_in_the_sample() -> None:
    (before,) = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    sample = (ROOT / "input" / "natalizumab.md").read_text()
    assert all(line in sample for line in before.splitlines() if line != "...")


def test_the_after_of_the_readme_is_what_the_sample_gives() -> None:
    parts = [json.loads(part) for part in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]
    bundle = pipeline.convert(ROOT / "input" / "natalizumab.md").bundle
    assert len(parts) == 2
    for part in parts:
        assert holds(bundle, part)


def test_a_text_a_path_and_a_path_as_text_convert_alike(tmp_path: Path) -> None:
    page = "# Examplamide\n\n### Usage\nExamplamide is used to treat asthma.\n"
    file = tmp_path / "monograph.md"
    file.write_text(page)
    results = [pipeline.convert(page), pipeline.convert(file), pipeline.convert(str(file))]
    assert all(result.ok for result in results)
    assert results[0].bundle == results[1].bundle == results[2].bundle


def test_nothing_to_read_is_an_exception_with_its_problem(tmp_path: Path) -> None:
    with pytest.raises(pipeline.ProblemError) as caught:
        pipeline.convert(tmp_path / "absent.md")
    assert [problem.code for problem in caught.value.problems] == ["read-missing"]
