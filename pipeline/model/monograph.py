"""What a mapping file can see: the facts of one monograph, put in the order in which resources are made of them.

Free of any FHIR release. A path such as `$monograph.guidelines` in `mappings/resources` is a field here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.dosage import Amount, DosageInstruction, Maximum
from pipeline.model.fact import (
    Contraindication,
    DosingGuidance,
    DrugClass,
    Evidence,
    FrequencyCode,
    Identity,
    Indication,
    Interaction,
    Population,
    PopulationStatement,
    Storage,
    UndesirableEffect,
    Warning,
)


@dataclass(frozen=True, slots=True)
class MappingOptions:
    """What a user may choose about the resources of a run.

    status           publication status of the clinical use definitions
    embed_source     whether the DocumentReference carries the bytes of the monograph
    narrative        whether resources carry `text`
    machine_written  whether the monographs themselves are said to be written by a machine
    """

    status: Literal["active", "draft"] = "active"
    embed_source: bool = True
    narrative: bool = True
    machine_written: bool = False


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of the monograph as FHIR's Attachment counts them.

    content_type  media type with its charset
    data          base64 of the bytes
    hash          base64 of their SHA-1
    size          their number in digits: an integer64 is text in FHIR's JSON
    """

    content_type: str
    data: str
    hash: str
    size: str


@dataclass(frozen=True, slots=True)
class Software:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Product:
    """The drug of the monograph (`component` None), or one component of a combination."""

    name: str
    component: str | None = None
    synonyms: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ingredients: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class DoseAndRate:
    """One dose, the rate it is given at (unit per time: `mL/h`), or a daily total (per 1 d)."""

    dose: Amount | None = None
    rate: Amount | None = None
    daily: Amount | None = None


@dataclass(frozen=True, slots=True)
class Regimen:
    """A dosage instruction with its evidence; `structure` is None where only the words may be used."""

    text: str
    evidence: tuple[Evidence, ...]
    structure: DosageInstruction | None = None
    doses: tuple[DoseAndRate, ...] = ()
    most_per_dose: Maximum | None = None
    most_per_lifetime: Maximum | None = None
    most_per_period: tuple[Maximum, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """The regimens of one role (initial, maintenance, ...), formulation and component.

    Guidance makes courses too: their role is its category, their regimens are words alone.
    """

    role: str
    formulation: str | None
    component: str | None
    regimens: tuple[Regimen, ...]


@dataclass(frozen=True, slots=True)
class Dosing:
    """The courses for one population, or for all where it is None."""

    population: Population | None
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class GuidelineIndication:
    """An indication as the dosage names it, and the indication fact that it means where one was found."""

    text: str
    fact: Indication | None


@dataclass(frozen=True, slots=True)
class Guideline:
    """The dosing for the same indications; for any use where there is none."""

    indications: tuple[GuidelineIndication, ...]
    dosing: tuple[Dosing, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """All that is said of how the product is prepared, sentence after sentence."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StatedForm:
    """A dose form in the words of the first fact that names it, and where that fact was read."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EffectGroup:
    """The undesirable effects of one frequency class, most frequent class first."""

    code: FrequencyCode
    effects: tuple[UndesirableEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monograph:
    """All that one monograph says.

    slug      made of its path alone; every resource id begins with it
    products  the drug, then the components of a combination
    dose_form   the one form that all dosing is given for, where nothing names another; then there are no dose_forms
    dose_forms  the forms that are named, else
    """

    slug: str
    title: str
    name: str
    machine_written: bool
    drug: Product
    products: tuple[Product, ...]
    identity: Identity | None = None
    classes: tuple[DrugClass, ...] = ()
    indications: tuple[Indication, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    undesirable_effects: tuple[UndesirableEffect, ...] = ()
    effect_groups: tuple[EffectGroup, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    warnings: tuple[Warning, ...] = ()
    population_statements: tuple[PopulationStatement, ...] = ()
    populations: tuple[Population, ...] = ()
    storages: tuple[Storage, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    preparation: Preparation | None = None
    availability: tuple[DosingGuidance, ...] = ()
    dose_form: StatedForm | None = None
    dose_forms: tuple[StatedForm, ...] = ()
