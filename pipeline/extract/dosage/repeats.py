"""Clauses about a dose beyond those of which the text spoke."""

from __future__ import annotations

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules


def names_further_dose(instruction: DosageInstruction, rules: Rules) -> bool:
    """ "A second dose of 5 mg may be given": no repetition of what the text said of the first."""
    tokens = lexer_for(rules.lexicon).tokens(instruction.text)
    return bool(instruction.doses) and "further-dose" in tokens.senses
