# Every target first installs what it needs (scripts/setup), so a fresh clone works with the Swift toolchain alone.

CONFIGURATION ?= debug
# Where there is no apt-get and everything is there already: make SETUP=: test
SETUP ?= scripts/setup
SHELL_SCRIPTS = .ci/run scripts/setup scripts/end-to-end scripts/soak

# The rules are optimised in a debug build too (Package.swift), so that unit and end-to-end tests share one build. A
# `swift build` without this, or with other options, compiles everything that depends on rules anew.
export RAMPART_OPTIMIZE_RULES ?= 1
BUILD_DEBUG = swift build

# They use every core for a minute, which tests that wait for servers must not have to share.
HEAVY_TESTS = RampartPatternsTests|RampartWAFTests|RampartHummingbirdWAFTests

FUZZ_SECONDS ?= 30
# Each has a folder with seeds.
FUZZ_TARGETS ?= $(notdir $(patsubst %/seeds,%,$(sort $(wildcard Fuzz/*/seeds))))
FUZZ_BUILD = --scratch-path .build-fuzz -c release --sanitize fuzzer -Xswiftc -enable-testing

binary = .build/$(CONFIGURATION)/rampart
notes = .build/debug/NotesServer
guestbook = .build/debug/GuestbookServer
release = .build/release/rampart

# One way for all: what is measured is what is shipped, and nothing is compiled twice.
BUILD_RELEASE = swift build -c release --static-swift-stdlib --product rampart
BUILD_PROGRAM = $(if $(filter release,$(CONFIGURATION)),$(BUILD_RELEASE),$(BUILD_DEBUG) --product rampart)

.DEFAULT_GOAL := help
.PHONY: help setup build build-tests demo test e2e soak fuzz differential lint bench bench-waf figures docs dist clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install the packages that every target needs
	@$(SETUP) demo test e2e lint bench

build: ## Build the rampart command
	@$(SETUP)
	$(BUILD_PROGRAM)

build-tests: ## Build the unit tests, the rampart command and the example servers: all that test and e2e need
	@$(SETUP) test
	$(BUILD_DEBUG) --build-tests

demo: ## Start a naive notes app with the gateway in front of it, on https://localhost:8443
	@$(SETUP) demo
	$(BUILD_PROGRAM)
	@exec $(binary) demo

test: build-tests ## Run every unit test
	swift test --skip-build --disable-xctest --skip "$(HEAVY_TESTS)"
	swift test --skip-build --disable-xctest --filter "$(HEAVY_TESTS)"

e2e: .venv/installed ## Run the real binary against real servers and clients
	@$(SETUP) e2e
	$(BUILD_DEBUG)
	$(if $(filter release,$(CONFIGURATION)),$(BUILD_RELEASE))
	Examples/hummingbird-notes/check $(notes)
	Examples/hummingbird-waf/check $(guestbook)
	RAMPART_BINARY=$(binary) RAMPART_NOTES_SERVER=$(notes) scripts/end-to-end $(PYTEST_ARGUMENTS)

soak: ## Everything that takes long, with the release build: before a release, some three hours
	scripts/soak

differential: .venv/installed ## Send 100,000 mutated requests and compare what the backend saw
	$(BUILD_RELEASE)
	RAMPART_SOAK=1 RAMPART_BINARY=$(release) .venv/bin/python -m pytest Tests/EndToEnd/test_differential.py -s

fuzz: ## Run each fuzz target for FUZZ_SECONDS (default 30)
	@$(SETUP)
	@for target in $(FUZZ_TARGETS); do \
	  RAMPART_FUZZ=1 swift build $(FUZZ_BUILD) --product $$target || exit 1; \
	done
	@for target in $(FUZZ_TARGETS); do \
	  mkdir -p .build-fuzz/corpus/$$target && echo "$$target, $(FUZZ_SECONDS) s" && \
	  .build-fuzz/release/$$target -max_total_time=$(FUZZ_SECONDS) -max_len=2048 -timeout=10 -rss_limit_mb=2048 \
	    -verbosity=0 -print_final_stats=1 .build-fuzz/corpus/$$target Fuzz/$$target/seeds || exit 1; \
	done

.venv/installed: Tests/EndToEnd/requirements.txt
	@$(SETUP) e2e
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

lint: ## Check the format, the import law and the shell scripts
	swift format lint --strict --recursive --parallel Sources Tests Fuzz Benchmarks Examples/hummingbird-notes/Sources \
	  Examples/hummingbird-waf/Sources Package.swift
	scripts/check-layers --self-test
	scripts/check-layers
	scripts/check-system-libraries --self-test
	scripts/check-system-libraries RampartHummingbird RampartBrowser
	@for script in $(SHELL_SCRIPTS); do \
	  case "$$(head -n 1 $$script)" in *bash*) bash -n $$script ;; *) sh -n $$script ;; esac || exit 1; \
	done
	@if command -v shellcheck >/dev/null; then shellcheck $(SHELL_SCRIPTS); \
	else echo "shellcheck is not installed: scripts were only parsed"; fi

bench: dist .venv/installed ## Compare with nginx and Caddy
	@$(SETUP) bench e2e
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/gateway $(BENCH_ARGUMENTS)
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/edge $(BENCH_ARGUMENTS)
	RAMPART_SOAK=1 RAMPART_TIMED=1 RAMPART_BINARY=$(CURDIR)/dist/rampart .venv/bin/python -m pytest -s \
	  Tests/EndToEnd/test_floods.py Tests/EndToEnd/test_slow_attacks.py

bench-waf: dist .venv/installed ## Compare the firewall with nginx and ModSecurity, and attack it
	@$(SETUP) bench e2e
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/waf $(BENCH_ARGUMENTS)
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/waf --instructions $(BENCH_ARGUMENTS)
	RAMPART_SOAK=1 RAMPART_TIMED=1 RAMPART_BINARY=$(CURDIR)/dist/rampart .venv/bin/python -m pytest -s \
	  Tests/EndToEnd/test_waf_hostile.py Tests/EndToEnd/test_waf_scanners.py

figures: ## Print how long the worst matches of the rules' expressions take
	RAMPART_FIGURES=1 swift run --scratch-path .build-figures -c release -Xswiftc -enable-testing PatternFigures

docs: ## Write docs/configuration.md from the configuration's schema
	$(BUILD_PROGRAM)
	$(binary) validate --schema | scripts/configuration-reference > docs/configuration.md.new
	mv docs/configuration.md.new docs/configuration.md

dist: ## Make dist/rampart: release, stripped, Swift libraries linked in
	@$(SETUP)
	$(BUILD_RELEASE)
	@mkdir -p dist
	strip -o dist/rampart $(release)
	@du -h dist/rampart

clean: ## Remove everything that was built
	rm -rf .build .build-fuzz .build-figures .venv dist
