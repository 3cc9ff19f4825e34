# The two commands that matter: `make demo` and `make test`. Both set up what they need, once.
PYTHON ?= python3
VENV := .venv
# A second environment, because every result must be the same on both supported lines of graphql-core.
VENV32 := .venv32
# A third one, not part of `make test`: the oldest releases that pyproject.toml allows must do, too.
LOWEST := .venv-lowest
WORKERS ?= auto
PYTEST := -m pytest -p no:cacheprovider -n $(WORKERS) --dist loadgroup

.PHONY: demo test lint lock test-33 test-32 test-lowest fuzz bench docs clean

demo: $(VENV)/ready
	$(VENV)/bin/drift demo

test: lint test-33 test-32

lint: $(VENV)/test-ready
	$(VENV)/bin/ruff check drift tests bench docs
	$(VENV)/bin/ruff format --check drift tests bench docs
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m docs.tools.words

test-33: $(VENV)/test-ready .cache/npm/ready
	$(VENV)/bin/python $(PYTEST) tests

# What never hands anything to graphql-core does the same on both lines: rooms that only read and write files and pages.
CORE_FREE := $(addprefix --ignore=tests/,delivery docs fuzz snapshots)
test-32: $(VENV32)/test-ready .cache/npm/ready
	$(VENV32)/bin/python $(PYTEST) -m "not browser and not npm and not slow" $(CORE_FREE) tests

test-lowest: $(LOWEST)/test-ready
	$(LOWEST)/bin/python $(PYTEST) -m "not browser and not npm and not slow" tests

# A quarter of an hour on one core; FUZZ_SECONDS is the time for each kind of input.
FUZZ_SECONDS ?= 100
fuzz: $(VENV)/test-ready
	DRIFT_FUZZ_SECONDS=$(FUZZ_SECONDS) $(VENV)/bin/python -m pytest -p no:cacheprovider -q tests/fuzz

# What runs beside a key, by hash; needs uv.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-annotate \
	--no-emit-index-url --custom-compile-command 'make lock'
lock:
	$(LOCK) pyproject.toml --extra notify --extra operations --output-file requirements/drift.txt
	echo 'hatchling>=1.26' | $(LOCK) - --constraint requirements/drift.txt --output-file requirements/build.txt

bench: $(VENV)/test-ready
	$(VENV)/bin/python bench/run.py

docs: $(VENV)/ready
	$(VENV)/bin/drift docs -o site

$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	touch $@

$(VENV)/ready: $(VENV)/pip pyproject.toml
	$(VENV)/bin/python -m pip install --quiet --editable '.[operations]'
	touch $@

$(VENV)/test-ready: $(VENV)/ready
	$(VENV)/bin/python -m pip install --quiet --editable '.[operations]' --group test 'graphql-core>=3.3,<3.4'
	touch $@

$(VENV32)/test-ready: pyproject.toml
	$(PYTHON) -m venv $(VENV32)
	$(VENV32)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(VENV32)/bin/python -m pip install --quiet --editable '.[operations]' --group test 'graphql-core>=3.2.11,<3.3'
	touch $@

$(LOWEST)/test-ready: pyproject.toml
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet uv
	$(LOWEST)/bin/uv pip compile --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --all-extras \
		--output-file $(LOWEST)/lowest.txt pyproject.toml
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --constraint $(LOWEST)/lowest.txt \
		--editable '.[operations,notify]' --group test
	touch $@

# Oracles from npm. Where there is no npm the tests that need them are skipped, unless CI is set.
.cache/npm/ready: tests/npm/package.json tests/npm/package-lock.json
	mkdir -p .cache/npm
	cp tests/npm/package.json tests/npm/package-lock.json .cache/npm/
	if command -v npm >/dev/null; then cd .cache/npm && npm ci --silent --no-audit --no-fund; fi
	touch $@

clean:
	rm -rf $(VENV) $(VENV32) $(LOWEST) .cache site demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find drift tests -name __pycache__ -type d -prune -exec rm -rf {} +
