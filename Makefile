# One Makefile for the two commands of the README, and what makers use beside them.
# `make help` prints this list.

.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PACKAGES := core ledger banking identity projects schemes smes providers coupons payouts openness
UPPER := $(filter-out core ledger banking,$(PACKAGES))
STRICT := core web ledger banking config.py coupons/coupons/codes.py $(wildcard $(foreach file,rules.py states.py services,$(addsuffix /$(file),$(UPPER)) $(addsuffix /*/$(file),$(UPPER))))
SLOW := $(addprefix tests/,races faults worlds journeys)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
export FLASK_APP := app

help:  ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: install  ## the demo world on http://localhost:$${PORT:-5000}; HTTPS=1 for phones
	$(BIN)/python -m demo

test: install browser reverse-proxy lint  ## everything; fast tests first
	$(BIN)/python -m pytest -n 2 -q --named 'fast suite' tests $(SLOW:%=--ignore %)
	LEDGER_STEPS=2000 $(BIN)/python -m pytest -q tests/races tests/faults tests/ledger/test_state_machine.py
	$(BIN)/python -m pytest -q tests/worlds tests/journeys

test-fast: install reverse-proxy  ## what needs no browser and no minutes
	$(BIN)/python -m pytest -n 2 -q --named 'fast suite' tests $(SLOW:%=--ignore %)

lint: install  ## style, types, imports between packages and within them; templates, style sheets, scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(STRICT)
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.module_graph
	$(BIN)/djlint --lint --quiet templates
	@if test -x $(BIN)/biome; then $(BIN)/biome check --error-on-warnings; \
	  else echo "biome is not built for this kind of machine: style sheets and scripts were not looked at"; fi

bench: install  ## one JSON object a line; make bench ONLY=name runs one
	@$(BIN)/python -m bench $(ONLY)

screens: install browser  ## every main page, two widths, two languages, into build/screens/
	$(BIN)/python -m scripts.screens

browser: install
	@$(BIN)/python -m scripts.browser

reverse-proxy: install
	@$(BIN)/python -m scripts.reverse_proxy

migration: install  ## draft a migration from the models: make migration MESSAGE="…"
	CCS_ENVIRONMENT=development $(BIN)/flask db migrate -m "$(MESSAGE)"

docs: install  ## write the pages of docs/ that repeat what the code says
	$(BIN)/python -m scripts.write_docs
	$(BIN)/python -m tests.house.permissions_page > docs/permissions.md

words: install  ## update the Thai catalogue to the texts in the code
	$(BIN)/python -m scripts.words

install: $(STAMP) $(CATALOGUES:.po=.mo) build/static/.built

build/static/.built: $(STAMP) web/edge/static_files.py web/edge/stylesheet.py $(shell find static -type f)
	@$(BIN)/python -m scripts.build_static
	@touch $@

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel -q compile -i $< -o $@

$(STAMP): requirements-dev.txt requirements-tools.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --compile-bytecode --require-hashes -r requirements-dev.txt \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

lock:  ## pin and hash what requirements*.in name
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url requirements-tools.in -o requirements-tools.txt

.PHONY: help demo test test-fast lint bench screens browser reverse-proxy migration docs words install lock
