# Each target works on a fresh machine: it makes what it needs first.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export FLASK_APP := app

.PHONY: run test test-postgres check bench translations screens

# The environment, made anew when the locks change.
$(VENV)/.run: requirements.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $(VENV)/.run $@

# Database, demonstration data if it is empty, the worker, and the production server.
run: $(VENV)/.run
	$(BIN)/flask prepare
	$(BIN)/flask worker & worker=$$!; trap "kill $$worker 2>/dev/null" EXIT; \
	$(BIN)/gunicorn --config gunicorn.conf.py "app:create_app()"

# Everything on SQLite, then everything that does not drive a browser on PostgreSQL.
test: $(VENV)/.dev
	$(BIN)/python -m tests.tools.provide_chromium
	$(BIN)/python -m tests.tools.provide_vnu
	$(BIN)/pytest
	AWN_TEST_DATABASE=postgresql $(BIN)/pytest -m "not browser"

test-postgres: $(VENV)/.dev
	AWN_TEST_DATABASE=postgresql $(BIN)/pytest -m "not browser"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/pytest -q tests/house

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

# Collect the words of templates and code into translations/, keeping what is translated.
translations: $(VENV)/.dev
	$(BIN)/python -m tests.tools.collect_words

# The pictures of docs/screens, from a demonstration of its own.
screens: $(VENV)/.dev
	$(BIN)/python -m tests.tools.take_screens
