# `make` alone lists what can be done. Needs GNU make 3.81 or newer and Python 3.11 or newer with venv;
# everything else is installed into .venv/ from the hash-locked lists in requirements/.

SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help setup demo refresh ingest backfill snapshots diff export site verify query rebuild test test-all check audit search faults attack bench bench-tables docs lint-fix clean

# Given on the command line only, so that a variable of the same name in the environment has no say.
PDF =
FROM =
TO =
SQL =
FAULTS = 20000
WAREHOUSE = warehouse

# The command reads these from the environment, as typed: quotes, spaces and $ included.
export PDF_AS_TYPED := $(value PDF)
export FROM_AS_TYPED := $(or $(value FROM),previous)
export TO_AS_TYPED := $(or $(value TO),latest)
export SQL_AS_TYPED := $(value SQL)
export FAULTS_AS_TYPED := $(value FAULTS)
export WAREHOUSE_AS_TYPED := $(value WAREHOUSE)
unexport PDF FROM TO SQL FAULTS WAREHOUSE

CLI := .venv/bin/planungsrahmen
IN_WAREHOUSE := --warehouse "$$WAREHOUSE_AS_TYPED"
DEMO := --warehouse warehouse/demo
SAMPLE_EARLIER := raw/sample/vorlaeufig-2017-07_synthetic.pdf
SAMPLE_LATER := raw/sample/endgueltig-2018-01_synthetic.pdf

# The first Python that really runs and can make an environment; a name on the PATH may be an empty shell.
USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c '$(USABLE)' </dev/null >/dev/null 2>&1; then echo $$python; break; fi; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input

# $(call need,NAME,EXAMPLE) stops unless NAME was given.
need = $(if $(strip $(value $(1))),,$(error $(1) is missing; for example: make $@ $(1)=$(2)))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  WAREHOUSE=dir chooses another warehouse than warehouse/, PYTHON=path the Python of a new .venv/."

setup: .venv/.runtime-ready ## prepare .venv/ to run the pipeline (every target does so when needed)
	@echo ".venv/ is ready: .venv/bin/planungsrahmen --help"

demo: .venv/.runtime-ready ## ingest the bundled synthetic sample into warehouse/demo, show the result, build the page
	$(CLI) ingest $(SAMPLE_EARLIER) $(DEMO)
	$(CLI) ingest $(SAMPLE_LATER) $(DEMO)
	$(CLI) snapshots $(DEMO)
	$(CLI) site $(DEMO)
	@echo
	@echo "The sample is synthetic: only the amounts that newspapers printed are real. To look at it:"
	@echo "  $(CLI) show Loerrach $(DEMO)"
	@echo "  $(CLI) query 'SELECT gemeinde_name, betrag_eur, page FROM planungsrahmen LIMIT 5' $(DEMO)"
	@echo "Or open the page in a browser:"
	@echo "  warehouse/demo/site/index.html"

refresh: .venv/.runtime-ready ## fetch the document from its source and take it in
	@$(CLI) refresh $(IN_WAREHOUSE)

ingest: .venv/.runtime-ready ## take one PDF into the warehouse: PDF=path
	@$(call need,PDF,path/to/file.pdf)$(CLI) ingest "$$PDF_AS_TYPED" $(IN_WAREHOUSE)

backfill: .venv/.runtime-ready ## take in every edition that the Internet Archive holds
	@$(CLI) backfill $(IN_WAREHOUSE)

snapshots: .venv/.runtime-ready ## list the editions in the warehouse
	@$(CLI) snapshots $(IN_WAREHOUSE)

diff: .venv/.runtime-ready ## say what changed: FROM=snapshot TO=snapshot, else between the last two
	@$(CLI) diff "$$FROM_AS_TYPED" "$$TO_AS_TYPED" $(IN_WAREHOUSE)

query: .venv/.runtime-ready ## ask the warehouse: SQL='select ...'
	@$(call need,SQL,'FROM planungsrahmen LIMIT 5')$(CLI) query "$$SQL_AS_TYPED" $(IN_WAREHOUSE)

