# Everything a person needs: `make demo` to try it, `make test` to check it.
# Each target sets up what it needs; a fresh machine needs Python 3.11+, make and a package index.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench hard fmt lock browser proxies clean

help:
	@echo "make demo    the whole system on this machine, in the browser (no account, no network)"
	@echo "make test    all tests"
	@echo "make check   format, lint, types, layers"
	@echo "make bench   speed, as ratios in one run"
	@echo "make hard    the long tests: 300 kills and more"
	@echo "make fmt     put the format right"
	@echo "make setup   only the environment in .venv"
	@echo "make lock    renew requirements.lock from pyproject.toml"

setup: $(READY)

$(READY): $(LOCK) pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(BIN)/ducha demo

test: setup browser proxies
	$(TEST) || $(ALONE)

# Some tests kill processes and drive a browser. What failed beside others is run once more by
# itself, and only that verdict counts: a busy machine is no fault of the program.
TEST := $(BIN)/python -m pytest -n 2 --dist worksteal
ALONE := (echo "once more, each by itself:" && $(BIN)/python -m pytest --last-failed --last-failed-no-failures none)

# The page is tested in a real browser, where one is or can be had.
browser:
	@tools/browser.sh

# So are the proxies that docs/own-network describes.
proxies:
	@tools/proxies.sh

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

hard: setup browser proxies
	$(TEST) -m "hard or not hard" --timeout 1800

fmt: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:
	test -x $(VENV)/lock/bin/uv || ($(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv)
	$(VENV)/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o $(LOCK)

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
