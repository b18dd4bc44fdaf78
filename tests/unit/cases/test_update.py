"""Goldens are written where they stand; all else in the file is kept to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.cases import Tried
from pipeline.cases.update import update
from pipeline.rules.cases import cases_of
from pipeline.rules.yaml_file import read_yaml

FILE = """\
# head
terms: {a: {words: [a]}}   # words

cases:
  # the first
  - text: One
    of: Group
    expect:
      name: eins      # goes with what it stood in
    # between

  - {text: Two, of: Group, expect: {name: zwei}}   # two
  - text: Three
    of: Group
    expect: []
  - of: Group
    expect:
      - name: vier
      - name: fünf

    # before the text
    text: Four
# end
"""

AFTER = """\
# head
terms: {a: {words: [a]}}   # words

cases:
  # the first
  - text: One
    of: Group
    expect:
      name: one
    # between

  - {text: Two, of: Group, expect: {name: 'no: two'}}   # two
  - text: Three
    of: Group
    expect:
      - code:
          - text: three
  - of: Group
    expect:
      - name: four

    # before the text
    text: Four
# end
"""

MADE: list[list[Any]] = [[{"name": "one"}], [{"name": "no: two"}], [{"code": [{"text": "three"}]}], [{"name": "four"}]]


def tried(path: Path, made: list[list[Any]]) -> list[Tried]:
    cases = cases_of(path, read_yaml(path, path.name), None)
    return [Tried(case, tuple(one)) for case, one in zip(cases, made, strict=True)]


def test_what_is_expected_is_written_anew_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert update(tried(path, MADE)) == ("words.yaml",)
    assert path.read_text(encoding="utf-8") == AFTER
    assert all(one.holds for one in tried(path, MADE))


def test_cases_that_expect_nothing_any_more_get_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(FILE, encoding="utf-8")
    update(tried(path, [[], [], [], []]))
    assert [case["expect"] for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]] == [[], [], [], []]
