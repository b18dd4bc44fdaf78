from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.rules import mappings_directory


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    return Path(shutil.copytree(mappings_directory(), tmp_path / "mappings"))


def test_sound_mappings_have_no_problem(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mappings", "check", str(mappings)]) == 0
    assert capsys.readouterr().err == ""


def test_each_problem_is_a_line_with_its_place(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mappings / "lexicon" / "broken.yaml").write_text("terms:\n  a:\n    words: [one]\n    patterns: ['(']\n")
    assert main(["mappings", "check", str(mappings)]) == 1
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "broken.yaml" in line)
    assert line.startswith("mappings/lexicon/broken.yaml:4:")
    assert "[mappings-bad-pattern]" in line


def test_a_lexicon_that_is_asked_but_not_there_is_named(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mappings / "lexicon" / "routes.yaml").unlink()
    assert main(["mappings", "check", str(mappings)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "mappings/lexicon/routes.yaml: error: monofhir asks this lexicon; "
        "copy it from the mappings that come with monofhir [mappings-missing]"
    ]
    assert main(["dosage", "5 mg daily", "--mappings", str(mappings)]) == 1
    assert "routes.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("terminology/preferences.yaml", "terms: {}\n", "mappings-schema"),
        ("terminology/systems.yaml", "systems: {X: {}}\n", "mappings-schema"),
        ("terminology/words.yaml", "greek: 5\n", "mappings-schema"),
        ("terminology/phrases.yaml", "modifiers: mild\n", "mappings-schema"),
        ("terminology/releases.yaml", "snomed: {}\n", "mappings-schema"),
        ("codesystems/frequency-of-occurrence.json", "{", "mappings-syntax"),
    ],
)
def test_a_broken_file_of_the_terminology_is_the_one_that_is_named(
    mappings: Path, name: str, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (mappings / name).write_text(text)
    assert main(["mappings", "check", str(mappings)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert {line.partition(":")[0] for line in lines} == {f"mappings/{name}"}
    assert any(line.endswith(f"[{code}]") for line in lines)


@pytest.mark.parametrize("arguments", ["export", "lookup asthma", "check"])
def test_a_command_on_broken_systems_says_what_the_check_says(
    mappings: Path, arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (mappings / "terminology" / "systems.yaml").write_text("systems: {X: {}}\n")
    assert main(["terminology", *arguments.split(), "--mappings", str(mappings)]) == 1
    assert "'uri' is a required property [mappings-schema]" in capsys.readouterr().err


def test_problems_are_shown_in_the_form_that_is_asked_for(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mappings / "lexicon" / "broken.yaml").write_text("terms: [")
    assert main(["mappings", "check", str(mappings), "--problems-format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in problems if one["location"]["path"].endswith("broken.yaml")] == ["mappings-syntax"]


def add_case(mappings: Path, expected: str) -> int:
    """Adds a case to a lexicon; gives the line on which it stands."""
    path = mappings / "lexicon" / "weekdays.yaml"
    text = path.read_text()
    path.write_text(f"{text}  - {{section: dosage, of: Dosage, text: Take 5 mg daily., expect: {expected}}}\n")
    return text.count("\n") + 1


def test_cases_that_hold_are_counted(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mappings", "test", str(mappings)]) == 0
    assert re.fullmatch(r"(\d+) cases: \1 hold, 0 fail\n", capsys.readouterr().err)


def test_a_case_that_fails_is_shown_with_its_line_and_the_difference(
    mappings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = add_case(mappings, "{text: Take 6 mg daily}")
    assert main(["mappings", "test", str(mappings)]) == 1
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.startswith(f"mappings/lexicon/weekdays.yaml:{line}:")
    assert {"-- text: Take 6 mg daily", "+- text: Take 5 mg daily"} <= set(rest)
    assert rest[-1].endswith(" hold, 1 fail")


def test_a_document_holds_the_difference(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_case(mappings, "{text: Take 6 mg daily}")
    assert main(["mappings", "test", str(mappings), "--problems-format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["code"] == "mappings-case-failed"
    assert "+- text: Take 5 mg daily" in problem["message"]


def test_cases_are_made_to_expect_what_is_made(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_case(mappings, "{text: Take 6 mg daily}")
    assert main(["mappings", "test", str(mappings), "--update"]) == 0
    assert capsys.readouterr().err == "mappings/lexicon/weekdays.yaml: written anew\n"
    assert (mappings / "lexicon" / "weekdays.yaml").read_text().endswith("expect: {text: Take 5 mg daily}}\n")
    assert main(["mappings", "test", str(mappings)]) == 0


def test_rules_without_a_case_are_listed(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_case(mappings, "[]")
    path = mappings / "lexicon" / "weekdays.yaml"
    path.write_text(path.read_text().replace("terms:\n", "terms:\n  newday: {words: [newday], codes: [mon]}\n", 1))
    assert main(["mappings", "test", str(mappings), "--coverage"]) == 0
    assert re.search(r"lexicon weekdays +newday +mappings/lexicon/weekdays.yaml:3:3\n", capsys.readouterr().out)
    assert main(["mappings", "test", str(mappings), "--coverage", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {"kind": "lexicon weekdays", "rule": "newday", "cases": 0}.items() <= next(
        row.items() for row in report["rows"] if row["rule"] == "newday"
    )
    assert report["rules"] - report["with_case"] == sum(not row["cases"] for row in report["rows"])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "monographs" / "examplamide.md"
    path.parent.mkdir()
    path.write_text(
        "# Examplamide\n\n## Usage\nExamplamide is used to treat asthma.\n\n## Dosage\nTake 5 mg fortnightly.\n"
    )
    return path


@pytest.fixture
def changed(mappings: Path, tmp_path: Path) -> Path:
    """Mappings that do not know a word of the page any more."""
    folder = Path(shutil.copytree(mappings, tmp_path / "changed"))
    path = folder / "lexicon" / "frequencies.yaml"
    path.write_text(path.read_text().replace("[fortnightly, ", "["))
    return folder


def test_mappings_that_read_the_same_do_not_differ(
    mappings: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mappings", "diff", str(mappings), str(mappings), "--on", str(page.parent)]) == 0
    assert capsys.readouterr().out == "0 of 1 monographs differ; facts 3 -> 3: 0 added, 0 removed, 0 changed\n"


def test_what_a_change_does_is_shown_with_its_line(
    mappings: Path, changed: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mappings", "diff", str(mappings), str(changed), "--on", str(page.parent)]) == 1
    first, *details, last = capsys.readouterr().out.splitlines()
    assert first == f"{page}:7: changed dosage: Take 5 mg fortnightly"
    assert "    timing.period: 2 -> (none)" in details
    assert last == "1 of 1 monographs differ; facts 3 -> 3: 0 added, 0 removed, 1 changed (dosage 1)"


def test_a_change_as_json_has_before_and_after(
    mappings: Path, changed: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mappings", "diff", str(changed), str(mappings), "--on", str(page), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["total"]["by_kind"] == {"dosage": 1}
    (change,) = report["changes"]
    assert (change["monograph"], change["line"], change["what"]) == (str(page), 7, "changed")
    assert {"field": "timing.period", "before": "", "after": "2"} in change["differences"]


def test_monographs_that_are_not_there_are_wrong_usage(mappings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mappings", "diff", str(mappings), str(mappings), "--on", "nowhere"]) == 2
    assert "no file or folder matches 'nowhere'" in capsys.readouterr().err


def test_a_monograph_that_cannot_be_read_is_named(
    mappings: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.with_name("empty.md").write_text("")
    assert main(["mappings", "diff", str(mappings), str(mappings), "--on", str(page.parent)]) == 1
    assert "[read-empty]" in capsys.readouterr().err


def test_what_is_hardly_meant_is_a_warning_and_a_rule_without_case_information(
    mappings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = mappings / "lexicon" / "weekdays.yaml"
    path.write_text(
        path.read_text().replace(
            "terms:\n", "terms:\n  newday: {words: [newday]}\n  x: {words: [monday], patterns: ['(x+)+']}\n"
        )
    )
    assert main(["mappings", "check", str(mappings)]) == 0
    lines = capsys.readouterr().err
    assert re.findall(r"weekdays.yaml:(\d+):.*: (\w+): .*\[(.*)\]", lines) == [
        ("4", "warning", "mappings-slow-pattern"),
        ("5", "warning", "mappings-shadowed"),
    ]
    assert main(["mappings", "check", str(mappings), "--verbose", "--fail-on", "warning"]) == 1
    assert "information: no case proves 'newday' [mappings-no-case]" in capsys.readouterr().err
