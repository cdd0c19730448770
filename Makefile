# Every target first installs what it needs (scripts/setup), so a fresh clone works with the Swift toolchain alone.

CONFIGURATION ?= debug
# Where there is no apt-get and everything is there already: make SETUP=: test
SETUP ?= scripts/setup
SHELL_SCRIPTS = .ci/run scripts/setup

# They use every core for a minute, which tests that wait for servers must not have to share.
HEAVY_TESTS = RampartPatternsTests|RampartWAFTests|RampartHummingbirdWAFTests

FUZZ_SECONDS ?= 30
FUZZ_TARGETS ?= FuzzPath FuzzOrigin FuzzHead FuzzRules FuzzOperators FuzzTransformations FuzzMultipart FuzzJSON FuzzXML
FUZZ_BUILD = --scratch-path .build-fuzz -c release --sanitize fuzzer -Xswiftc -enable-testing

# Asked for only when used: it starts SwiftPM, which takes a moment.
binary = $(shell swift build -c $(CONFIGURATION) --show-bin-path)/rampart
notes = $(shell swift build --show-bin-path)/NotesServer
guestbook = $(shell swift build --show-bin-path)/GuestbookServer
release = $(shell swift build -c release --show-bin-path)/rampart

# One way for all: what is tested and measured is what is shipped, and nothing is compiled twice.
BUILD_RELEASE = swift build -c release --static-swift-stdlib --product rampart

.DEFAULT_GOAL := help
.PHONY: help setup build demo test e2e fuzz differential lint bench bench-waf docs dist clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install the packages that every target needs
	@$(SETUP) demo test e2e lint bench

build: ## Build the rampart command
	@$(SETUP)
	swift build -c $(CONFIGURATION) --product rampart

demo: ## Start a naive notes app with the gateway in front of it, on https://localhost:8443
	@$(SETUP) demo
	swift build -c $(CONFIGURATION) --product rampart
	@exec $(binary) demo

test: ## Run every unit test
	@$(SETUP) test
	swift build --build-tests
	swift test --skip-build --disable-xctest --skip "$(HEAVY_TESTS)"
	swift test --skip-build --disable-xctest --filter "$(HEAVY_TESTS)"

e2e: .venv/installed ## Run the real binary against real servers and clients
	@$(SETUP) e2e
	$(BUILD_RELEASE)
	swift build --product NotesServer
	swift build --product GuestbookServer
	Examples/hummingbird-notes/check $(notes)
	Examples/hummingbird-waf/check $(guestbook)
	RAMPART_BINARY=$(release) RAMPART_NOTES_SERVER=$(notes) \
	  .venv/bin/python -m pytest Tests/EndToEnd $(PYTEST_ARGUMENTS)

differential: .venv/installed ## Send 100,000 mutated requests and compare what the backend saw
	$(BUILD_RELEASE)
	RAMPART_BINARY=$(release) .venv/bin/python -m pytest Tests/EndToEnd/test_differential.py -s

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
	swift format lint --strict --recursive --parallel Sources Tests Fuzz Examples/hummingbird-notes/Sources \
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
	RAMPART_TIMED=1 RAMPART_BINARY=$(CURDIR)/dist/rampart .venv/bin/python -m pytest -s \
	  Tests/EndToEnd/test_floods.py Tests/EndToEnd/test_slow_attacks.py

bench-waf: dist .venv/installed ## Compare the firewall with nginx and ModSecurity, and attack it
	@$(SETUP) bench e2e
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/waf $(BENCH_ARGUMENTS)
	RAMPART_BINARY=$(CURDIR)/dist/rampart Benchmarks/waf --instructions $(BENCH_ARGUMENTS)
	RAMPART_TIMED=1 RAMPART_BINARY=$(CURDIR)/dist/rampart .venv/bin/python -m pytest -s \
	  Tests/EndToEnd/test_waf_hostile.py Tests/EndToEnd/test_waf_scanners.py

docs: ## Write docs/configuration.md from the configuration's schema
	swift build -c $(CONFIGURATION) --product rampart
	$(binary) validate --schema | scripts/configuration-reference > docs/configuration.md.new
	mv docs/configuration.md.new docs/configuration.md

dist: ## Make dist/rampart: release, stripped, Swift libraries linked in
	@$(SETUP)
	$(BUILD_RELEASE)
	@mkdir -p dist
	strip -o dist/rampart "$$(swift build -c release --show-bin-path)/rampart"
	@du -h dist/rampart

clean: ## Remove everything that was built
	rm -rf .build .build-fuzz .venv dist
