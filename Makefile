# Everything runs in the active environment: pip install -e '.[test]'

.PHONY: check test golden bench

check:  ## style, types, one-way flow, mapping files
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	monofhir mappings check mappings

test:  ## the whole suite
	pytest -n auto --dist loadgroup

golden:  ## write tests/golden anew from input/; read the difference before you commit it
	python tools/write_golden.py

bench:  ## documents a second, stage by stage
	monofhir bench
