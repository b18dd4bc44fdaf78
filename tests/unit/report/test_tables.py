from __future__ import annotations

import io

from pipeline.report.summary import write_summary
from pipeline.report.table import Table, write_table

TABLE = Table("Drugs", ("name", "doses"), [("warfarin", 3), ("insulin [long]", 1200)])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_table_in_a_pipe_is_plain_columns_with_numbers_to_the_right() -> None:
    pipe = io.StringIO()
    write_table(TABLE, pipe)
    assert pipe.getvalue() == "Drugs\nname            doses\nwarfarin            3\ninsulin [long]  1,200\n"


def test_a_table_on_a_terminal_is_drawn_and_shows_brackets_as_they_are() -> None:
    terminal = Terminal()
    write_table(TABLE, terminal)
    drawn = terminal.getvalue()
    assert "│" in drawn
    assert "insulin [long]" in drawn


def test_an_empty_table_is_its_heads() -> None:
    pipe = io.StringIO()
    write_table(Table("Facts", ("kind", "facts"), []), pipe)
    assert pipe.getvalue() == "Facts\nkind  facts\n"


def row(*, converted: bool = True, sentences: int = 0, covered: int = 0, **facts: int) -> dict[str, object]:
    return {"converted": converted, "sentences": sentences, "covered": covered, "facts": facts}


def summary(*rows: dict[str, object]) -> list[str]:
    stream = io.StringIO()
    write_summary(rows, stream)
    return stream.getvalue().splitlines()


def test_the_summary_counts_facts_by_kind_and_says_how_much_was_converted_and_covered() -> None:
    assert summary(
        row(sentences=30, covered=20, warning=2, dosage=5),
        row(sentences=10, covered=10, dosage=1),
        row(converted=False),
    ) == [
        "Facts",
        "kind     facts  monographs  median",
        "dosage       6           2       3",
        "warning      2           1       2",
        "2 of 3 monographs converted",
        "30 of 40 sentences of fact-bearing sections back a fact (75.0%)",
    ]


def test_a_run_without_facts_has_no_table() -> None:
    assert summary(row(converted=False)) == [
        "0 of 1 monographs converted",
        "0 of 0 sentences of fact-bearing sections back a fact",
    ]
