"""The bundles of the samples, as they were read and approved: `make golden` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.model.document import Source
from pipeline.rules import Rules
from pipeline.run import convert
from pipeline.terminology.coder import Coder
from tests.conftest import ROOT

SAMPLES = sorted((ROOT / "input").glob("*.md"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gives_its_golden_bundle(path: Path, rules: Rules, codes: Coder) -> None:
    data = path.read_bytes()
    bundle = convert(Source(path.name, data, data.decode()), rules, codes=codes).bundle
    assert bundle == json.loads((ROOT / "tests" / "golden" / f"{path.stem}.json").read_text())


def test_every_golden_bundle_has_its_sample() -> None:
    golden = {path.stem for path in (ROOT / "tests" / "golden").glob("*.json")}
    assert golden == {path.stem for path in SAMPLES}
