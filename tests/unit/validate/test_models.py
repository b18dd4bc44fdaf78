"""What leaves passes the models of fhir.resources, whole, as it is written; `--strict` asks them of every resource."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class

from pipeline.cli import main
from pipeline.deliver.encode import encode
from pipeline.model.document import Source
from pipeline.model.monograph import MappingOptions
from pipeline.options import Options
from pipeline.rules import Rules
from pipeline.run import convert
from pipeline.terminology.coder import Coder
from pipeline.validate import CHECKS, STRICT, structure, validate
from tests.conftest import ROOT

SAMPLES = sorted((ROOT / "input").glob("*.md"))
CHOICES = (Options(), Options("collection", MappingOptions(embed_source=False, narrative=False, machine_written=True)))


@pytest.mark.parametrize("options", CHOICES, ids=["as ever", "with other options"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_emitted_bytes_pass_the_models_and_say_the_same_when_these_write_them(
    path: Path, options: Options, rules: Rules, codes: Coder
) -> None:
    data = path.read_bytes()
    bundle = convert(Source(path.name, data, data.decode()), rules, options, codes).bundle
    assert bundle is not None
    emitted = encode(bundle)
    model = get_fhir_model_class("Bundle").model_validate_json(emitted)
    # A large integer (the size of an attachment) is text in FHIR's JSON; the models write it as a number.
    with_numbers_as_text = partial(json.loads, parse_int=str, parse_float=str)
    assert with_numbers_as_text(model.model_dump_json()) == with_numbers_as_text(emitted)


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "golden").glob("*.json")), ids=lambda path: path.stem)
def test_golden_bundles_are_sound_when_every_resource_is_asked_of(path: Path) -> None:
    bundle = json.loads(path.read_text())
    assert [problem for problem in validate(bundle, STRICT) if problem.is_error] == []


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the type of each resource that a model is asked of."""
    real, found = structure._model, list[str]()

    def noted(name: str, release: Any) -> Any:
        model = real(name, release)

        class Noted:
            @staticmethod
            def model_validate(value: Any) -> Any:
                found.append(name)
                return model.model_validate(value)

        return Noted

    monkeypatch.setattr(structure, "_model", noted)
    return found


def test_strict_asks_of_each_resource_however_often_its_shape_was_seen(asked: list[str]) -> None:
    bundle = json.loads((ROOT / "tests" / "golden" / "warfarin.json").read_text())
    types = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    for _ in range(2):
        asked.clear()
        validate(bundle, STRICT)
        assert sorted(asked) == sorted([*types, "Bundle"])


@pytest.mark.parametrize("damage", [{"type": ["warning"]}, {"subjects": []}, {"subject": "Medication/a"}], ids=str)
def test_strict_says_of_a_damaged_resource_what_the_layer_of_structure_says(damage: dict[str, Any]) -> None:
    bundle = json.loads((ROOT / "tests" / "golden" / "warfarin.json").read_text())
    damaged = deepcopy(bundle)
    of_type = (entry["resource"] for entry in damaged["entry"])
    next(one for one in of_type if one["resourceType"] == "ClinicalUseDefinition").update(damage)
    said = {problem for problem in validate(damaged, STRICT) if problem.code.startswith("fhir-structure")}
    assert said
    assert said == {problem for problem in validate(damaged, CHECKS) if problem.code.startswith("fhir-structure")}


def test_the_command_passes_strict_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[Options]()
    real: Callable[..., Any] = convert
    monkeypatch.setattr(
        "pipeline.batch.work.convert",
        lambda source, rules, options, codes: (given.append(options), real(source, rules, options, codes))[1],
    )
    sample = str(ROOT / "input" / "warfarin.md")
    assert main(["convert", sample, "--output", str(tmp_path), "--strict"]) == 0
    assert main(["convert", sample, "--output", str(tmp_path)]) == 0
    assert [options.strict for options in given] == [True, False]
