"""References of resources that are named before they are built."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.mapper.ids import Ids


@dataclass(frozen=True)
class Item:
    name: str


def test_items_that_are_alike_share_one_resource() -> None:
    ids = Ids()
    place = ids.claim("Group", Item("adults"))
    assert place is not None
    assert ids.claim("Group", Item("adults")) is None
    ids.settle(place, "Group/a--adults")
    assert ids.reference("Group", Item("adults")) == "Group/a--adults"


def test_another_rule_or_item_has_another_place() -> None:
    ids = Ids()
    adults = Item("adults")
    places = [ids.claim("Group", adults), ids.claim("Medication", adults), ids.claim("Group", Item("children"))]
    assert len({*places}) == 3
    assert None not in places


def test_what_has_no_resource_yet_is_asked_for_again() -> None:
    ids, adults = Ids(), Item("adults")
    assert ids.reference("Group", adults) is None
    place = ids.claim("Group", adults)
    assert ids.reference("Group", adults) is None
    assert place is not None
    ids.settle(place, "Group/a")
    assert [ids.reference("Group", adults), ids.reference("Group", adults)] == ["Group/a", "Group/a"]


def test_an_item_that_is_no_more_lends_its_identity_to_no_other() -> None:
    ids = Ids()
    for number in range(100):
        place = ids.claim("Group", Item(f"group {number}"))
        assert place is not None
        ids.settle(place, f"Group/{number}")
    for number in range(100):
        assert ids.reference("Group", Item(f"group {number}")) == f"Group/{number}"
        assert ids.reference("Group", Item(f"no group {number}")) is None
