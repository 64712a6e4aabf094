# Đèn Sách. `make run` and `make test` are all a newcomer needs; both set up what is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
export DENSACH_HOME ?= $(CURDIR)/var
PYTEST := $(BIN)/pytest -n 2 --dist loadfile

.PHONY: help setup run test test-sqlite test-postgres check fix bench messages clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## Python packages as locked

$(VENV)/.ready: pyproject.toml uv.lock .python-version bin/uv
	bin/uv sync --locked --quiet --compile-bytecode
	$(BIN)/python -m compileall -q densach
	$(BIN)/python -m densach.config.translations
	@touch $@

run: setup ## the sample locality, served on one address
	@test -f "$(DENSACH_HOME)/accounts.txt" || $(BIN)/densach demo
	@exec $(BIN)/densach serve

test: setup ## every test, on SQLite and on PostgreSQL, with a browser
	bin/browser
	bin/yaz
	$(BIN)/python -m densach.config.translations
	$(PYTEST) --cov --cov-report=term:skip-covered --cov-fail-under=95
	bin/with-postgres $(PYTEST) -m "not journey"

test-sqlite: setup
	$(BIN)/python -m densach.config.translations
	$(PYTEST) -m "not journey"

test-postgres: setup
	bin/with-postgres $(PYTEST) -m "not journey"

check: setup ## lint, types, import contracts, migrations, templates, messages
	$(BIN)/python -m densach.config.translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy densach
	$(BIN)/lint-imports
	$(BIN)/densach makemigrations --check --dry-run
	$(BIN)/densach check --fail-level WARNING
	$(BIN)/djlint densach --lint --quiet

fix: setup ## what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## figure, floor and ratio of each benchmark
	$(BIN)/python -m bench

messages: setup
	$(BIN)/python -m densach.config.translations

clean: ## remove everything made here except var/
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