export: .venv/.runtime-ready ## write the publications anew
	@$(CLI) export $(IN_WAREHOUSE)

site: .venv/.runtime-ready ## build the page for readers: warehouse/site/index.html
	@$(CLI) site $(IN_WAREHOUSE)

verify: .venv/.runtime-ready ## read every kept document again and prove that it gives the same rows
	@$(CLI) verify $(IN_WAREHOUSE)

rebuild: .venv/.runtime-ready ## build the database anew from the snapshots
	@$(CLI) rebuild $(IN_WAREHOUSE)

# The profile makes what Hypothesis tries the same in each run; test-all goes on searching. Bytecode is
# kept whatever the environment says, else each of hundreds of processes would compile all anew.
test: .venv/.dev-ready ## run the tests, except the slow ones
	PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n auto --dist loadfile -m "not slow" --hypothesis-profile=ci

test-all: .venv/.dev-ready ## run all tests
	.venv/bin/python -m pytest -n auto --dist loadfile

check: .venv/.dev-ready ## style, types, workflows, licences, and who may import whom
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/zizmor --quiet --offline --persona=pedantic .github
	.venv/bin/python -m tests.supply licences
	.venv/bin/python -m pytest -q tests/test_imports.py

audit: .venv/.runtime-ready ## list what is installed in build/sbom.json, and ask whether weaknesses of it are known
	@mkdir -p build
	.venv/bin/python -m tests.supply sbom >build/sbom.json
	.venv/bin/python -m tests.supply advisories

search: .venv/.dev-ready ## search on for what breaks a property, each time elsewhere: about an hour
	.venv/bin/python -m pytest -n auto --dist worksteal -m "hypothesis and not slow" --hypothesis-profile=search

faults: .venv/.dev-ready ## count how many of thousands of random faults are noticed: FAULTS=20000
	.venv/bin/python -m tests.faults --faults "$$FAULTS_AS_TYPED"

attack: .venv/.dev-ready ## attack with real faults (kills, servers that lie, hostile PDFs, load): about an hour
	.venv/bin/python -m tests.attack

bench: .venv/.dev-ready ## measure speed as ratios of runs made side by side, beside what is wanted: ten minutes
	.venv/bin/python -m tests.bench --json build/bench.json

bench-tables: .venv/.dev-ready ## measure how exactly published tables are read, beside other readers, where a folder has them
	.venv/bin/python -m tests.bench.tables --json build/bench-tables.json

docs: .venv/.dev-ready ## write docs/cli.md and docs/daten.md anew, and run docs/python.ipynb
	.venv/bin/python -m tests.builders.cli_page
	.venv/bin/python -m tests.builders.data_page
	.venv/bin/python -m tests.builders.notebook

lint-fix: .venv/.dev-ready ## put right what ruff can by itself
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

clean: ## remove .venv/, caches and warehouse/demo; raw/ and the warehouse stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist warehouse/demo
	find pipeline schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- .venv/: each stamp is made again when what it was made from has changed.

.venv/.made:
	@"$(PYTHON)" -c '$(USABLE)' >/dev/null 2>&1 || { \
	echo "$(if $(PYTHON),$(PYTHON) is not,Nothing on the PATH is) a Python 3.11 or newer that runs and has venv and ensurepip."; \
	echo "Debian and Ubuntu: apt-get install python3-venv. Elsewhere: make $(MAKECMDGOALS) PYTHON=path/to/python3"; \
	exit 1; } >&2
	"$(PYTHON)" -m venv --clear .venv
	@touch $@

.venv/.runtime-ready: .venv/.made requirements/runtime.txt pyproject.toml
	@echo "Installing the locked releases into .venv/: about a minute the first time."
	@$(PIP) install --quiet --require-hashes -r requirements/runtime.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev-ready: .venv/.runtime-ready requirements/dev.txt
	@echo "Installing the tools for tests and checks into .venv/."
	@$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
