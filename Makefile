# Faxpost. `make demo` shows it, `make test` proves it.

SWIFT_FLAGS = -c release -Xswiftc -enable-testing

.PHONY: help setup build test lint format clean

help:
	@echo 'make setup   install the Debian packages that are missing'
	@echo 'make build   build the programs and the tests'
	@echo 'make test    install, build, pass all tests'
	@echo 'make lint    check format and style'
	@echo 'make format  format the sources'
	@echo 'make clean   remove what was built'

setup:
	deploy/setup

build:
	swift build $(SWIFT_FLAGS) --build-tests

test: setup build
	swift test $(SWIFT_FLAGS) --skip-build

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .build-*
