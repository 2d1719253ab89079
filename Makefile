# make alone lists what can be made. Each target is one or two plain commands that can be typed by hand.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data
SHARED ?= ../shared
ENGINE ?= embedded
DOCUMENTS ?= 100000

.DEFAULT_GOAL := help
.PHONY: help setup run elasticsearch test check fix bench bench-search bench-scale bench-extract docs package lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rasid needs Python 3.11 or later; say which with PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Rasid needs into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.develop: requirements/develop.txt $(VENV)/.run
	@echo "Installing the tools for tests and checks (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@touch $@

setup: $(VENV)/.develop ## virtual environment with everything for developing

run: $(VENV)/.run ## practise: the newsroom, crawled, searchable, portal open (DATA=folder)
	@exec $(BIN)/rasid --data $(DATA) run --newsroom

test: $(VENV)/.develop ## all tests, in random order
	$(BIN)/python -m pytest -n 2 --dist loadgroup

elasticsearch: $(VENV)/.develop ## a real Elasticsearch to try: prints the setting that uses it (needs Java 21 or later, Maven)
	@exec $(BIN)/python -m tests.support.elasticsearch

check: $(VENV)/.develop ## formatting, lint, types, layers: no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.develop ## format, and mend what can be mended safely
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.develop ## the pipeline beside trafilatura, on a newsroom of 2,000 heavy articles
	$(BIN)/python benchmarks/pipeline.py

bench-search: $(VENV)/.develop ## retrieval quality and word forms (SHARED=folder with data/, ENGINE=embedded or elasticsearch, which is started where none is)
	RASID_BENCH_ENGINE=$(ENGINE) $(BIN)/python benchmarks/retrieval.py $(SHARED)/data

bench-scale: $(VENV)/.develop ## the search engine at DOCUMENTS articles (SHARED=folder with data/, ENGINE=embedded, elasticsearch or both)
	$(BIN)/python benchmarks/scale.py $(SHARED)/data --documents $(DOCUMENTS) --engine $(ENGINE)

bench-extract: $(VENV)/.develop ## extraction quality and cost beside trafilatura (SHARED=folder with data/)
	$(BIN)/python benchmarks/extraction.py $(SHARED)/data/pages

docs: $(VENV)/.develop ## write the generated parts of docs/ anew (commands, settings)
	$(BIN)/python -m tests.support.generated_docs --write

package: $(VENV)/.develop ## build the wheel, install it into a fresh environment, run the doctor there
	rm -rf dist && $(BIN)/python -m hatchling build
	rm -rf dist/try && $(PYTHON) -m venv dist/try
	dist/try/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	dist/try/bin/python -m pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
	cd dist && try/bin/rasid --data try-data doctor

lock: $(VENV)/.develop ## pin the newest fitting versions with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/run.in -o requirements/run.txt --upgrade
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/develop.in -o requirements/develop.txt --upgrade

clean: ## remove the environment, caches and what was built (not the data)
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
