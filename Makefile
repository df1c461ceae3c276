# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
.PHONY: help build test test-slow clients sanitize valgrind allocations format lint quickstart bench bench-parts bench-store bench-analysis docs results reward-hacking reference-values smoke sft clean doctor

HOLDFAST = $$(swift build -c release --product holdfast --show-bin-path)/holdfast

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the holdfast command (release)
	@scripts/bootstrap
	swift build -c release --product holdfast

test: ## Set up and run all tests
	@scripts/test

test-slow: ## All tests, those against torch and transformers and every entry of every gradient included
	@HOLDFAST_WITH_TRANSFORMERS=1 HOLDFAST_SLOW=1 scripts/test

clients: ## Make the Python environments of real clients that tests of the protocols talk to
	@scripts/clients

sanitize: ## Run the engine's tests and kernels under the address, undefined-behaviour, memory and thread sanitizers
	@scripts/sanitize kernels engine threads

valgrind: ## Run the kernels and a small model under valgrind
	@scripts/sanitize valgrind

allocations: ## Count the engine's allocations per token (release)
	@scripts/allocations

format: ## Format all Swift sources in place
	@scripts/format

lint: ## Check formatting and change nothing
	@scripts/format --check

quickstart: ## Train a simulated user and compare it before and after
	@scripts/quickstart

smoke: ## The quickstart with two steps
	@scripts/quickstart --max-steps 2

results: ## Train from three seeds and write docs/results.md
	@scripts/results

reward-hacking: ## Train against each module of the reward alone and write docs/reward-hacking.md
	@scripts/reward-hacking

reference-values: ## Compute measures with published packages again, into the tests' fixtures
	@scripts/reference-values

sft: build ## Make the base simulator in checkpoints/ again, from scratch
	$(HOLDFAST) sft --config configs/sft-base.yaml --out checkpoints/base

bench: ## Measure the engine, and Python stacks where they are; writes docs/performance.md
	@scripts/bench

bench-parts: ## Measure scoring, tokenizers and the engine's parts (release)
	@scripts/bootstrap
	HOLDFAST_BENCH=1 HOLDFAST_THROUGHPUT=1 swift test -c release -Xswiftc -enable-testing --scratch-path .build/bench \
	    --filter 'Benchmarks|ThroughputTests'

bench-store: ## Measure writing and reading of shards beside h5py and Minari; writes docs/performance.md
	@scripts/bench_trajectories

bench-analysis: ## Measure the analysis of a million made episodes; writes docs/performance.md
	@scripts/bench_analysis

docs: ## Build the symbol documentation into .build/docs
	@scripts/bootstrap
	@mkdir -p .build/symbol-graphs
	swift build --scratch-path .build/docs-build --target HoldfastRun -Xswiftc -emit-symbol-graph \
	    -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/.build/symbol-graphs
	docc convert --additional-symbol-graph-dir .build/symbol-graphs --fallback-display-name Holdfast \
	    --fallback-bundle-identifier holdfast --output-path .build/docs

doctor: build ## Check this machine and this checkout
	$(HOLDFAST) doctor

clean: ## Remove what the build made; runs/ stays
	rm -rf .build
