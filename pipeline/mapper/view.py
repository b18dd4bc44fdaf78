"""Document and facts -> Monograph: the facts by kind, with what several resources share worked out once."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import compress
from typing import Any, TypeVar, get_args

from pipeline.mapper.forms import forms_of
from pipeline.mapper.guidelines import guidelines_of
from pipeline.mapper.identify import path_slug
from pipeline.model import fact as facts
from pipeline.model.document import Document, Source, squeeze
from pipeline.model.monograph import EffectGroup, MappingOptions, Monograph, Preparation, Product, SourceFile

AnyFact = TypeVar("AnyFact", bound=facts.Fact)

# Names of encodings that IANA (and so a media type) writes in another way than Python.
_CHARSETS = {"utf-8-sig": "utf-8", "latin-1": "iso-8859-1", "cp1252": "windows-1252"}
_MACHINE_WRITTEN = "machine-written"
# Guidance that FHIR keeps apart from dosing.
_PREPARATION, _AVAILABILITY = "preparation", "availability"


def source_file(source: Source, options: MappingOptions) -> SourceFile:
    charset = _CHARSETS.get(source.encoding, source.encoding)
    data = b64encode(source.data).decode() if options.embed_source else ""
    digest = b64encode(hashlib.sha1(source.data, usedforsecurity=False).digest()).decode()
    return SourceFile(f"{source.media_type}; charset={charset}", data, digest, str(len(source.data)))


def monograph_of(document: Document, found: Iterable[facts.Fact], options: MappingOptions) -> Monograph:
    """Facts keep the order they come in. A component that the identity does not name is the drug itself."""
    by_kind: dict[type, list[facts.Fact]] = {}
    for fact in found:
        by_kind.setdefault(type(fact), []).append(fact)
    identity = next(iter(_of(facts.Identity, by_kind)), None)
    names = (identity.components if identity else ()) or document.components
    by_kind = {kind: [_placed(fact, names) for fact in group] for kind, group in by_kind.items()}
    products = _products(document, identity, names)
    indications = _of(facts.Indication, by_kind)
    effects = _of(facts.UndesirableEffect, by_kind)
    dosages = _of(facts.Dosage, by_kind)
    guidance = _of(facts.DosingGuidance, by_kind)
    dosing = [fact for fact in guidance if fact.category not in (_PREPARATION, _AVAILABILITY)]
    dose_form, dose_forms = forms_of([*dosages, *guidance], document)
    return Monograph(
        slug=path_slug(document.source.path, document.title),
        title=document.title or products[0].name,
        name=products[0].name,
        machine_written=options.machine_written or document.front_matter.get(_MACHINE_WRITTEN) is True,
        drug=products[0],
        products=products,
        identity=identity,
        classes=_of(facts.DrugClass, by_kind),
        indications=indications,
        contraindications=_of(facts.Contraindication, by_kind),
        undesirable_effects=effects,
        effect_groups=_effect_groups(effects),
        interactions=_of(facts.Interaction, by_kind),
        warnings=_of(facts.Warning, by_kind),
        population_statements=_of(facts.PopulationStatement, by_kind),
        populations=_populations(by_kind),
        storages=_of(facts.Storage, by_kind),
        guidelines=guidelines_of([*dosages, *dosing], indications),
        preparation=_preparation([fact for fact in guidance if fact.category == _PREPARATION]),
        availability=tuple(fact for fact in guidance if fact.category == _AVAILABILITY),
        dose_form=dose_form,
        dose_forms=dose_forms,
    )


def _of(kind: type[AnyFact], by_kind: Mapping[type, list[Any]]) -> tuple[AnyFact, ...]:
    return tuple(by_kind.get(kind, ()))


def _placed(fact: facts.Fact, names: tuple[str, ...]) -> facts.Fact:
    """The fact with its component as the identity writes it."""
    if fact.component is None or fact.component in names:
        return fact
    folded = fact.component.casefold()
    return replace(fact, component=next((name for name in names if name.casefold() == folded), None))


def _products(document: Document, identity: facts.Identity | None, names: tuple[str, ...]) -> tuple[Product, ...]:
    evidence = identity.evidence if identity else ()
    components = tuple(Product(name, name, evidence=_naming(name, evidence, document)) for name in names)
    name = identity.name if identity else document.title or document.source.path
    drug = Product(name, None, identity.synonyms if identity else (), evidence, components)
    return (drug, *components)


def _naming(name: str, evidence: tuple[facts.Evidence, ...], document: Document) -> tuple[facts.Evidence, ...]:
    """The evidence of a combination that holds the component's name as it stands."""
    return tuple(e for e in evidence if name.casefold() in squeeze(document.quote(e.span)).casefold())


def _populations(by_kind: Mapping[type, list[facts.Fact]]) -> tuple[facts.Population, ...]:
    found = (getattr(fact, "population", None) for group in by_kind.values() for fact in group)
    return tuple(dict.fromkeys(population for population in found if population is not None))


def _preparation(guidance: list[facts.DosingGuidance]) -> Preparation | None:
    if not guidance:
        return None
    evidence = tuple(item for fact in guidance for item in fact.evidence)
    return Preparation(" ".join(fact.text for fact in guidance), evidence)


def _effect_groups(effects: tuple[facts.UndesirableEffect, ...]) -> tuple[EffectGroup, ...]:
    codes = [effect.frequency.code if effect.frequency else "not-known" for effect in effects]
    groups = {code: tuple(compress(effects, (c == code for c in codes))) for code in get_args(facts.FrequencyCode)}
    return tuple(EffectGroup(code, group) for code, group in groups.items() if group)
