# The commands of this house. `make run` and `make test` do all their own set-up.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak lock plugin packages packages-tests setup

help:
	@echo "make run    set up what is missing, then start the demo: a shop, its desk, and phones that ring"
	@echo "make test   set up what is missing, then run every check and test"
	@echo "make check  formatting, lint, types, import rules, sizes"
	@echo "make bench  every benchmark, each with a JSON object on its last line"
	@echo "make soak   the long kill and load runs"
	@echo "make plugin the WordPress plugin, as build/ringback-callback.zip"
	@echo "make lock   renew requirements.lock from pyproject.toml"

run: packages setup
	$(BIN)/ringback demo

test: packages-tests setup
	$(BIN)/python scripts/run_tests.py

check: setup
	$(BIN)/python scripts/run_checks.py

bench: packages-tests setup
	$(BIN)/python scripts/run_benchmarks.py

soak: packages-tests setup
	$(BIN)/python -m pytest tests -m soak --database sqlite
	$(BIN)/python -m pytest tests -m soak --database postgresql

setup: .venv/installed node_modules/installed

packages:
	@scripts/system_packages.sh

packages-tests:
	@scripts/system_packages.sh --tests

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/installed: package-lock.json scripts/build_frontend.mjs $(shell find widget/src widget/texts src/ringback/desk/assets -type f 2>/dev/null)
	@if command -v npm >/dev/null 2>&1; then \
	  { [ -d node_modules/esbuild ] && [ node_modules/.package-lock.json -nt package-lock.json ]; } || npm ci --no-audit --no-fund --silent; \
	  npm run --silent build && touch $@; \
	else echo "npm is not installed: the widget and the desk's styles cannot be built" >&2; exit 1; fi

plugin: setup
	$(BIN)/python -m ringback.doors.website.installing.plugin build/ringback-callback.zip

lock:
	$(BIN)/pip-compile --quiet --strip-extras --no-header --extra dev --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --allow-unsafe --output-file requirements.lock pyproject.toml
