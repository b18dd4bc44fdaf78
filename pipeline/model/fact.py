"""Facts: what a monograph states, free of any FHIR release.

Every text of a fact is made of words of the monograph, and all of them stand inside one of its evidence spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from pipeline.model.document import Span
from pipeline.model.dosage import DosageInstruction

FrequencyCode = Literal["very-common", "common", "uncommon", "rare", "very-rare", "not-known"]
PopulationCode = Literal[
    "adult", "pediatric", "neonate", "geriatric", "renal", "hepatic", "pregnancy", "lactation", "other"
]
GuidanceCategory = Literal[
    "missed-dose",
    "conversion",
    "preparation",
    "availability",
    "co-medication",
    "adjustment",
    "titration",
    "duration",
    "monitoring",
    "route",
    "setting",
    "calculation",
    "administration",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was read: the source span of its words, the section key, and the extraction rule's name.

    `rule` is "<extractor>/<rule>", for instance "undesirable-effect/list-item".
    """

    span: Span
    section: str
    rule: str


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a statement is about, in the monograph's words.

    Ages are bounds in `age_unit` (UCUM: a, mo, wk, d), weights in kilograms, included; `text` is never empty.
    """

    text: str
    code: PopulationCode = "other"
    age_low: Decimal | None = None
    age_high: Decimal | None = None
    age_unit: str = "a"
    weight_low: Decimal | None = None
    weight_high: Decimal | None = None

    @property
    def has_age(self) -> bool:
        return self.age_low is not None or self.age_high is not None

    @property
    def has_weight(self) -> bool:
        return self.weight_low is not None or self.weight_high is not None


@dataclass(frozen=True, slots=True)
class Frequency:
    """The CIOMS class that words or figures state, and those words and figures."""

    code: FrequencyCode
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all kinds share. `component` names the component of a combination that the fact is said of.

    `evidence` is in document order; a fact that is stated twice has two.
    """

    kind: ClassVar[str] = "fact"
    evidence: tuple[Evidence, ...]
    component: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Fact):
    """The generic name, other names given for it, and the components of a combination (else empty)."""

    kind: ClassVar[str] = "identity"
    name: str
    synonyms: tuple[str, ...] = ()
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClass(Fact):
    kind: ClassVar[str] = "drug-class"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication(Fact):
    kind: ClassVar[str] = "indication"
    text: str
    aliases: tuple[str, ...] = ()
    population: Population | None = None
    off_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication(Fact):
    kind: ClassVar[str] = "contraindication"
    text: str
    category: Literal["condition", "drug", "population", "allergy"] = "condition"
    aliases: tuple[str, ...] = ()
    population: Population | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndesirableEffect(Fact):
    """One effect; `serious` where the text calls it so, `organ_class` as stated."""

    kind: ClassVar[str] = "undesirable-effect"
    text: str
    aliases: tuple[str, ...] = ()
    frequency: Frequency | None = None
    serious: bool = False
    organ_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction(Fact):
    """One interactant; `category` is a code of http://hl7.org/fhir/interaction-type; the rest as stated."""

    kind: ClassVar[str] = "interaction"
    text: str
    category: Literal["drug-drug", "drug-food", "drug-test", "other"] = "drug-drug"
    aliases: tuple[str, ...] = ()
    effect: str | None = None
    management: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning(Fact):
    """A warning or precaution: its topic in a few words and what is said of it."""

    kind: ClassVar[str] = "warning"
    topic: str
    description: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationStatement(Fact):
    """What is said of pregnancy, lactation, children, the elderly, renal or hepatic impairment.

    `pregnancy_category` is the letter (A, B, C, D, X) where the text states one.
    """

    kind: ClassVar[str] = "population-statement"
    category: Literal["pregnancy", "lactation", "pediatric", "geriatric", "renal", "hepatic"]
    population: Population
    description: str
    pregnancy_category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage(Fact):
    """How to store it: the words; conditions ("room temperature", "light", "moisture", ...) as stated."""

    kind: ClassVar[str] = "storage"
    text: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoseForm:
    """A dose form as stated; `name` is the same for all its spellings (mappings/lexicon/formulations.yaml)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage(Fact):
    """One regimen and its context: indications, population and formulation as heading, label or sentence set them.

    `dose_forms` are those that the formulation names.
    """

    kind: ClassVar[str] = "dosage"
    instruction: DosageInstruction
    indications: tuple[str, ...] = ()
    population: Population | None = None
    formulation: str | None = None
    dose_forms: tuple[DoseForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DosingGuidance(Fact):
    """A sentence that guides dosing and is no regimen; mappings/lexicon/dosing-guidance.yaml tells the categories.

    `indications` and `population` are those that headings and labels above it set; `dose_forms` are those that a
    sentence on what there is says the drug comes in.
    """

    kind: ClassVar[str] = "dosing-guidance"
    text: str
    category: GuidanceCategory
    indications: tuple[str, ...] = ()
    population: Population | None = None
    dose_forms: tuple[DoseForm, ...] = ()
