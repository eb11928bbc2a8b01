# Everything a person runs here. `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help install runtime run demo test check lock clean bench-evaluate bench-accuracy bench-speed bench-store bench-store-long bench-imports bench-articles bench-chaos bench-living bench-deliveries

export PYTHON
PY := .venv/bin/python
# So many tests at a time: most of them wait for real processes rather than work.
JOBS ?= 3

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## */\t/' | while IFS="$$(printf '\t')" read -r name words; do printf '  make %-16s %s\n' "$$name" "$$words"; done

install:  ## make .venv with the service and all tools (PYTHON=python3.12 chooses the interpreter)
	@tools/install dev

runtime:
	@tools/install runtime

run: runtime  ## start API, worker, sweeper and broker on loopback; Ctrl-C stops them
	@exec $(PY) -m verifier serve

demo: runtime  ## start everything, read an article, judge ten claims about it, stop everything
	@exec $(PY) -m demo

test: install  ## the whole suite, on SQLite and PostgreSQL, with a real broker and worker
	@$(PY) -m pytest -n $(JOBS) $(ARGS)

check: install  ## ruff, strict mypy and the order of the layers
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

lock: install  ## make requirements.txt and requirements-dev.txt anew from their .in files
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	  --custom-compile-command "make lock" requirements.in --output-file requirements.txt
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	  --custom-compile-command "make lock" requirements-dev.in --output-file requirements-dev.txt

bench-evaluate: runtime  ## judge labelled claims and print the figures: make bench-evaluate FILE=cases.jsonl
	@test -n "$(FILE)" || { echo "name a file of cases: make bench-evaluate FILE=cases.jsonl" >&2; exit 2; }
	@$(PY) -m verifier evaluate "$(FILE)"

bench-speed: runtime  ## reading and judging, timed beside quantulum3 (installed for it alone)
	@test -x .venv-quantulum3/bin/python || python3 -m venv .venv-quantulum3
	@.venv-quantulum3/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements-quantulum3.txt
	@$(PY) -m bench.speed --quantulum3 .venv-quantulum3/bin/python

bench-accuracy: runtime  ## measure on every labelled file of a folder: make bench-accuracy FOLDER=datasets
	@test -d "$(FOLDER)" || { echo "name a folder of labelled files: make bench-accuracy FOLDER=datasets" >&2; exit 2; }
	@$(PY) -m bench.accuracy "$(FOLDER)"

bench-articles: runtime  ## how long an article of 1 MB keeps other writers waiting
	@timeout 1h $(PY) -m bench.articles
	@timeout 1h $(PY) -m bench.articles --postgres

CHAOS_OUT ?= /tmp/verifier-chaos

bench-living: install  ## living verdicts on both databases: how soon, whether any is missed, an import of 10,000, kills (an hour)
	@timeout 2h $(PY) -m bench.living $(ARGS)

bench-deliveries: install  ## 10,000 deliveries to receivers that fail three times in ten in every way, on both databases
	@timeout 2h $(PY) -m bench.deliveries $(ARGS)

bench-chaos: install  ## nothing lost: kills, frozen workers, cut connections, a full disk, on both databases (an hour)
	@timeout 3h $(PY) -m bench.chaos --journals $(CHAOS_OUT) --out $(CHAOS_OUT)/measured.json $(ARGS)

bench-imports: runtime  ## import 100,000 rows through 20 kills and count the figures
	@timeout 2h $(PY) -m bench.imports --rows 100000 --kills 20

STORE_BENCH ?= /tmp/verifier-bench-store

bench-store: install .venv-store/bin/python  ## the figure store at 10,000 to a million figures; STORE_BENCH names a folder for its 10 GB
	@timeout 3h $(PY) -m bench.store measure --figures 10000 100000 1000000 --claims 1000 --judged 300 300 200 --imported 10000 100000 1000000 \
	  --tantivy .venv-store/bin/python --place $(STORE_BENCH) --out $(STORE_BENCH)/measured.json

bench-store-long: install .venv-store/bin/python  ## the same at ten million, on PostgreSQL alone (60 GB, some hours)
	@timeout 12h $(PY) -m bench.store measure --figures 10000000 --claims 1000 --judged 0 --databases postgresql \
	  --tantivy .venv-store/bin/python --place $(STORE_BENCH) --out $(STORE_BENCH)/measured-long.json

.venv-store/bin/python: bench/requirements-store.txt
	@python3 -m venv .venv-store
	@$@ -m pip install --quiet --disable-pip-version-check -r $<

clean:  ## remove the environments and caches; the data in var/ stays
	rm -rf .venv .venv-quantulum3 .venv-store .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
