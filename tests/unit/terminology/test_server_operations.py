"""What a terminology server is asked beside proposals: what a code is called, and what it is in another system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.model.coding import CodedAs, Coding
from pipeline.terminology.load import load_coder
from pipeline.terminology.server import Server
from tests.unit.terminology.servers import (
    Answer,
    concept,
    expansion,
    looked_up,
    match,
    parameters,
    refusal,
    serving,
)

VALUE_SET = "http://example.org/big/vs"
OTHER = "http://example.org/other"
STUFFY = concept("B1", "Nasal congestion", "Stuffy nose", version="3")

Serve = Callable[[str, Mapping[str, str]], Answer]


@pytest.fixture
def asking(mappings: Path) -> Path:
    """Mappings whose effects a server is asked for."""
    file = mappings / "terminology" / "preferences.yaml"
    file.write_text(file.read_text().replace("effect: {", f"effect: {{server: ['{VALUE_SET}'], "))
    return mappings


def answering(lookup: Answer | None = None, translate: Answer | None = None) -> Serve:
    """A server that proposes one concept, and answers the two operations so; None: it does not have them."""

    def answer(path: str, _parameters: Mapping[str, str]) -> Answer:
        if path.endswith("$expand"):
            return expansion(STUFFY)
        return (lookup if path.endswith("$lookup") else translate) or refusal("no such operation", 404)

    return answer


def coded(mappings: Path, server: Server, words: str) -> tuple[CodedAs, ...]:
    return load_coder(mappings, mappings / "cache", plugged=False, server=server).code(words, "effect").codings


def test_a_proposal_is_named_as_its_code_system_names_it(asking: Path) -> None:
    with serving(answering(looked_up("Congestion of nose", "Stuffy nose", version="4"))) as small:
        (found,) = coded(asking, Server(small.url), "stuffy nose")
    assert found.coding == Coding("http://example.org/big", "B1", "Congestion of nose", "4")
    assert found.justification == "synonym"
    assert small.asked[1] == ("/r4/CodeSystem/$lookup", {"system": "http://example.org/big", "code": "B1"})


@pytest.mark.parametrize(
    "lookup",
    [
        pytest.param(looked_up("Congestion of lung"), id="the code system knows other names only"),
        pytest.param(looked_up("Stuffy nose", inactive=True), id="nobody may use it any more"),
        pytest.param(looked_up("Stuffy nose", notSelectable=True), id="it only groups others"),
        pytest.param(parameters({"name": "name", "valueString": "Big"}), id="it has no name"),
    ],
)
def test_a_proposal_that_its_code_system_does_not_bear_out_gives_no_code(asking: Path, lookup: Answer) -> None:
    with serving(answering(lookup)) as small:
        assert coded(asking, Server(small.url), "stuffy nose") == ()


def test_a_server_that_cannot_look_up_is_believed_and_no_news(asking: Path) -> None:
    with serving(answering()) as small:
        server = Server(small.url)
        assert [found.coding.display for found in coded(asking, server, "stuffy nose")] == ["Nasal congestion"]
        assert server.news() == ()
        assert server.answers_all


def test_a_code_is_translated_to_the_systems_that_are_asked_for(asking: Path) -> None:
    translate = parameters({"name": "result", "valueBoolean": True}, match("O1", display="Headache (finding)"))
    with serving(answering(translate=translate)) as small:
        own, translated = coded(asking, Server(small.url, targets=(OTHER,)), "headache")
    assert own.coding.code == "T1"
    assert translated.coding == Coding(OTHER, "O1", "Headache (finding)")
    assert translated.justification == "translated"
    path, asked = next(question for question in small.asked if "$translate" in question[0])
    assert path == "/r4/ConceptMap/$translate"
    assert (asked["system"], asked["sourceCode"], asked["code"]) == (own.coding.system, "T1", "T1")
    assert (asked["targetSystem"], asked["targetsystem"]) == (OTHER, OTHER)


@pytest.mark.parametrize(("name", "relationship"), [("equivalence", "equal"), ("equivalence", "equivalent")])
def test_the_words_of_r4_for_the_same_are_understood(asking: Path, name: str, relationship: str) -> None:
    with serving(answering(translate=parameters(match("O1", relationship, name, display="Headache")))) as small:
        assert len(coded(asking, Server(small.url, targets=(OTHER,)), "headache")) == 2


def test_a_translation_without_a_name_is_named_as_its_code_system_does(asking: Path) -> None:
    with serving(answering(looked_up("Headache", version="9"), parameters(match("O1")))) as small:
        _, translated = coded(asking, Server(small.url, targets=(OTHER,)), "headache")
    assert translated.coding == Coding(OTHER, "O1", "Headache", "9")


@pytest.mark.parametrize(
    "translate",
    [
        pytest.param(parameters(match("O1", "source-is-narrower-than-target", display="Pain")), id="a wider concept"),
        pytest.param(parameters(match("O1", "relatedto", "equivalence", display="Pain")), id="a related concept"),
        pytest.param(parameters(match("O1", display="A"), match("O2", display="B")), id="two concepts"),
        pytest.param(parameters(match("O1")), id="a concept without a name"),
        pytest.param(parameters({"name": "result", "valueBoolean": False}), id="nothing"),
        pytest.param(None, id="no such operation"),
    ],
)
def test_what_does_not_mean_the_same_gives_no_code(asking: Path, translate: Answer | None) -> None:
    with serving(answering(translate=translate)) as small:
        server = Server(small.url, targets=(OTHER,))
        assert [found.coding.code for found in coded(asking, server, "headache")] == ["T1"]
        assert server.news() == ()


def test_a_system_that_has_a_code_already_is_not_asked_for(asking: Path) -> None:
    with serving(answering()) as small:
        (own,) = coded(asking, Server(small.url), "headache")
        assert coded(asking, Server(small.url, targets=(own.coding.system,)), "headache") == (own,)
    assert small.asked == []


def test_all_of_it_is_kept_for_a_repeat_without_the_server(asking: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite"
    translate = parameters(match("O1", display="Headache"))
    with serving(answering(looked_up("Stuffy nose"), translate)) as small:
        first = [
            coded(asking, Server(small.url, file, targets=(OTHER,)), words) for words in ("headache", "stuffy nose")
        ]
    server = Server(small.url, file, targets=(OTHER,))
    assert [coded(asking, server, words) for words in ("headache", "stuffy nose")] == first
    assert server.news() == ()
