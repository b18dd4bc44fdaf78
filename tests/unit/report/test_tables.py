from __future__ import annotations

import io

from pipeline.deliver.totals import Totals
from pipeline.model.coverage import Counts, Coverage
from pipeline.model.outcome import Outcome
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


def test_a_share_has_one_decimal_and_stands_to_the_right() -> None:
    pipe = io.StringIO()
    write_table(Table("Shares", ("section", "share"), [("usage", 100.0), ("dosage", 7.25)]), pipe)
    assert pipe.getvalue() == "Shares\nsection  share\nusage    100.0\ndosage     7.2\n"


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


def outcome(covered: int = 0, filler: int = 0, residue: int = 0, *, converted: bool = True, **facts: int) -> Outcome:
    coverage = Coverage({"usage": Counts(covered, filler, residue)})
    return Outcome("a.md", "a.md", bundle=b"{}" if converted else None, facts=facts, coverage=coverage)


def summary(*outcomes: Outcome) -> list[str]:
    totals = Totals()
    for one in outcomes:
        totals.add(one)
    stream = io.StringIO()
    write_summary(totals, stream)
    return stream.getvalue().splitlines()


def test_the_summary_counts_facts_by_kind_and_says_how_much_was_converted_and_covered() -> None:
    assert summary(
        outcome(1200, 20, 10, warning=2, dosage=5),
        outcome(10, dosage=1),
        outcome(converted=False),
    ) == [
        "Facts",
        "kind     facts  monographs  median",
        "dosage       6           2       3",
        "warning      2           1       2",
        "2 of 3 monographs converted",
        "Sentences of fact-bearing sections: 1,210 back a fact, 20 state none, 10 are left over (residue.jsonl)",
    ]


def test_a_run_without_facts_has_no_table() -> None:
    assert summary(outcome(converted=False)) == [
        "0 of 1 monographs converted",
        "Sentences of fact-bearing sections: 0 back a fact, 0 state none, 0 are left over (residue.jsonl)",
    ]
