# Everything goes through here; `make help` lists it. Needs python3 (3.11 or newer) with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# feedgen comes as a source archive only; nothing else may run code while it is installed.
WHEELS := --only-binary :all: --no-binary feedgen
RIVALS := nginx-light wrk wordpress wordpress-theme-twentytwentythree wordpress-theme-twentytwentyone php-fpm php-mysql mariadb-server
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots wheel lock assets install install-dev browser readers nginx rivals clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: install assets  ## start everything on this machine (PORT=8000, INBOX_PORT=8025)
	@exec $(BIN)/searchhero run

test: install-dev assets browser readers nginx  ## the whole suite: real PostgreSQL, Valkey, SMTP and browser
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: install-dev assets  ## format, lint, types, import contracts, migrations, templates, sizes, the wheel
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/promises/test_house.py tests/promises/test_templates.py tests/promises/test_migrations.py tests/promises/test_settings.py
	$(BIN)/python -m searchhero.wheel_check

bench: install-dev assets browser rivals  ## measure what docs/performance.md says
	$(BIN)/python -m bench

screenshots: install-dev assets browser  ## make the pictures of the README anew, from the demo
	$(BIN)/python -m tests.screenshots

wheel: install-dev assets  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

lock: install-dev  ## resolve the dependencies anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --extra embedded -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --extra dev -o requirements-dev.lock pyproject.toml

clean:  ## remove what was installed and built; what you entered stays in var/
	rm -rf $(VENV) static/built dist node_modules

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

assets: install
	@$(BIN)/python -m searchhero.build_assets

browser:
	@command -v chromium >/dev/null || if [ "$$(id -u)" = 0 ]; then \
	  echo "Installing chromium for the tests ..." && apt-get update -qq && apt-get install -y --no-install-recommends chromium; \
	else echo "The tests need a browser: sudo apt-get install chromium" && exit 1; fi
	@command -v pdftotext >/dev/null || if [ "$$(id -u)" = 0 ]; then \
	  echo "Installing poppler for the tests ..." && apt-get update -qq && apt-get install -y --no-install-recommends poppler-utils; \
	else echo "The tests read posters with pdftotext: sudo apt-get install poppler-utils" && exit 1; fi

readers:
	@command -v newsboat >/dev/null && command -v sfeed_update >/dev/null || if [ "$$(id -u)" = 0 ]; then \
	  echo "Installing two feed readers for the tests ..." && apt-get update -qq && apt-get install -y --no-install-recommends newsboat sfeed; \
	else echo "The tests need two feed readers: sudo apt-get install newsboat sfeed" && exit 1; fi

nginx:
	@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || if [ "$$(id -u)" = 0 ]; then \
	  echo "Installing nginx for the tests ..." && apt-get update -qq && apt-get install -y --no-install-recommends nginx-light; \
	else echo "The tests try the nginx configuration that we ship: sudo apt-get install nginx-light" && exit 1; fi

rivals:
	@dpkg -s $(RIVALS) >/dev/null 2>&1 || if [ "$$(id -u)" = 0 ]; then \
	  echo "Installing what the bench measures beside us ..." && apt-get update -qq && apt-get install -y --no-install-recommends $(RIVALS); \
	else echo "The bench measures others beside us: sudo apt-get install --no-install-recommends $(RIVALS)" && exit 1; fi

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=... names another one.")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Installing the locked dependencies ..."
	@test -e $(VENV)/.installed-dev || $(BIN)/pip install --require-hashes $(WHEELS) -r requirements.lock
	@echo "Installing searchhero itself ..."
	@mkdir -p static && $(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed | $(VENV)/bin/pip
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --require-hashes $(WHEELS) -r requirements-dev.lock
	@touch $@
