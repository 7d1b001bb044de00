# Everything a developer runs. The end-to-end tests and the demo make network namespaces, so they need root.

build_flags = --explicit-target-dependency-import-check error
end_to_end = EndToEndTests
# The rooms whose tests run threads, and the cores below them; the long random tests of the others take hours there.
threaded = ^(StoreTests|BootServerTests|ImageStoreTests|StormTests|CryptoTests|BootPolicyTests|BootModelTests|NetTypesTests|HTTPTests.HTTPConnectionTests|TFTPTests.ReadTransferTests)

.NOTPARALLEL:
.PHONY: help deps lint build test test-unit test-fuzz test-end-to-end test-long fuzz demo bench

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

deps: ## Install what building, testing and the demo need (Debian 12)
	@etc/deps

lint: ## Check the formatting and the style rules
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

build: deps ## Build everything, tests included, for debugging
	swift build $(build_flags) --build-tests

test: deps lint build test-unit test-fuzz test-end-to-end ## Check everything: this is what CI runs

test-unit: build ## Run the unit tests
	swift test --skip-build --parallel --skip $(end_to_end)

test-fuzz: deps ## Replay the fuzzers' inputs, then look half a minute for each parser's next one
	etc/fuzz $(or $(FUZZ_SECONDS),30)

test-end-to-end: build ## Boot virtual machines through the built server
	swift test --skip-build --filter $(end_to_end)

test-long: test ## Check everything, and what has threads once more under the thread sanitizer
	swift test --scratch-path .build/thread-sanitizer --sanitize thread --filter '$(threaded)'

fuzz: deps ## Look ten minutes for each parser's next finding (FUZZ_SECONDS=600)
	etc/fuzz $(or $(FUZZ_SECONDS),600)

demo: build ## Power a UEFI machine on and watch it boot through Rackrise
	.build/debug/demo

bench: ## Measure Rackrise and its peers in turn, and write the results to docs/performance.md (20 minutes)
	etc/deps bench
	swift build -c release $(build_flags) --product rackrise
	swift build -c release $(build_flags) --product bench
	.build/release/bench
