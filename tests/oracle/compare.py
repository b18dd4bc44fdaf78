"""Damages valid resources and asks each validator: `python -m tests.oracle.compare WORK [--count N] [--seed N]`.

WORK keeps the mutants and the answers of the official validator. `--schema` names `fhir.schema.json` of the package
hl7.fhir.r5.core.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import yaml
from fhir.resources import get_fhir_model_class
from jsonschema import Draft6Validator

import pipeline
from pipeline.problems import Location
from pipeline.validate import examine
from pipeline.validate.json_text import parse
from tests.conftest import ROOT
from tests.oracle.damage import IN_TEXT, KINDS, mutants
from tests.oracle.official import HERE, ask

LIMIT = 10_000_000
SAMPLES = 3
Answers = Mapping[str, bool]


def valid() -> list[dict[str, Any]]:
    """The resources of `valid.yaml`, and those that the sample monographs become."""
    listed: list[dict[str, Any]] = yaml.safe_load((HERE / "valid.yaml").read_text(encoding="utf-8"))
    bundles = [pipeline.convert(path).bundle or {} for path in sorted((ROOT / "input").glob("*.md"))[:SAMPLES]]
    return [*listed, *(entry["resource"] for bundle in bundles for entry in bundle["entry"])]


def ours(text: str) -> bool:
    resource, problems = parse(text.encode(), Location("mutant"), LIMIT)
    found = [] if resource is None else [one for layer in examine(resource, "r5") for one in layer.problems]
    return any(problem.is_error for problem in (*problems, *found))


def models(text: str) -> bool:
    """fhir.resources alone."""
    try:
        value = json.loads(text)
        model: Any = get_fhir_model_class(value["resourceType"])
        model.model_validate(value)
    except Exception:  # however it refuses
        return True
    return False


class Schema:
    """The official JSON Schema, through the definition of the resource's own type: its choice of all is very slow."""

    def __init__(self, file: Path) -> None:
        self.definitions = readable(json.loads(file.read_text(encoding="utf-8"))["definitions"])
        self.validators: dict[str, Draft6Validator] = {}

    def __call__(self, text: str) -> bool:
        try:
            value = json.loads(text)
            name = value["resourceType"]
            known = name in self.definitions
        except (ValueError, TypeError, KeyError):
            return True
        if name not in self.validators and known:
            whole = {"$ref": f"#/definitions/{name}", "definitions": self.definitions}
            self.validators[name] = Draft6Validator(whole)
        return not known or not self.validators[name].is_valid(value)


def readable(value: Any) -> Any:
    """A schema without the patterns that Python cannot compile."""
    if isinstance(value, list):
        return [readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: readable(child) for name, child in value.items() if name != "pattern" or _compiles(child)}


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(str(pattern))
    except re.error:
        return False
    return True


def official(texts: Mapping[str, str], work: Path) -> Answers:
    kept = work / "official.json"
    if not kept.exists():
        found = ask(texts, work)
        errors = {name: [list(one) for one in said if one.is_error] for name, said in found.items()}
        kept.write_text(json.dumps(errors, indent=1), encoding="utf-8")
    return {name: bool(errors) for name, errors in json.loads(kept.read_text(encoding="utf-8")).items()}


def table(answers: Mapping[str, Answers], texts: Mapping[str, str]) -> list[str]:
    """A row a kind: of how many mutants each validator refuses how many."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in texts:
        kind = name.partition("#")[0]
        counts[kind]["mutants"] += 1
        counts[kind].update(who for who, said in answers.items() if said[name])
    rows = ["| damage | mutants | " + " | ".join(answers) + " |", "|---" * (len(answers) + 2) + "|"]
    for kind in (*KINDS, *IN_TEXT):
        if counts[kind]:
            cells = " | ".join(str(counts[kind][who]) for who in answers)
            rows.append(f"| {kind} | {counts[kind]['mutants']} | {cells} |")
    return rows


@click.command()
@click.argument("work", type=click.Path(path_type=Path))
@click.option("--count", default=2400)
@click.option("--seed", default=6)
@click.option("--schema", "schema_file", type=click.Path(exists=True, path_type=Path))
def main(work: Path, count: int, seed: int, schema_file: Path | None) -> None:
    work.mkdir(parents=True, exist_ok=True)
    texts = {f"{kind}#{number}": text for number, (kind, text) in enumerate(mutants(valid(), count, seed))}
    validators: dict[str, Callable[[str], bool]] = {"ours": ours, "fhir.resources": models}
    if schema_file is not None:
        validators["JSON Schema"] = Schema(schema_file)
    answers = {who: {name: refuses(text) for name, text in texts.items()} for who, refuses in validators.items()}
    answers["official"] = official(texts, work)
    for line in table(answers, texts):
        click.echo(line)
    refused = [name for name in texts if answers["official"][name]]
    click.echo(f"\nThe official validator refuses {len(refused):,} of {len(texts):,}. Of these:")
    for who, said in answers.items():
        caught = sum(said[name] for name in refused)
        click.echo(f"- {who}: {caught:,} ({caught / len(refused):.1%}); refuses {sum(said.values()) - caught:,} others")
    missed = [name for name in refused if not answers["ours"][name]]
    (work / "missed.txt").write_text("\n".join(missed), encoding="utf-8")


if __name__ == "__main__":
    main()
