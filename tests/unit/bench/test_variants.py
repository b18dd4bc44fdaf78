from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bench.corpus import generate, samples_directory
from pipeline.bench.variants import invented_name, variant, variants
from pipeline.model.document import Source
from pipeline.rules import Rules
from pipeline.run import convert
from tests.conftest import ROOT

PAGE = """# Testamol

Testamol is a painkiller; take testamol 250-500 mg, or 2.5 mg/kg, or 1,000 mg at night.

- one
- two
  - within two
"""


class Always(Random):
    """Chooses the last of some, and every item to be left out."""

    def choice(self, values):  # type: ignore[no-untyped-def]
        return values[-1]

    def random(self) -> float:
        return 0.0


def test_a_variant_has_its_own_name_other_amounts_and_lacks_items() -> None:
    assert variant(PAGE, "zomabe", Always()) == (
        "# Zomabe\n\nZomabe is a painkiller; take zomabe 1250-2500 mg, or 2.5 mg/kg, or 1,000 mg at night.\n\n- two\n"
    )


@given(st.text())
def test_any_text_can_be_varied(text: str) -> None:
    assert isinstance(variant(text, "zomabe", Random(0)), str)


@given(st.lists(st.integers(0, 10**7), unique=True), st.integers(0, 5))
def test_names_differ_as_their_numbers_do(numbers: list[int], seed: int) -> None:
    assert len({invented_name(number, seed) for number in numbers}) == len(numbers)


def test_the_first_of_many_are_those_of_a_few_and_another_seed_gives_others() -> None:
    few, many = list(variants([PAGE, PAGE * 2], 10)), list(variants([PAGE, PAGE * 2], 2010))
    assert many[:10] == few
    assert list(variants([PAGE, PAGE * 2], 10, seed=1)) != few
    assert [path.partition("/")[0] for path, _ in many[998:1002:2]] == ["000", "001"]
    assert len({path for path, _ in many}) == len({text for _, text in many}) == 2010


def test_each_sample_can_be_varied_and_converted(tmp_path: Path, rules: Rules) -> None:
    made = generate(samples_directory(), 10, 0, tmp_path)
    assert (len(made.inputs), made.generated) == (10, True)
    for item, file in zip(made.inputs, made.files, strict=True):
        data = file.read_bytes()
        assert convert(Source(item.path, data, data.decode()), rules).ok, item.path


def test_nothing_to_vary_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert generate(tmp_path / "empty", 5, 0, tmp_path / "made").inputs == ()


@pytest.mark.parametrize("name", ["warfarin.md"])
def test_the_samples_are_those_of_the_checkout(name: str) -> None:
    assert (samples_directory() / name).read_bytes() == (ROOT / "input" / name).read_bytes()
