"""monofhir: drug monographs -> validated FHIR bundles in which every fact is traceable to its words."""
