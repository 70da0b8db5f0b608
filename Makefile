# Two commands do everything: `make run` and `make test`. The others are listed by `make`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

HOST ?= 127.0.0.1
PORT ?= 8000
# The first of these that is Python 3.11 or newer.
PYTHONS ?= python3 python3.14 python3.13 python3.12 python3.11
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_INSTALL := $(UV) pip install --quiet --python $(BIN)/python
PIP_COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

INSTANCE := instance
DATABASE := $(INSTANCE)/enmienda.sqlite3
ACCOUNTS := $(INSTANCE)/sample-accounts.txt

# Trust what the machine trusts: some offices stand behind a proxy with a certificate of its own.
export UV_SYSTEM_CERTS := 1

# What Python compiled once it keeps: each start of the program without that costs 2 s and 15 MB.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:
	@echo 'make run           the app with its sample plan, on http://$(HOST):$(PORT)/'
	@echo 'make test          the tests (ARGS="-k words" for some of them)'
	@echo 'make chance        the tests of properties, on other examples each time (TIMES=10)'
	@echo 'make worlds        random acts of many people, all rules asked (WORLDS=300 ARGS="--seed 7")'
	@echo 'make check         ruff, mypy, import-linter, djlint'
	@echo 'make format        let ruff put the code in order'
	@echo 'make bench         figures: seconds, milliseconds, bytes, memory (BENCH="--most 1000000")'
	@echo 'make wheel         dist/enmienda-*.whl'
	@echo 'make wheel-check   build the wheel and run it in an empty folder'
	@echo 'make lock          renew the locked dependencies (UPGRADE=--upgrade for newer ones)'
	@echo 'make clean         remove what make made, except $(INSTANCE)/, where the data is'

# --- environment: each stamp is newer than what it was made from --------------------------------

$(UV):
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        $$python -m venv $(VENV) && exit 0; \
	        echo "$$python cannot make an environment: install its venv module (Debian: python3-venv)" >&2; \
	        exit 1; \
	    fi; \
	done; echo 'Python 3.11 or newer is needed' >&2; exit 1
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv==$(UV_VERSION)'

$(VENV)/.locked: requirements.txt | $(UV)
	@$(UV_INSTALL) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.locked-dev: requirements-dev.txt $(VENV)/.locked
	@$(UV_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

# Editable: the build hook fetches the front-end files and compiles the catalogues.
FETCHED := $(wildcard static/vendor/htmx-*.min.js)
$(VENV)/.app: $(VENV)/.locked pyproject.toml hatch_build.py package.json package-lock.json \
              requirements-build.txt $(if $(FETCHED),,nothing-fetched)
	@$(UV_INSTALL) --no-deps --build-constraints requirements-build.txt \
	    --reinstall-package enmienda --editable .
	@touch $@

.PHONY: nothing-fetched
nothing-fetched:

.PHONY: catalogues
catalogues: $(VENV)/.app
	@for text in webapp/translations/*/LC_MESSAGES/*.po; do \
	    compiled=$${text%.po}.mo; \
	    [ ! -e "$$text" ] || [ "$$compiled" -nt "$$text" ] || \
	        $(BIN)/pybabel --quiet compile --input-file "$$text" --output-file "$$compiled" || exit 1; \
	done

.PHONY: install
install: catalogues $(VENV)/.locked-dev

# --- the app -----------------------------------------------------------------------------------

# The sample goes only into a database that this target itself makes; $(ACCOUNTS).new says that
# it still has to, also when the first run was interrupted.
.PHONY: run
run: catalogues
	@mkdir -p -m 700 $(INSTANCE)
	@[ -n "$$ENMIENDA_DATABASE_URL" ] || [ -e $(DATABASE) ] || : > $(ACCOUNTS).new
	@$(BIN)/enmienda migrate
	@if [ -e $(ACCOUNTS).new ]; then \
	    umask 077; rm -f $(ACCOUNTS).new && touch $(ACCOUNTS).new && \
	    $(BIN)/enmienda demo > $(ACCOUNTS).new && mv $(ACCOUNTS).new $(ACCOUNTS) && cat $(ACCOUNTS); \
	elif [ -e $(ACCOUNTS) ]; then \
	    echo 'The data is as it was. The passwords of the sample: $(ACCOUNTS)'; \
	fi
	@echo 'Public pages: http://$(HOST):$(PORT)/'
	@echo 'Desk:         http://$(HOST):$(PORT)/gestion/'
	@exec $(BIN)/enmienda serve --host $(HOST) --port $(PORT)

# --- tests and checks ----------------------------------------------------------------------------

# Thousands of small databases, each one synced at every act: in memory where there is room.
ROOM := $(shell df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -n 1)
FAST_TMP := $(shell [ "0$(strip $(ROOM))" -ge 4 ] && [ -w /dev/shm ] && echo TMPDIR=/dev/shm)

.PHONY: test
test: install
	@$(FAST_TMP) $(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal -rs $(ARGS)

# `make test` tries the same examples each time; what these find is put into a test as an example.
.PHONY: chance
chance: TIMES ?= 1
chance: install
	@for time in $$(seq $(TIMES)); do \
	    $(FAST_TMP) $(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal -rs -m hypothesis \
	        --hypothesis-profile=chance $(ARGS) || exit 1; \
	done

# Many people do whatever the rules allow, at random; what is found is lived again with its seed.
.PHONY: worlds
worlds: WORLDS ?= 300
worlds: install
	@$(FAST_TMP) $(BIN)/python -m tests.random_worlds --worlds $(WORLDS) $(ARGS)

.PHONY: check
check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

.PHONY: format
format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: install
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_desk
	@$(BIN)/python -m tests.bench_record $(BENCH)

.PHONY: wheel
wheel: $(VENV)/.locked
	@$(UV) build --quiet --wheel --build-constraints requirements-build.txt --out-dir dist .

.PHONY: wheel-check
wheel-check: install
	@$(BIN)/pytest -m packaging -rs tests/test_packaging.py

# --- upkeep --------------------------------------------------------------------------------------

.PHONY: lock
lock: | $(UV)
	$(PIP_COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.txt
	$(PIP_COMPILE) $(UPGRADE) pyproject.toml --extra postgresql --group dev \
	    --constraints requirements.txt --output-file requirements-dev.txt
	$(PIP_COMPILE) $(UPGRADE) --group build \
	    --constraints requirements-dev.txt --output-file requirements-build.txt

.PHONY: clean
clean:
	rm -rf $(VENV) dist build static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find webapp -name '*.mo' -delete
