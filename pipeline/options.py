"""What a user may choose for a conversion."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.bundle import BundleType
from pipeline.model.monograph import MappingOptions


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may choose for a run: the kind of bundle, what the resources carry, and how they are checked.

    `strict` asks the models of fhir.resources of every resource, not only of bundles in which anything
    is in doubt.
    """

    bundle_type: BundleType = "transaction"
    mapping: MappingOptions = field(default_factory=MappingOptions)
    strict: bool = False
