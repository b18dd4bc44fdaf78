from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.push.change import Change
from pipeline.push.chunks import Limit, changes_of, chunks, halves
from pipeline.push.references import dependency_order, references_of

NAMES = st.sampled_from("abcdefgh")
GRAPHS = st.dictionaries(NAMES, st.frozensets(NAMES))


def test_references_are_found_at_any_depth() -> None:
    resource = {"a": [{"reference": "Group/x"}], "b": {"c": {"reference": "Medication/y/_history/2"}}}
    assert references_of(resource) == {"Group/x", "Medication/y"}


def test_references_to_elsewhere_do_not_count() -> None:
    outside = ["https://fhir.test/Group/x", "#inner", "urn:uuid:0", "Group?identifier=x", 7]
    assert references_of([{"reference": one} for one in outside]) == frozenset()


@given(GRAPHS)
def test_nothing_comes_before_what_it_refers_to(graph: dict[str, frozenset[str]]) -> None:
    order = dependency_order(graph)
    place = {name: index for index, group in enumerate(order) for name in group}
    assert sorted(place) == sorted(graph)
    for name, targets in graph.items():
        assert all(place[target] <= place[name] for target in targets if target in graph)


@given(GRAPHS)
def test_only_circles_stand_together(graph: dict[str, frozenset[str]]) -> None:
    def reach(start: str) -> set[str]:
        found, left = set(), [start]
        while left:
            new = {one for one in graph.get(left.pop(), ()) if one in graph} - found
            found |= new
            left += new
        return found

    for group in dependency_order(graph):
        assert len(group) == 1 or all(set(group) <= reach(name) for name in group)


def test_a_long_chain_of_references_is_no_trouble() -> None:
    chain = {str(n): frozenset({str(n + 1)}) for n in range(5000)}
    assert dependency_order(chain)[0] == ("4999",)


def changes(graph: dict[str, frozenset[str]]) -> list[tuple[Change, ...]]:
    order = dependency_order(graph)
    return [tuple(Change(name, "m", references=graph[name]) for name in group) for group in order]


@given(GRAPHS, st.integers(1, 5))
def test_chunks_hold_all_in_order_and_no_more_than_allowed(graph: dict[str, frozenset[str]], entries: int) -> None:
    groups = changes(graph)
    cut = list(chunks(groups, Limit(entries)))
    assert [group for chunk in cut for group in chunk] == groups
    assert all(len(changes_of(chunk)) <= entries or len(chunk) == 1 for chunk in cut)


@given(GRAPHS)
def test_entries_of_a_batch_do_not_refer_to_one_another(graph: dict[str, frozenset[str]]) -> None:
    for chunk in chunks(changes(graph), Limit(100), apart=True):
        for index, group in enumerate(chunk):
            others = {one.reference for one in changes_of(chunk[:index])}
            assert not any(change.references & others for change in group)


def test_halves_keep_the_order() -> None:
    chunk = tuple(changes({"a": frozenset(), "b": frozenset("a"), "c": frozenset("b")}))
    first, second = halves(chunk)
    assert [one.reference for one in changes_of(first)] == ["a", "b"]
    assert [one.reference for one in changes_of(second)] == ["c"]


def test_a_limit_is_only_ever_lowered() -> None:
    limit = Limit(10)
    limit.lower(40)
    assert (limit.entries, limit.is_learned) == (10, False)
    limit.lower(0)
    assert (limit.entries, limit.is_learned) == (1, True)
