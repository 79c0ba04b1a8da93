# edge-intent: `make run` tries it out, `make test` checks it.

VENV ?= .venv
PYTHON ?= python3
# A configuration of your own; without one, make run brings its own broker and home.
CONFIG ?= $(wildcard config.yaml)
# Further arguments for pytest, such as TESTS=tests/broker.
TESTS ?=

export VENV PYTHON
bin := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint format train clean

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/.ready-broker ## try it out: a broker, the agent, and sentences, your own as well
	@$(bin)/python scripts/try_out.py $(if $(CONFIG),--config $(CONFIG))

test: lint ## check everything, against a real mosquitto
	@scripts/need_mosquitto.sh
	$(bin)/pytest $(TESTS)

lint: $(VENV)/.ready-dev ## check style and types
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy

format: $(VENV)/.ready-dev ## format the code
	$(bin)/ruff check --fix
	$(bin)/ruff format

# Folder of hwu64.jsonl and clinc150.jsonl.
DATA ?= ../shared/data

train: $(VENV)/.ready-training ## train both models anew and write their folders; takes hours on two cores
	$(bin)/python -m training.train --data $(DATA) --out training/out/default
	$(bin)/python -m training.report training/out/default --data $(DATA)
	$(bin)/python -m training.train --data $(DATA) --out training/out/nano \
		--layers 2 --narrow 128 --rate 5e-4 --epochs 3 --teacher training/out/default
	$(bin)/python -m training.report training/out/nano --data $(DATA) \
		--tier nano --out agent/models/intent-en-nano-int8

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Nothing is done while what it depends on is unchanged.
$(VENV)/.ready-%: pyproject.toml scripts/setup.sh
	@scripts/setup.sh $*
	@touch $@
