"""Every example of mappings/README.md is run, and every verb has one."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.mapper import map_facts
from pipeline.model.coding import Coded, CodedAs, Coding
from pipeline.problems import Problem
from pipeline.rules import Rules, mappings_directory
from pipeline.rules.files import concepts_of, shown_as, yaml_files
from pipeline.rules.resources import read_resources
from pipeline.rules.verbs import TAGS, VERBS
from pipeline.rules.yaml_file import parse_yaml, read_yaml
from tests.unit.mapper.sample import FACTS, document

README = (mappings_directory() / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n```(json|problem)\n(.*?)```", README, re.DOTALL)


class Tiny:
    """Codes of a vocabulary with one concept."""

    def code(self, text: str, kind: str, aliases: Iterable[str] = ()) -> Coded:
        known = (text, kind) == ("Collapse", "effect")
        coding = Coding("http://example.org/tiny", "T7", "Collapse", "7")
        return Coded((CodedAs(coding, "label", "tiny"),) if known else ())


def read_example(text: str, rules: Rules) -> tuple[Rules, tuple[Problem, ...]]:
    """The shipped rules and one more, whose content holds the example."""
    directory = mappings_directory()
    files = [read_yaml(path, shown_as(path, directory)) for path in yaml_files(directory, "resources/r5")]
    fragments = [read_yaml(path, shown_as(path, directory)) for path in yaml_files(directory, "resources/r5/fragments")]
    example = f"resource: Example\ncontent:\n  example:\n{textwrap.indent(text, '    ')}"
    files.append(parse_yaml(example, "Example.yaml"))
    read, _, problems = read_resources(files, fragments, rules.lexicon, concepts_of(directory))
    return replace(rules, resources=read), problems


def result_of(rules: Rules) -> Any:
    resources, _ = map_facts(document(), FACTS, rules, codes=Tiny())
    return next(r.content["example"] for r in resources if r.content["resourceType"] == "Example")


@pytest.mark.parametrize(("text", "kind", "wanted"), EXAMPLES)
def test_each_example_of_the_readme_gives_what_it_says(text: str, kind: str, wanted: str, rules: Rules) -> None:
    read, problems = read_example(text, rules)
    if kind == "problem":
        assert [problem.code for problem in problems] == [wanted.strip()]
    else:
        assert problems == ()
        assert result_of(read) == json.loads(wanted)


def test_every_verb_and_tag_is_described() -> None:
    assert len(EXAMPLES) >= len(VERBS)
    for verb in (*VERBS, "$each", "$when", "$of", "$with"):
        assert f"**`{verb}" in README, verb
    assert ", ".join(TAGS) in README
