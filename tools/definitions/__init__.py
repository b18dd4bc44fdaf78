"""What the definitions of FHIR releases are read from."""
