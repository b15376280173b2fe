# Faxpost. `make demo` shows it, `make test` proves it.

SHELL = /bin/bash
PREFIX ?= /usr/local
SWIFT_FLAGS = -c release -Xswiftc -enable-testing
BINARIES = .build/release
SCRIPTS = .ci/run deploy/setup deploy/install.sh deploy/demo/farfax Tests/watchdog Benchmarks/run Fuzz/run

.PHONY: help setup programs demo build test chaos bench fuzz format lint clean install

help:
	@echo 'make demo     install and build what is missing, send a fax to somebody else'\''s fax machine, show what happened'
	@echo '              KEEP=1 leaves it running; SPEED=1 lets the line take its real time'
	@echo 'make test     install, build, pass all tests'
	@echo 'make chaos    fax MAILS=2000 mails, and receive as many faxes, while everything is killed again and again;'
	@echo '              SEED=1 plays a run again, KEEP=1 keeps what it leaves'
	@echo 'make setup    install the Debian packages that are missing'
	@echo 'make build    build programs and tests'
	@echo 'make bench    measure, beside other people'\''s software; ONLY=name for one of the measurements'
	@echo 'make fuzz     attack TARGET=decoder by libFuzzer for SECONDS=600; the targets are in Fuzz/Targets'
	@echo 'make lint     check format, style and warnings'
	@echo 'make format   format the sources'
	@echo 'make clean    remove what was built'
	@echo 'make install  install below PREFIX (/usr/local), or for a package below DESTDIR'

# Debian packages: deploy/packages.txt.
setup:
	@deploy/setup

# The programs alone: a part of what `build` builds, with the same flags, so nothing is built twice.
programs:
	swift build $(SWIFT_FLAGS)

demo: setup programs
	@KEEP='$(KEEP)' SPEED='$(SPEED)' deploy/demo/demo

build:
	swift build $(SWIFT_FLAGS) --build-tests

test: setup build
	Tests/watchdog 28 swift test $(SWIFT_FLAGS) --skip-build

# All that is random comes from SEED. When something is wrong, it is told with the folder that has everything of the run.
chaos: SEED ?= $(shell date +%s)
chaos: MAILS ?= 2000
chaos: setup build
	FAXPOST_CHAOS_SEED='$(SEED)' FAXPOST_CHAOS_MAILS='$(MAILS)' FAXPOST_CHAOS_KEEP='$(KEEP)' \
		swift test $(SWIFT_FLAGS) --skip-build --filter ChaosTests.ChaosTests

bench: setup programs
	Benchmarks/run $(ONLY)

# What is found is kept in Fuzz/Cases, and played by `make test`.
fuzz: TARGET ?= decoder
fuzz: SECONDS ?= 600
fuzz: setup
	Fuzz/run '$(TARGET)' '$(SECONDS)'

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
		Fuzz/Package.swift Fuzz/Sources Fuzz/Targets

# Warnings are errors in a folder of the linter's own, because other flags would rebuild everything else.
lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
		Fuzz/Package.swift Fuzz/Sources Fuzz/Targets
	if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS); fi
	swift build --build-tests --scratch-path .build-lint -Xswiftc -warnings-as-errors

clean:
	rm -rf .build .build-*

install: programs
	PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' deploy/install.sh $(BINARIES)
