from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.coding import Coding
from pipeline.problems import ProblemError
from pipeline.terminology.audit import Audit
from pipeline.terminology.coder import Coder
from pipeline.terminology.load import load_coder, load_index
from pipeline.terminology.server import Server
from pipeline.terminology.server import transport as limits
from tests.unit.terminology.servers import Answer, concept, expansion, refusal, resource, serving

VALUE_SET = "http://example.org/big/vs"
STUFFY = concept("B1", "Nasal congestion", "Stuffy nose", version="3")


@pytest.fixture
def asking(mappings: Path) -> Path:
    """Mappings whose effects a server is asked for."""
    file = mappings / "terminology" / "preferences.yaml"
    file.write_text(file.read_text().replace("effect: {", f"effect: {{server: ['{VALUE_SET}'], "))
    return mappings


def coder_of(mappings: Path, server: Server) -> Coder:
    return load_coder(mappings, mappings / "cache", plugged=False, server=server)


def codes(coder: Coder, text: str) -> list[str]:
    return [found.coding.code for found in coder.code(text, "effect").codings]


def all_know(_path: str, _parameters: Mapping[str, str]) -> Answer:
    return expansion(STUFFY, concept("B2", "Nasal congestion in winter"), concept("B3", "Nose"))


def test_a_concept_that_has_the_very_words_as_a_name_gives_its_code(asking: Path) -> None:
    with serving(all_know) as small:
        coder = coder_of(asking, Server(small.url))
        (found,) = coder.code("severe stuffy noses", "effect").codings
        assert found.coding == Coding("http://example.org/big", "B1", "Nasal congestion", "3")
        assert (found.justification, found.source) == ("synonym", small.url)
        assert coder.code("nasal congestion", "effect").codings[0].justification == "label"
    path, parameters = small.asked[0]
    assert path == "/r4/ValueSet/$expand"
    assert (parameters["url"], parameters["filter"]) == (VALUE_SET, "severe stuffy nose")


@pytest.mark.parametrize("words", ["congestion", "nasal congestion medicine", "blocked nose"])
def test_what_a_server_merely_finds_gives_no_code(asking: Path, words: str) -> None:
    with serving(all_know) as small:
        assert codes(coder_of(asking, Server(small.url)), words) == []


def test_two_concepts_of_one_name_are_ambiguous(asking: Path) -> None:
    with serving(lambda *_: expansion(STUFFY, concept("B4", "Stuffed animal", "Stuffy nose"))) as small:
        coded = coder_of(asking, Server(small.url)).code("stuffy nose", "effect")
    assert not coded.codings
    assert [coding.code for coding in coded.ambiguous] == ["B1", "B4"]


@pytest.mark.parametrize("mark", [{"inactive": True}, {"abstract": True}, {"code": None}])
def test_concepts_that_nobody_may_use_are_left_out(asking: Path, mark: dict[str, Any]) -> None:
    with serving(lambda *_: expansion({**STUFFY, **mark})) as small:
        assert codes(coder_of(asking, Server(small.url)), "stuffy nose") == []


def test_a_server_is_asked_only_for_what_nothing_else_knows(asking: Path) -> None:
    with serving(all_know) as small:
        coder = coder_of(asking, Server(small.url))
        assert codes(coder, "headache") == ["T1"]
        assert codes(coder, "head problems") == []  # a reviewed row says that it has no code
        assert codes(coder, "depression") == []  # ambiguous
        assert small.asked == []


