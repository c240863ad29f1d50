# eventsite: `make demo` to try it, `make test` to check it, `make help` for the rest.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
BENCH ?=
# One pytest process per core; the browser tests share them.
PROCESSES ?= auto

.DEFAULT_GOAL := help
.PHONY: help install demo test test-sqlite test-postgresql lint format translations bench lock system-packages clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

install: $(VENV)/.installed ## Make .venv/ with everything in it

$(VENV)/.installed: requirements.lock pyproject.toml
	@scripts/make-venv "$(PYTHON)" $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install ## Serve the demo at http://127.0.0.1:8000 (PORT= for another port)
	@PORT=$(PORT) $(BIN)/eventsite demo

test: install system-packages lint test-sqlite test-postgresql ## The whole suite, on SQLite and on PostgreSQL

test-sqlite: install ## The suite on SQLite
	$(BIN)/python -m pytest -n $(PROCESSES) --database sqlite

test-postgresql: install ## The suite on PostgreSQL, which the tests start themselves
	$(BIN)/python -m pytest -n $(PROCESSES) --database postgresql -m "not browser and not one_database"

system-packages: ## Install the browser that the tests drive (Debian)
	@scripts/install-system-packages

lint: install ## ruff, mypy, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: install ## Lay out code as lint wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: install ## Bring the catalogs of translations up to date with the code
	$(BIN)/python scripts/translations.py

bench: install ## All benchmarks; BENCH=name for one, JSON=1 for machines
	$(BIN)/python -m benchmarks $(BENCH)

lock: ## Write requirements.lock anew from pyproject.toml
	$(PYTHON) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean: ## Remove what the commands above have made, but not the data in instance/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache eventsite.egg-info
