"""Cases as data over the vocabularies and reviewed rows that come with monofhir."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pipeline.terminology.coder import Coder
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "terminology" / "shipped.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['as']}: {case['text']}")
def test_words_get_the_code_that_means_the_same_or_none(case: dict[str, Any], codes: Coder) -> None:
    found = [one.coding.code for one in codes.code(case["text"], case["as"]).codings]
    assert found[:1] == ([case["code"]] if case["code"] else [])
