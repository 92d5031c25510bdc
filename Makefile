# make run · make test · make help
SHELL := /bin/bash
PORT ?= 8000
export BIHUAN_HOME ?= $(CURDIR)/var
bin := .venv/bin
code := src tests $(wildcard bench) scripts/vendor scripts/compile-messages

.PHONY: run test lint types check bench faults mining docs messages format help
.DEFAULT_GOAL := help

run: ## prepare everything, load the demo into an empty database, serve the desk on PORT (8000)
	@scripts/setup run
	@exec $(bin)/bihuan run --port $(PORT)

test: ## prepare everything the tests need and run them all
	@scripts/setup test
	@$(bin)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: ## style and import rules
	@scripts/setup test
	@$(bin)/ruff check $(code)
	@$(bin)/ruff format --check $(code)
	@$(bin)/lint-imports --no-cache

types: ## static types
	@scripts/setup test
	@$(bin)/python -m mypy

check: lint types test ## everything that must hold before a change is shared

format: ## put the code into the house style
	@$(bin)/ruff check --fix $(code)
	@$(bin)/ruff format $(code)

messages: ## collect new texts into the catalogues and compile them
	@scripts/setup test
	@$(bin)/python scripts/collect-messages
	@$(bin)/python scripts/compile-messages

docs: ## write docs/generated from the tables of the process
	@scripts/setup run
	@$(bin)/python scripts/generate-docs

bench: ## measure (SIZE="10000 100000", ENGINE="sqlite postgresql", ARGS="--seconds 10")
	@scripts/setup bench
	@$(bin)/python -m bench --sizes $(or $(SIZE),10000) --engines $(or $(ENGINE),sqlite postgresql) $(ARGS)

faults: ## kill processes and databases under load and look for damage
	@scripts/setup test
	@scripts/system-packages faults
	@BIHUAN_FAULTS=full $(bin)/python -m pytest tests/faults -s -p no:cacheprovider $(ARGS)

mining: ## open the exported event log of LOG in a program for process mining
	@scripts/setup run
	@scripts/mine $(or $(LOG),../shared/data/vinst-closed-problems.csv)

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12
