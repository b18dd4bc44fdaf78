"""Document -> facts. One module for each kind of fact; all that they need is the document and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from pipeline.extract import (
    contraindications,
    dosage,
    dosing_guidance,
    drug_classes,
    identity,
    indications,
    interactions,
    population_statements,
    storage,
    undesirable_effects,
    warnings,
)
from pipeline.extract.members import fold
from pipeline.extract.merge import merged
from pipeline.extract.residue import residue_of
from pipeline.model.coverage import Coverage, Residue
from pipeline.model.document import Document
from pipeline.model.fact import (
    Contraindication,
    Dosage,
    DosingGuidance,
    DrugClass,
    Fact,
    Identity,
    Indication,
    Interaction,
    PopulationStatement,
    Storage,
    UndesirableEffect,
    Warning,
)
from pipeline.rules import Rules

EXTRACTORS: Mapping[str, Callable[[Document, Rules], Iterable[Fact]]] = {
    Identity.kind: identity.extract,
    DrugClass.kind: drug_classes.extract,
    Indication.kind: indications.extract,
    Dosage.kind: dosage.extract,
    UndesirableEffect.kind: undesirable_effects.extract,
    Contraindication.kind: contraindications.extract,
    Interaction.kind: interactions.extract,
    Warning.kind: warnings.extract,
    PopulationStatement.kind: population_statements.extract,
    Storage.kind: storage.extract,
}

# What is read last, from the sentences that back none of the facts above.
FROM_THE_REST: Mapping[str, Callable[[Document, Rules, Iterable[Fact]], Iterable[Fact]]] = {
    DosingGuidance.kind: dosing_guidance.extract,
}


def extract(document: Document, rules: Rules) -> tuple[tuple[Fact, ...], tuple[Residue, ...], Coverage]:
    """All facts by kind and in document order, the sentences that back none, and the counts of sentences.

    A fact that is stated twice in the same words is one fact with two evidences.
    """
    found = [fact for extractor in EXTRACTORS.values() for fact in extractor(document, rules)]
    for extractor in FROM_THE_REST.values():
        found += extractor(document, rules, tuple(found))
    facts = merged(found, _statement)
    residue, coverage = residue_of(document, facts, rules)
    return facts, residue, coverage


def _statement(fact: Fact) -> tuple[Any, ...]:
    """What two facts must share to be one: all but the evidence, words compared without case and punctuation."""
    values = (getattr(fact, field.name) for field in fields(fact) if field.name != "evidence")
    return (fact.kind, *(fold(value) if isinstance(value, str) else value for value in values))
