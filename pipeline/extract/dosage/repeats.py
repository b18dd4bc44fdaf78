"""Sentences about doses of which the text spoke: "Multiple doses may be given, every 4 hours", "a second 5 mg dose"."""

from __future__ import annotations

from pipeline.extract.dosage.lexer import lexer_for
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules


def repeats_doses(instruction: DosageInstruction, rules: Rules) -> bool:
    """Whether the instruction sets hours between several doses; a daily rhythm says so of each without repeating it."""
    if instruction.timing.period_unit != "h":
        return False
    tokens = lexer_for(rules.lexicon).tokens(instruction.text)
    return any(tokens.has(at, "vague") and tokens.has(at + 1, "doses") for at in range(tokens.size))


def names_further_dose(instruction: DosageInstruction, rules: Rules) -> bool:
    """ "A second dose of 5 mg may be given": no repetition of what the text said of the first."""
    tokens = lexer_for(rules.lexicon).tokens(instruction.text)
    return bool(instruction.doses) and "further-dose" in tokens.senses
