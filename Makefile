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
.PHONY: help run test test-homeassistant chaos lint format deb addon wheels test-install test-arm64 train clean

help: ## show this
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/.ready-broker ## try it out: a broker, the agent, and sentences, your own as well
	@$(bin)/python scripts/try_out.py $(if $(CONFIG),--config $(CONFIG))

test: lint ## check everything, against a real mosquitto
	@scripts/need_mosquitto.sh
	$(bin)/pytest $(TESTS)

chaos: $(VENV)/.ready-dev ## break it for an hour and count what is lost; CHAOS=kill-agent for one way
	@scripts/need_mosquitto.sh
	cd tests && PYTHONPATH=..:. $(abspath $(bin))/python -m chaos $(CHAOS)

test-homeassistant: $(VENV)/.ready-dev ## run the agent in a real Home Assistant, in an environment of its own
	@scripts/need_mosquitto.sh
	command=$$(scripts/homeassistant.sh) && HOMEASSISTANT="$$command" \
		$(bin)/pytest -o log_cli=true -o log_cli_level=WARNING tests/homeassistant

lint: $(VENV)/.ready-dev ## check style and types
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy -p agent $(if $(wildcard $(VENV)/.ready-training),-p training)

format: $(VENV)/.ready-dev ## format the code
	$(bin)/ruff check --fix
	$(bin)/ruff format

deb: $(VENV)/.ready-package ## build a Debian package; ARCH=arm64 and PYTHON_VERSION=3.13 for another board
	@deploy/debian/build.sh

addon: $(VENV)/.ready-package ## put the program into the Home Assistant add-on
	$(bin)/uv build --quiet --wheel --out-dir deploy/homeassistant/edge-intent .
	rm -f deploy/homeassistant/edge-intent/.gitignore

wheels: $(VENV)/.ready-package ## fetch what deploy/install.sh --wheels dist/wheels needs on a board without network
	$(bin)/python -m pip wheel --quiet --wheel-dir dist/wheels hatchling .
	rm -f dist/wheels/edge_intent-*.whl

test-install: deb wheels ## install, upgrade, go back and purge in a Debian of its own; as root
	@scripts/test_install.sh

test-arm64: $(VENV)/.ready-package ## run in an emulated arm64 Debian; as root, the first time for ten minutes
	@scripts/test_arm64.sh

# Folder of hwu64.jsonl and clinc150.jsonl.
DATA ?= ../shared/data

train: $(VENV)/.ready-training ## train both models anew and write their folders; takes hours on two cores
	$(bin)/python -m training.train --data $(DATA) --out training/out/default
	$(bin)/python -m training.report training/out/default --data $(DATA)
	$(bin)/python -m training.train --data $(DATA) --out training/out/nano \
		--layers 3 --narrow 128 --vocabulary 14000 --rate 4e-4 --epochs 3 \
		--resume training/out/default --teacher training/out/default
	$(bin)/python -m training.report training/out/nano --data $(DATA) \
		--tier nano --out agent/models/intent-en-nano-int8

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Nothing is done while what it depends on is unchanged.
$(VENV)/.ready-%: pyproject.toml scripts/setup.sh
	@scripts/setup.sh $*
	@touch $@
