"""Which paths a mapping file may use."""

from __future__ import annotations

import pytest

from pipeline.model.fact import Population, UndesirableEffect
from pipeline.rules.paths import ROOT_SCOPE, Scoped, is_value, item_type, resolve


def test_a_path_follows_fields_and_leaves_none_off() -> None:
    assert resolve(("monograph", "name"), ROOT_SCOPE).type is str
    assert resolve(("monograph", "drug", "component"), ROOT_SCOPE).type is str


def test_a_path_follows_properties() -> None:
    scope = {"population": Scoped(("population",), Population)}
    assert resolve(("population", "has_age"), scope).type is bool


def test_a_name_that_a_fragment_takes_stands_for_the_path_it_was_given() -> None:
    scope = {"fact": Scoped(("effect",), UndesirableEffect)}
    assert resolve(("fact", "frequency", "code"), scope).names == ("effect", "frequency", "code")


def test_the_items_of_a_list_have_a_type() -> None:
    effects = resolve(("monograph", "undesirable_effects"), ROOT_SCOPE).type
    assert item_type(effects) is UndesirableEffect
    assert item_type(str) is None


def test_texts_and_lists_of_texts_are_values_but_facts_are_not() -> None:
    assert is_value(str)
    assert is_value(resolve(("monograph", "drug", "synonyms"), ROOT_SCOPE).type)
    assert not is_value(resolve(("monograph", "drug"), ROOT_SCOPE).type)
    assert not is_value(resolve(("monograph", "warnings"), ROOT_SCOPE).type)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("drug",), "there are \\$id, \\$monograph"),
        (("monograph", "nmae"), "'Monograph' has no 'nmae'; it has .*name"),
        (("monograph", "name", "first"), "'str' has no 'first'; it has no fields"),
        (("monograph", "drug", "kind"), "'Product' has no 'kind'"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_there_is(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(LookupError, match=message):
        resolve(names, ROOT_SCOPE)
