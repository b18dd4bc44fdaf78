"""Single doses and single pieces."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import unit_code
from pipeline.model.dosage import Amount, Timing


def read_single(tokens: Tokens, index: int) -> Phrase | None:
    """ "a single dose", "as a one-time dose", "a single puff"; "single 50 mg dose" as well. A maximum is no count.

    How much "a single high dose" comes to, nobody says.
    """
    said_before = tokens.text(index - 1) in ("the", "on the") or tokens.has(index - 1, "maximum")
    if said_before or tokens.text(index + 1) == "or":
        return None
    behind = range(index + 1, index + 4)
    dose = next((at for at in behind if tokens.has(at, "dose") or tokens.has(at, "unit") or tokens[at].value), 0)
    if not dose:
        return None
    if any(tokens.has(at, "graded") for at in range(index + 1, dose)):
        return Phrase("unsettled", index, dose + 1)
    piece = tokens[index + 1].senses.get("unit")
    if piece is not None and piece.data["kind"] == "form" and not _is_given(tokens, index + 1):
        one = Amount(Decimal(1), Decimal(1), unit_code(piece))
        return Phrase("dose", index, index + 2, (one,), timing=Timing(count=1))
    last = index + 1 + tokens.has(index + 1, "dose")
    return Phrase("role", index, last, timing=Timing(count=1), name="single")


def _is_given(tokens: Tokens, index: int) -> bool:
    """ "A single injection" says how it is given, and "single injections" do not count."""
    return tokens.has(index, "infusion") or tokens.text(index).endswith("s")
