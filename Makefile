# Everything runs in .venv, which is built on first use from the versions and hashes in constraints.txt.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PAGE := $(VENV)/.page
FAST := tests/kernels tests/rules/test_conformance.py tests/test_cli.py tests/test_package.py
PARALLEL ?=
EVIDENCE := results/reference/evidence
MUTANTS ?= --number 400 --out build/mutants/mutants.csv
QUARTERS ?=  # the file of quarters as published that forecasts are held against

# a container may forbid bytecode; every program would then spend seconds on compiling the libraries
unexport PYTHONDONTWRITEBYTECODE

.PHONY: ready stories dashboard site test test-fast test-page test-slow mutants lint type audit parts format
.PHONY: validate reference reference-results lock clean

ready: $(READY)  ## set up, and nothing else

stories: $(READY)  ## set up and run the main job: the stories on the calibrated economy, results/stories/page.html
	$(BIN)/tenfold compare pessimistic neutral optimistic mostaque bakery \
		--people 100000 --months 180 --seeds 3 --out results/stories

dashboard: $(PAGE)  ## open the page in the browser
	$(BIN)/tenfold dashboard

test: $(READY)  ## set up and run the tests, and print the slowest
	$(BIN)/pytest -m "not slow" --durations=25 $(PARALLEL)

test-fast: $(READY)  ## a part of the tests, for other versions of Python: kernels, every rule, the command
	$(BIN)/pytest -m "not slow" $(FAST) $(PARALLEL)

test-page: $(PAGE)  ## the pages in a real browser (Debian package chromium)
	TENFOLD_BROWSER=1 $(BIN)/pytest -m "not slow" tests/dashboard/test_browser.py tests/report/test_in_a_browser.py

test-slow: $(READY)  ## the tests that take minutes
	$(BIN)/pytest -m slow

mutants: $(READY)  ## change one sign, number or line at a time: do the tests notice? (docs/mutants.md)
	$(BIN)/python scripts/attack/mutants.py $(MUTANTS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/lint-imports

type: $(READY)
	$(BIN)/mypy

audit: $(PAGE)  ## what is known to be unsafe in the sources and the pinned versions, but for .ci/accepted.toml
	$(BIN)/python scripts/audit.py

parts: $(PAGE)  ## a list of parts, CycloneDX, of what make installs: build/parts.json
	mkdir -p build
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --short-PURLs --validate \
		--output-file build/parts.json constraints.txt

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

validate: $(READY)  ## hold the economy without AI against figures of the United States
	$(BIN)/tenfold validate

site: $(READY)  ## the documents, the reference, charts and a gallery of small economies, build/site/index.html
	$(BIN)/python docs/site/gallery.py
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -c docs/site -d build/doctrees . build/site
	@echo "Open build/site/index.html."

reference: $(READY)  ## write the generated parts of docs from the sources
	$(BIN)/tenfold parameters --markdown > docs/parameters.md
	$(BIN)/python scripts/policy_table.py
	$(BIN)/python scripts/story_table.py
	$(BIN)/python scripts/docking_table.py
	$(BIN)/python scripts/odd_table.py
	$(BIN)/python scripts/month_picture.py

reference-results: $(READY)  ## measure everything that is held against published figures, and write it into docs: about two hours
	mkdir -p $(EVIDENCE)
	$(BIN)/tenfold ledger --measure targets --people 50000 --seeds 5 --out $(EVIDENCE)/targets.csv
	$(BIN)/tenfold ledger --measure levels --people 20000 --seeds 20 --out $(EVIDENCE)/levels.csv
	$(BIN)/tenfold verify --findings $(EVIDENCE)/verify.csv
	$(BIN)/tenfold dock korinek --out $(EVIDENCE)/korinek.csv
	$(BIN)/tenfold dock acemoglu aghion_bunel goldman jones_tonetti korinek_suh mobility robots --out $(EVIDENCE)/docking.csv
	$(BIN)/tenfold trial all --out $(EVIDENCE)
	$(BIN)/tenfold hindcast --out $(EVIDENCE)/hindcast.csv
	$(if $(QUARTERS),$(BIN)/tenfold forecast --data $(QUARTERS) --out $(EVIDENCE)/forecasts.csv)
	$(BIN)/python scripts/story_answers.py
	$(BIN)/python scripts/docking_table.py
	$(BIN)/python scripts/prose.py
	$(BIN)/tenfold ledger --check

lock: $(READY)  ## renew the pinned versions: what make installs, and every extra with the same versions
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --extra report --extra experiments --extra export --extra site --extra dev \
		--output-file constraints.txt pyproject.toml
	$(VENV)/lock/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --constraints constraints.txt --all-extras \
		--output-file constraints-all.txt pyproject.toml

clean:
	rm -rf $(VENV) build
	find results -mindepth 1 -maxdepth 1 ! -name reference -exec rm -rf {} +

# --require-hashes refuses whatever is not in the file; the checkout itself has no hash, hence the second step;
# --no-compile leaves to the first import what would take a minute here and is used in part
$(READY): constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v <= (3, 13) or sys.exit("tenfold needs Python 3.11, 3.12 or 3.13; say which with PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

# the page needs the extra "dashboard", which is large
$(PAGE): $(READY) constraints-all.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r constraints-all.txt
	touch $(PAGE)
