# Everything a developer runs. The end-to-end tests and the demo make network namespaces, so they need root.

build_flags = --explicit-target-dependency-import-check error
end_to_end = EndToEndTests
# The rooms whose tests run threads, and the cores below them; the long random tests of the others take hours there.
threaded = ^(StoreTests|NetIOTests|BootServerTests|ImageStoreTests|StormTests|CryptoTests|BootPolicyTests|BootModelTests|NetTypesTests|HTTPTests.HTTPConnectionTests|TFTPTests.ReadTransferTests)

PREFIX ?= /usr

.NOTPARALLEL:
.PHONY: help deps lint build release install test test-unit test-fuzz test-end-to-end test-long fuzz demo bench

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

deps: ## Install what building, testing and the demo need (Debian 12)
	@etc/deps

lint: ## Check the formatting and the style rules
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

build: deps ## Build everything, tests included, for debugging
	swift build $(build_flags) --build-tests

release: deps ## Build the program as it is deployed: optimised, with the Swift runtime inside
	swift build -c release --static-swift-stdlib --scratch-path .build/static $(build_flags) --product rackrise

install: ## Install the built release with its service and documents (DESTDIR, PREFIX=/usr); a present configuration stays
	install -D -s -m 755 .build/static/release/rackrise $(DESTDIR)$(PREFIX)/bin/rackrise
	install -D -m 644 etc/rackrise.service $(DESTDIR)$(PREFIX)/lib/systemd/system/rackrise.service
	install -D -m 644 etc/rackrise.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/rackrise.conf
	[ -e $(DESTDIR)/etc/rackrise/rackrise.yaml ] || \
		install -D -m 644 etc/rackrise.yaml $(DESTDIR)/etc/rackrise/rackrise.yaml
	for file in README.md CHANGELOG.md LICENSE docs/*.md ipxe/README.md etc/dnsmasq-addresses-only.conf etc/plans/*; do \
		install -D -m 644 $$file $(DESTDIR)$(PREFIX)/share/doc/rackrise/$$file || exit 1; \
	done
	for shell in bash:bash-completion/completions/rackrise zsh:zsh/site-functions/_rackrise \
		fish:fish/vendor_completions.d/rackrise.fish; do \
		file=$(DESTDIR)$(PREFIX)/share/$${shell#*:}; mkdir -p $${file%/*} && \
		.build/static/release/rackrise --generate-completion-script $${shell%%:*} >$$file || exit 1; \
	done

test: deps lint build test-unit test-fuzz test-end-to-end ## Check everything: this is what CI runs

test-unit: build ## Run the unit tests
	etc/run-tests 20 swift test --skip-build --parallel --skip $(end_to_end)

test-fuzz: deps ## Replay the fuzzers' inputs, then look half a minute for each parser's next one
	etc/fuzz $(or $(FUZZ_SECONDS),30)

test-end-to-end: build ## Boot virtual machines through the built server
	etc/run-tests 40 swift test --skip-build --filter $(end_to_end)

test-long: test ## Check everything, what has threads under the thread sanitizer, and ten resets of an installed machine
	TSAN_OPTIONS=suppressions=$(CURDIR)/etc/thread-sanitizer.supp \
		swift test --scratch-path .build/thread-sanitizer --sanitize thread --filter '$(threaded)'
	RACKRISE_RESETS=10 swift test --skip-build --filter EndToEndTests.InstallTests

fuzz: deps ## Look ten minutes for each parser's next finding (FUZZ_SECONDS=600)
	etc/fuzz $(or $(FUZZ_SECONDS),600)

demo: build ## Power a UEFI machine on and watch it boot through Rackrise
	.build/debug/demo

bench: ## Measure Rackrise and its peers in turn, and write the results to docs/performance.md (13 minutes)
	etc/deps bench
	swift build -c release $(build_flags) --product rackrise
	swift build -c release $(build_flags) --product bench
	.build/release/bench
