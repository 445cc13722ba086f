# Everything a developer does, from a bare checkout: each target brings what it needs.
# `make` lists the targets. The virtual environment is .venv, the web client's packages are web/node_modules; nothing is
# installed outside of them, except PostgreSQL, Redis and Chromium when the tests find none and may install them
# (tools/test_services.py).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
# One more than the cores of a small machine: tests of a whole server wait a lot.
WORKERS ?= 3

# A stamp's name carries a checksum of what was installed from: another lock is another stamp, and a start with the
# right one does nothing. The development lock holds all of the other two, so its stamp makes both.
sum = $(firstword $(shell cat $(1) | cksum))
RUN_STAMP := $(VENV)/.run-$(call sum,requirements.lock requirements-build.lock pyproject.toml)
DEV_STAMP := $(VENV)/.dev-$(call sum,requirements.lock requirements-build.lock requirements-dev.lock pyproject.toml)
WEB_SOURCES := $(shell find web/src web/public web/scripts web/package-lock.json web/next.config.ts -type f \
	! -name '*.test.*' ! -name schema.ts 2>/dev/null | LC_ALL=C sort)
NPM_STAMP := web/node_modules/.installed-$(call sum,web/package-lock.json)
# Below .next, which every build empties first: what another one has left half done is not taken for whole.
WEB_STAMP := web/.next/.exported-$(firstword $(shell echo $(foreach name,$(WEB_SOURCES),'$(name)') | xargs cksum | cksum))
IS_EXPORTED = $(and $(wildcard web/out/index.html),$(wildcard $(WEB_STAMP)))
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)

NPM = npm --prefix web --silent run
NODE_NEEDED = The web client is made with Node.js 20.19 or newer, and there is none: https://nodejs.org/en/download
has_node = node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 19) ? 0 : 1)' \
	>/dev/null 2>&1 && npm --version >/dev/null 2>&1
require_node = $(has_node) || { echo "$(NODE_NEEDED)."; exit 1; }
export NEXT_TELEMETRY_DISABLED = 1
export NPM_CONFIG_UPDATE_NOTIFIER = false

.DEFAULT_GOAL := list
.PHONY: list run web test check fmt bench docs images lock hooks package clean FORCE

list: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## start Tocsin on http://127.0.0.1:8000 (TOCSIN_PORT and other settings by environment)
	@$(if $(IS_EXPORTED),:,if $(has_node); then $(MAKE) --no-print-directory web || echo "The web client could not be built. Tocsin starts all the same."; \
		else echo "$(NODE_NEEDED). Tocsin starts all the same."; fi)
	@exec $(BIN)/tocsin serve

web: $(WEB_STAMP) ## build the web client, which `make run` and the wheel hand out

test: $(DEV_STAMP) $(if $(filter tests tests/browser% tests/acceptance%,$(TESTS)),$(WEB_STAMP)) ## run all tests, of the web client, on SQLite, PostgreSQL, Redis and in Chromium (TESTS=tests/unit for a part, WORKERS=0 for one process)
	@$(if $(filter tests,$(TESTS)),$(NPM) test,:)
	@exec $(BIN)/python -m tools.test_services -- $(BIN)/python -m pytest -o tmp_path_retention_policy=failed -n $(WORKERS) --dist worksteal $(TESTS)

check: $(DEV_STAMP) $(NPM_STAMP) ## what must hold before a commit: format, lint, types, import rule, links, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.check_links
	$(BIN)/python -m tools.generate_docs --check
	$(NPM) check

fmt: $(DEV_STAMP) $(NPM_STAMP) ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(NPM) fmt

bench: $(DEV_STAMP) ## run every benchmark and print it beside its budget (minutes; one alone: .venv/bin/python -m bench.NAME)
	@set -e; for script in bench/[a-z]*.py; do name=$$(basename "$$script" .py); echo "== $$name"; $(BIN)/python -m "bench.$$name"; done

docs: $(DEV_STAMP) ## write docs/reference/ again from the code
	$(BIN)/python -m tools.generate_docs

images: $(DEV_STAMP) $(WEB_STAMP) ## take the pictures in docs/images/ again, from the tests in which they are taken
	@TOCSIN_TEST_IMAGES=docs/images $(BIN)/python -m tools.test_services -- $(BIN)/python -m pytest -q \
		tests/browser/test_story.py tests/browser/test_after_a_while.py

lock: $(DEV_STAMP) ## solve the dependencies again and write the lock files (UPGRADE=--upgrade takes newer versions)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --group pyproject.toml:build -o requirements-build.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -c requirements-build.lock -o requirements-dev.lock

hooks: $(DEV_STAMP) ## install the commit hooks
	$(BIN)/pre-commit install

package: $(DEV_STAMP) $(WEB_STAMP) ## build the wheel and the source archive into dist/, with the web client
	$(BIN)/python -m build --no-isolation

clean: ## remove the virtual environment, caches and what was built; data/ stays
	rm -rf web/node_modules web/.next web/out web/src/api/schema.ts web/next-env.d.ts web/tsconfig.tsbuildinfo
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tocsin needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made: on Debian and Ubuntu, apt install python3-venv"; exit 1; }

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing the locked dependencies into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): | $(BIN)/python
	@echo "Installing the locked dependencies for development into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@rm -f $(VENV)/.run-* $(VENV)/.dev-* && touch $@ $(RUN_STAMP)

$(NPM_STAMP):
	@$(require_node)
	@echo "Installing the web client's locked packages into web/node_modules"
	@npm --prefix web ci --no-audit --no-fund --loglevel=error
	@rm -f web/node_modules/.installed-* && touch $@

$(WEB_STAMP): $(NPM_STAMP) $(if $(IS_EXPORTED),,FORCE)
	@$(require_node)
	@echo "Building the web client: a minute, once"
	@$(NPM) build
	@rm -f web/.next/.exported-* && touch $@
