# Everything a contributor runs. `make run` and `make test` set up what they need, from a fresh clone on Debian.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
export FAIRAPP_DATA_DIR ?= $(CURDIR)/var
# What is compiled once is kept, whatever the machine is used to: each start and each test process would do it again.
export PYTHONDONTWRITEBYTECODE :=

# A new stamp is needed when one of these changes; until then a start costs nothing.
PROJECT := pyproject.toml constraints.txt hatch_build.py package.json package-lock.json
# The build runs in the environment itself: what it needs is pinned like everything else.
BUILD := hatchling brotli
PIP := $(BIN)/pip -qq --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest -q

# WeasyPrint draws with Pango; names are of every script.
RUN_PACKAGES := python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  fonts-noto-core fonts-noto-cjk
NOTO := /usr/share/fonts/truetype/noto/NotoSans-Bold.ttf /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc

## help: list the targets
help:
	@sed -n 's/^## \([a-z]*\): /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

## run: set everything up and serve the demo on 127.0.0.1:8000 (PORT=…)
run: run-packages $(VENV)/.runtime
	@[ -e $(FAIRAPP_DATA_DIR)/.demo ] || { $(BIN)/fairapp db upgrade >/dev/null && $(BIN)/fairapp demo load --if-empty && touch $(FAIRAPP_DATA_DIR)/.demo; }
	@FAIRAPP_DEMO=1 exec $(BIN)/fairapp serve --host 127.0.0.1 --port $(PORT)

## test: set everything up; checks, then the suite on SQLite, on PostgreSQL, and in a browser
test: setup
	@echo "── the checks and the three suites, two at a time: each is shown when it is done"
	@$(MAKE) --keep-going --jobs=2 --output-sync=target check test-sqlite test-browser test-postgres

test-sqlite:
	@echo "── test-sqlite"
	@FAIRAPP_TEST_DATABASE=sqlite $(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser and not slow"

test-postgres:
	@echo "── test-postgres"
	@FAIRAPP_TEST_DATABASE=postgres FAIRAPP_FUZZ_REQUESTS=1000 $(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser and not slow and not sqlite_only"

test-browser:
	@echo "── test-browser"
	@FAIRAPP_TEST_DATABASE=sqlite $(PYTEST) -n $(WORKERS) --dist worksteal -m "browser and not slow" \
	  $$(grep -rl --include="test_*.py" "mark\.browser" tests)

## check: style, types, import contracts, templates, and models against migrations
check: setup
	@echo "── check"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && FAIRAPP_DATA_DIR="$$folder" $(BIN)/fairapp db check

## format: let ruff rewrite what it can
format: setup
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

## bench: measure, and write benchmarks/RESULTS.md
bench: setup
	@$(BIN)/python -m benchmarks.run

## fuzz: 200,000 hostile requests (FUZZ_REQUESTS=…)
fuzz: setup
	@FAIRAPP_FUZZ_REQUESTS=$${FUZZ_REQUESTS:-200000} $(PYTEST) -n $(WORKERS) --timeout 7200 tests/test_fuzz.py

## chaos: storms of kills and races that are too long for every day, on both databases
chaos: setup
	@failed=0; \
	for database in sqlite postgres; do \
	  echo "── chaos on $$database"; FAIRAPP_TEST_DATABASE=$$database $(PYTEST) --timeout 3600 -m slow tests || failed=1; \
	done; \
	exit $$failed

## freeze: write constraints.txt from the present environment
freeze: setup
	@{ head -1 constraints.txt; $(BIN)/pip freeze --exclude fairapp --exclude pip --exclude setuptools | grep '=='; } \
	  > constraints.tmp && mv constraints.tmp constraints.txt

## setup: environment, assets and Debian packages for running and testing
setup: run-packages test-packages $(VENV)/.dev

## clean: remove what can be made again; the data in var/ stays
clean:
	rm -rf $(VENV) node_modules static/vendor static/dist build dist .mypy_cache .pytest_cache .ruff_cache \
	  .import_linter_cache .hypothesis
	find fairapp tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "fairapp needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(PROJECT) | $(BIN)/pip
	@echo "Installing fairapp and what it needs into $(VENV)…"
	@$(PIP) install -c constraints.txt $(BUILD)
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[postgres]'
	@touch $@

$(VENV)/.dev: $(PROJECT) | $(BIN)/pip
	@echo "Installing fairapp, its tests and its checks into $(VENV)…"
	@$(PIP) install -c constraints.txt $(BUILD)
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[postgres,dev]'
	@[ -d node_modules/axe-core ] || npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $(VENV)/.runtime $@

# Root installs what is missing; anyone else is told what to ask for.
define install
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Debian packages:$$missing"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get -qq update && apt-get -qq install --yes --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "Please install these packages, then start again: sudo apt-get install$$missing" >&2; exit $(1); \
	fi
endef

run-packages:
	@missing=""; has() { /sbin/ldconfig -p | grep -q "$$1"; }; \
	if { ! $(PYTHON) -c 'import ensurepip' || ! has libpango-1.0.so.0 || ! has libpangoft2-1.0.so.0 \
	  || ! has libharfbuzz-subset.so.0 || ! ls $(NOTO) >/dev/null; } 2>/dev/null; then missing=" $(RUN_PACKAGES)"; fi; \
	command -v npm >/dev/null || [ -d static/vendor ] || missing="$$missing npm"; \
	$(call install,1)

# Without them the tests that need them are skipped, and say so.
test-packages:
	@missing=""; \
	[ -x /usr/bin/chromium ] || missing="$$missing chromium"; \
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing="$$missing postgresql"; \
	command -v pdftoppm >/dev/null || missing="$$missing poppler-utils"; \
	$(call install,0)

.PHONY: help run test test-sqlite test-postgres test-browser check format bench fuzz chaos freeze setup clean \
  run-packages test-packages
