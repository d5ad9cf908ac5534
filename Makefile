# The verbs of a contributor's day. `make help` lists them.

PYTHON ?= $(shell for candidate in python3 python3.11 python3.12 python3.13 python3.14; do \
	if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$candidate; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
READY := $(VENV)/ready-to-run
INSTALLED := $(VENV)/installed
VENDOR_FOLDER := src/storelink/web/static/vendor
VENDOR := $(VENDOR_FOLDER)/uplot/uPlot.iife.min.js
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help setup demo run test clients torture check format docs bench lock bill clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(VENDOR) ## Install everything, tools for tests included, into .venv (quick the second time)

demo: $(READY) $(VENDOR) ## A year of an invented publisher: prints an address and a sign-in
	@$(BIN)/storelink demo $(ARGS)

run: $(READY) $(VENDOR) ## Start the product with your own data, on this machine
	@$(BIN)/storelink up $(ARGS)

test: setup ## Run the tests (ARGS="-k vault" for some of them)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

clients: setup ## Install clients that others wrote, for the tests that run them
	$(PYTHON) -m venv .clients
	.clients/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r tests/clients/requirements.lock
	cp tests/clients/package.json tests/clients/package-lock.json .clients/
	if command -v npm >/dev/null; then cd .clients && npm ci --silent --ignore-scripts; fi

torture: setup ## Run what takes long: kills, hostile input, whole runs (ARGS="-k cases")
	$(BIN)/python -m pytest -m torture $(ARGS)

check: setup ## Format, lint, types, import contracts, addresses
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/python tools/markup.py --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/addresses.py

format: setup ## Format Python, templates, and style sheets
	$(BIN)/ruff format
	$(BIN)/python tools/markup.py

docs: setup ## Write the reference pages that are drawn from the code
	$(BIN)/python tools/reference.py

bench: setup ## Measure against the floor; prints JSON lines
	@$(BIN)/python -m bench $(ARGS)

lock: setup ## Renew the lock files after a change of dependencies (UPGRADE=--upgrade: all)
	$(INSTALL) uv
	$(COMPILE) $(UPGRADE) pyproject.toml --extra dev -o requirements.lock
	$(COMPILE) $(UPGRADE) --group node -o tools/node.lock
	$(COMPILE) pyproject.toml --extra s3 -c requirements.lock -o deploy/requirements.lock
	$(COMPILE) --group build -c requirements.lock -o deploy/build.lock
	$(COMPILE) pyproject.toml --group build -c requirements.lock -o requirements-run.lock
	$(BIN)/python tools/frontend.py lock
	$(COMPILE) $(UPGRADE) tests/clients/requirements.in -o tests/clients/requirements.lock
	cd tests/clients && npm install --silent --package-lock-only --omit-lockfile-registry-resolved
	$(BIN)/python -c "from pathlib import Path; from tools.frontend import without_addresses; \
		file = Path('tests/clients/package-lock.json'); \
		file.write_text(without_addresses(file.read_text()))"

bill: setup ## The bill of materials (CycloneDX), on standard output
	@$(BIN)/python tools/bill.py

clean: ## Remove what setup and the tools made; your data in var/ stays
	rm -rf $(VENV) .clients $(VENDOR_FOLDER) dist build node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Storelink needs Python 3.11 or newer. If it isn't on the path, name it:" >&2; \
		echo "    make setup PYTHON=/where/it/is/python3" >&2; exit 1; }
	@echo "Creating a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(READY): requirements-run.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Storelink needs to run (less than a minute on most machines) ..."
	@$(INSTALL) --no-compile --only-binary :all: --require-hashes -r requirements-run.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(INSTALLED): requirements.lock pyproject.toml | $(READY)
	@echo "Installing the tools for tests and checks (a minute or two) ..."
	@$(INSTALL) --no-compile --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(VENDOR): package-lock.json tools/frontend.py | $(READY)
	@echo "Fetching the chart library and the font ..."
	@$(BIN)/python tools/frontend.py fetch
	@touch $@