def test_answers_are_kept_for_a_repeat_without_the_server(asking: Path, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "answers.sqlite"
    with serving(all_know) as small:
        first = coder_of(asking, Server(small.url, file)).code("stuffy nose", "effect")
    server = Server(small.url, file)
    assert coder_of(asking, server).code("stuffy nose", "effect") == first
    assert server.news() == ()
    assert server.answers_all


def test_answers_of_one_server_are_not_those_of_another(asking: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite"
    with serving(all_know) as small:
        assert codes(coder_of(asking, Server(small.url, file)), "stuffy nose") == ["B1"]
    with serving(lambda *_: expansion()) as other:
        assert codes(coder_of(asking, Server(other.url, file)), "stuffy nose") == []


def test_a_damaged_file_of_answers_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_text("no database, and long enough to be taken for one" * 50)
    with pytest.raises(ProblemError) as raised:
        Server("http://127.0.0.1:9/r4", tmp_path / "answers.sqlite")
    assert raised.value.problems[0].code == "terminology-tx-cache"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {}, b"<html>Sign in</html>"), "no FHIR resource"),
        ((500, {}, b"oops"), "500"),
        (refusal("sign in first", 401), "sign in first"),
        ((200, {}, b"[]"), "no FHIR resource"),
        ((302, {"Location": "http://127.0.0.2:1/elsewhere"}, b""), "another server"),
        ((302, {"Location": "https://127.0.0.1/r4/"}, b""), "another server"),
        ((302, {"Location": "/r4/again"}, b""), "circle"),
    ],
)
def test_a_server_that_is_none_is_told_once_and_asked_no_more(asking: Path, answer: Answer, said: str) -> None:
    with serving(lambda *_: answer) as small:
        server = Server(small.url)
        coder = coder_of(asking, server)
        assert codes(coder, "stuffy nose") == []
        count = len(small.asked)
        assert codes(coder, "itchy nose") == []
        assert len(small.asked) == count
        assert codes(coder, "headache") == ["T1"]
    (problem,) = server.news()
    assert (problem.code, problem.severity, str(problem.location)) == ("terminology-server", "warning", small.url)
    assert said in problem.message
    assert not server.answers_all
    assert server.news() == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refusal("no such value set", 404), "no such value set"),
        (resource({"resourceType": "Bundle"}), "Bundle, not ValueSet"),
        (resource({"resourceType": "ValueSet", "expansion": {"contains": ["x"]}}), "the form"),
    ],
)
def test_a_question_that_is_refused_does_not_end_the_others(asking: Path, answer: Answer, said: str) -> None:
    good = resource({"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": True}]})
    with serving(lambda path, _: answer if "ValueSet" in path else good) as small:
        server = Server(small.url)
        coder = coder_of(asking, server)
        assert codes(coder, "stuffy nose") == codes(coder, "itchy nose") == []
        verdict = server.verdict(Coding("http://example.org/big", "B1", "Nasal congestion"))
    assert verdict is not None
    assert verdict.holds
    (problem,) = server.news()
    assert said in problem.message


def test_a_server_that_is_down_is_told(asking: Path) -> None:
    server = Server("http://127.0.0.1:9/r4")
    assert codes(coder_of(asking, server), "stuffy nose") == []
    (problem,) = server.news()
    assert "cannot be reached" in problem.message


def test_an_answer_without_end_is_given_up(asking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST", 100)
    with serving(all_know) as small:
        server = Server(small.url)
        assert codes(coder_of(asking, server), "stuffy nose") == []
    assert "too large" in server.news()[0].message


def test_a_redirect_within_the_server_is_followed(asking: Path) -> None:
    def answer(path: str, parameters: Mapping[str, str]) -> Answer:
        return all_know(path, parameters) if "new" in path else (307, {"Location": "/r4/new"}, b"")

    with serving(answer) as small:
        assert codes(coder_of(asking, Server(small.url)), "stuffy nose") == ["B1"]


def test_the_token_goes_to_the_server_alone(asking: Path) -> None:
    with serving(all_know) as other, serving(lambda *_: (302, {"Location": other.url}, b"")) as small:
        assert codes(coder_of(asking, Server(small.url, token="secret")), "stuffy nose") == []
        assert small.tokens == ["Bearer secret"]
        assert other.asked == []


@pytest.mark.parametrize(
    ("url", "token", "codes_told"),
    [
        ("http://tx.example.org/r4", "secret", ["terminology-clear-text"]),
        ("http://tx.example.org/r4", None, []),
        ("https://tx.example.org/r4", "secret", []),
        ("http://127.0.0.1:9/r4", "secret", []),
        ("http://localhost:9/r4", "secret", []),
    ],
)
def test_a_token_that_others_can_read_on_the_way_is_told(url: str, token: str | None, codes_told: list[str]) -> None:
    problems = Server(url, token=token).news()
    assert [problem.code for problem in problems] == codes_told
    assert "secret" not in str(problems)


@pytest.mark.parametrize("holds", [True, False])
def test_codes_of_rows_without_an_embedded_vocabulary_are_checked_by_the_server(mappings: Path, holds: bool) -> None:
    with (mappings / "codes" / "effects.tsv").open("a") as file:
        file.write("faint\tskos:exactMatch\tSCT:271594007\tSyncope\tsemapv:ManualMappingCuration\tmonofhir\t\n")
    said = {"name": "message", "valueString": "It is called otherwise"}
    verdict = {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": holds}, said]}
    with serving(lambda *_: resource(verdict)) as small:
        index = load_index(mappings, mappings / "cache", plugged=False)
        audit = Audit(mappings, index, (), Server(small.url))
        problems = [problem for problem in audit.of_rows() if "271594007" in problem.message]
    path, parameters = small.asked[0]
    assert path == "/r4/CodeSystem/$validate-code"
    assert parameters == {"url": "http://snomed.info/sct", "code": "271594007", "display": "Syncope"}
    assert [problem.code for problem in problems] == ([] if holds else ["terminology-unknown-code"])
    assert all("It is called otherwise" in problem.message for problem in problems)
