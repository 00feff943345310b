# The same targets are used by people and by .ci/run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
# Every file is opened in a process of its own; without compiled modules each would compile them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run replicate test test-fast check docs format lock wheel demo-data demo-national clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock (first time only, a few minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check --disable-pip-version-check
	@touch $(STAMP)

run: $(STAMP) ## take the Jakarta exports all the way to a release (ARGS=--force rebuilds)
	@$(BIN)/kepuasan run --study jakarta_2015 --data-dir data $(ARGS)

replicate: $(STAMP) ## hold every printed figure of the five studies against what can be recomputed
	@$(BIN)/kepuasan replicate $(ARGS)

# Files in their order, the long ones of tests/integration early: by number of tests they would come last, one alone.
test: $(STAMP) ## every test, with a real Prefect server and worker
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-fast: $(STAMP) ## unit, golden, property and convention tests only
	@$(BIN)/python -m pytest tests/unit tests/golden tests/property tests/conventions $(ARGS)

check: $(STAMP) ## format, lint, SQL, types, import contracts, generated files fresh
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/sqlfluff lint --disable-progress-bar transforms
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/kepuasan docs --check

docs: $(STAMP) ## write the generated pages, JSON Schemas and pictures
	@$(BIN)/kepuasan docs

format: $(STAMP) ## format Python and SQL
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix --disable-progress-bar transforms

demo-data: $(STAMP) ## write data/raw again from the printed margins in data/reference
	@$(BIN)/kepuasan reconstruct --reference data/reference/jakarta_2015 --to data/raw/jakarta_2015

demo-national: $(STAMP) ## 36 months of 130 offices (synthetic), month by month, held against the truth file (ARGS=--seed 2)
	@$(BIN)/python tests/support/national_demo/drive.py --data data/national $(ARGS)

wheel: $(STAMP) ## build dist/*.whl
	@$(BIN)/python -m hatchling build -t wheel

lock: ## resolve requirements.lock again (needs uv)
	uv pip compile --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 \
		--no-strip-extras --group dev pyproject.toml -o requirements.lock

clean: ## remove what runs and builds made; raw exports stay
	rm -rf $(VENV) dist data/published data/state data/quarantine data/replication
