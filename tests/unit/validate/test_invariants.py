"""No constraint of FHIR's definitions is forgotten: each is kept here or in another layer, or left out for a reason."""

from __future__ import annotations

import json

import pytest

from pipeline.validate.catalogue import catalogue
from pipeline.validate.definitions import DATA, RELEASES, Release
from pipeline.validate.invariants import ELSEWHERE, INVARIANTS, SKIPPED

# A profile on Quantity, which the definitions hold as a type of its own; and ours.
NOT_LISTED = {"sqty-1", "cud-type"}


def stated(release: Release) -> set[str]:
    data = json.loads((DATA / f"{release}.json").read_text(encoding="utf-8"))
    return {key for constraints in data["invariants"].values() for key in constraints}


def kept(release: Release) -> set[str]:
    return {invariant.key for invariant in INVARIANTS[release]}


@pytest.mark.parametrize("release", RELEASES)
def test_every_constraint_of_the_definitions_is_kept_or_left_out_for_a_reason(release: Release) -> None:
    left = stated(release) - kept(release) - SKIPPED.keys()
    assert {key for key in left if not any(key.startswith(known) for known in ELSEWHERE)} == set()


@pytest.mark.parametrize("release", RELEASES)
def test_no_invariant_is_made_up(release: Release) -> None:
    assert kept(release) - stated(release) == NOT_LISTED


def test_what_is_kept_is_not_said_to_be_left_out() -> None:
    assert not {invariant.key for release in RELEASES for invariant in INVARIANTS[release]} & SKIPPED.keys()


def test_every_invariant_has_a_rule_with_a_good_and_a_bad_example() -> None:
    keys = set.union(*map(kept, RELEASES))
    assert {f"fhir-invariant-{key}" for key in keys} <= catalogue().keys()


def test_what_another_layer_looks_after_is_named_by_a_rule_there() -> None:
    for key, layer in ELSEWHERE.items():
        assert any(
            rule.layer == layer and key.rstrip("-") in rule.source + rule.meaning for rule in catalogue().values()
        )
