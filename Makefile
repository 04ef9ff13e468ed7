PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export PORT

.PHONY: run test check simulate bench lock

run: .venv/run ## the portal, its dispatcher and the demo phones on http://127.0.0.1:$(PORT)
	@$(BIN)/flask --app wsgi demo

test: .venv/dev ## every test
	$(BIN)/pytest

check: .venv/dev ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --check --lint

simulate: .venv/dev ## a year of simulated nights
	$(BIN)/python -m tests.simulate --seeds 365

bench: .venv/bench ## both sides of each claim, paired in one run
	$(BIN)/python -m bench

lock: ## pins requirements*.in, with hashes (needs uv)
	uv pip compile requirements.in --quiet --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt
	uv pip compile requirements-dev.in --quiet --universal --python-version 3.11 --generate-hashes --no-header -o requirements-dev.txt
	uv pip compile requirements-bench.in -c requirements-dev.txt --quiet --universal --python-version 3.11 --generate-hashes --no-header -o requirements-bench.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what the portal runs on. Once only; it takes a minute or two."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what tests and checks need. Once only; it takes a minute or two."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

.venv/bench: requirements-bench.txt .venv/dev | .venv/bin/python
	@echo "Installing the packages that benchmarks compare with. Once only; it takes a minute or two."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	touch $@
