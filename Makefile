# Two commands do everything: `make` opens the explorer, `make test` checks the whole project.
SHELL := /bin/bash
PREFIX ?= /usr/local
PROGRAM := .build/release/beamscope
BUILD_PACKAGES := libncursesw5-dev liburing-dev
# tmux: the explorer in a real terminal. parallel: the recipe of docs/distributed-build.md.
TEST_PACKAGES := tmux parallel
INTEROP_PACKAGES := python3 python3-venv
RELEASE := swift build -c release --product beamscope --static-swift-stdlib -Xswiftc -use-ld=lld
export SWIFT_BACKTRACE ?= interactive=no,color=no

.PHONY: all build run test lint unit terminal builds interop sanitize sanitize-address sanitize-thread bench install uninstall \
  packages test-packages interop-packages clean

all: build
	@if [ -t 0 ] && [ -t 1 ]; then exec $(PROGRAM) --fresh; \
	else echo "Built $(PROGRAM). Start the explorer from a terminal: $(PROGRAM)"; fi

build: packages
	@$(RELEASE)

packages:
	@.ci/install-packages $(BUILD_PACKAGES)
test-packages: packages
	@.ci/install-packages $(TEST_PACKAGES)
interop-packages: packages
	@.ci/install-packages $(INTEROP_PACKAGES)

test: lint unit terminal builds

lint:
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources
	@echo "lint: clean"

unit: test-packages
	@swift test --parallel

# The real program in a real terminal: starts, steps, resizes, dies, and leaves the terminal sane.
terminal: build test-packages
	@Tests/Terminal/run $(PROGRAM)

# Builds that are killed and resumed, split into stages, and bounded in memory.
builds: build test-packages
	@Tests/Build/run $(PROGRAM)

# Both directions of exchange with Microsoft's DiskANN (PyPI's diskannpy, and files it wrote).
interop: build interop-packages
	@Benchmarks/peer/python Tests/Interop/interop.py --program $(PROGRAM)

# The engine under the address and the thread sanitizer; each has its own build folder.
# XCTest has nothing to run here, and the leak checker reports its runner. Tests of one thread are left out under
# the thread sanitizer (Tests/TestSupport/Sanitizers.swift).
# The kernels are optimized: nobody steps through them here.
SANITIZE := BEAMSCOPE_ENGINE_ONLY=1 swift test --disable-xctest -Xcc -O2
sanitize: sanitize-address sanitize-thread
sanitize-address: packages
	@BEAMSCOPE_SANITIZER=address $(SANITIZE) --sanitize=address --scratch-path .build-address
sanitize-thread: packages
	@BEAMSCOPE_SANITIZER=thread TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/thread-sanitizer.supp \
	  $(SANITIZE) --sanitize=thread --scratch-path .build-thread

# Beside the peer in one run; data of your own: make bench BENCH_ARGS="--data F --queries F --truth F"
bench: build interop-packages
	@Benchmarks/peer/python Benchmarks/peer/compare.py --program $(PROGRAM) $(BENCH_ARGS)

# Shell completions and the manual page come from the program itself.
SHARE = $(DESTDIR)$(PREFIX)/share
MANUAL = $(SHARE)/man/man1/beamscope.1
COMPLETIONS = bash:$(SHARE)/bash-completion/completions/beamscope zsh:$(SHARE)/zsh/site-functions/_beamscope \
  fish:$(SHARE)/fish/vendor_completions.d/beamscope.fish

install: build
	@install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/beamscope $(dir $(MANUAL))
	@install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/beamscope
	@cp -R sample-data docs/concepts $(SHARE)/beamscope/
	@$(PROGRAM) manual > $(MANUAL)
	@for entry in $(COMPLETIONS); do \
	  file=$${entry#*:}; mkdir -p "$${file%/*}"; $(PROGRAM) --generate-completion-script $${entry%%:*} > "$$file" || exit 1; \
	done
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/beamscope, its manual page and completions for bash, zsh and fish"

uninstall:
	@rm -rf $(DESTDIR)$(PREFIX)/bin/beamscope $(SHARE)/beamscope $(MANUAL) $(foreach entry,$(COMPLETIONS),$(lastword $(subst :, ,$(entry))))

clean:
	@rm -rf .build .build-address .build-thread Benchmarks/.build
