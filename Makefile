# Bidangil. `make run` runs the product, `make test` runs every test; `make help` lists the rest.

PYTHON ?= $(shell for p in python3.13 python3.12 python3 python; do \
	if $$p -c 'import sys; raise SystemExit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	then command -v $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
# The stamps hold what was installed, so that a second start does not ask the package index.
BASE := $(VENV)/base.stamp
DEV := $(VENV)/dev.stamp

.PHONY: help run smoke test bench lint format mutants faults flow messages pictures clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(BASE) ## Run the product with demo orders on http://127.0.0.1:8000 (PORT, SANDBOX_PORT change the ports)
	@$(BIN)/python -m config.stack

smoke: $(BASE) ## Drive one new order from quote to doorstep through a running product
	@$(BIN)/python -m tests.smoke

test: $(DEV) ## Run every test; says loudly what it had to skip
	@$(BIN)/python -m tests.run

bench: $(DEV) ## Measure us against the usual way and the limit; ROW=courier runs one row
	@$(BIN)/python -m tests.bench $(ROW)

lint: $(DEV) ## Check style, types, layers, migrations and translations
	@$(BIN)/python -m tests.run --lint

format: $(DEV) ## Format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

mutants: $(DEV) ## Take each safeguard out of a copy and see a test turn red
	@$(BIN)/python -m tests.faults.mutants

faults: $(DEV) ## The long storm: 1,000 orders under 50 kills, on each database that answers
	@LONG=1 $(BIN)/python -m tests.run --faults

flow: $(BASE) ## Draw docs/flow.md from the flows in workflow/
	@$(BIN)/python manage.py draw_flow

messages: $(BASE) ## Collect the texts to translate and compile the Korean ones (needs GNU gettext)
	@$(BIN)/python manage.py makemessages -l ko --no-wrap --no-location --no-obsolete -i .venv -i var -i tests -i docs
	@msgfmt --check --statistics -o locale/ko/LC_MESSAGES/django.mo locale/ko/LC_MESSAGES/django.po

pictures: $(DEV) ## Take the README's pictures from a demo of their own
	@$(BIN)/python -m tests.pictures

clean: ## Remove the virtual environment and everything the product wrote
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Bidangil needs Python 3.13 (or 3.12): install it, or name it with PYTHON=/path/to/python3.13." >&2; exit 1; fi
	@echo "Making the virtual environment with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.txt requirements/constraints.txt | $(VENV)/bin/python
	@echo "Installing what the product needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@
