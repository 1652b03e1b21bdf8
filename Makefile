# What everybody needs: run, test, demo, bench, lint. See README.md.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export GOFLAGS ?= -buildvcs=false

# One list of build tags for everything. "ci" keeps Fyne's drivers out of what
# needs no window; the counter's own build leaves it out.
WINDOW_TAGS := sqlite_fts5,migrated_fynedo
TAGS := $(WINDOW_TAGS),ci
BUILD := .build
GO_TEST := go test -tags $(TAGS)
# Screens are tested without cgo and without a window: Fyne's own test driver.
NO_WINDOW := $(shell go list -tags $(TAGS) ./... 2>/dev/null | grep '/ui/counter')
# Devices talk in real time over pseudo-terminals: one package after the other, or
# what the machine does beside looks like a silent printer.
DEVICES := $(shell go list -tags $(TAGS) ./devices/... 2>/dev/null)
REST := $(shell go list -tags $(TAGS) ./... 2>/dev/null | grep -v '/ui/counter\|curbline/devices')

.PHONY: help
help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## set everything up and open the counter on the sandbox
	@.tools/setup run
	@$(MAKE) --no-print-directory programs
	@.tools/run $(BUILD) "$(WINDOW_TAGS)"

.PHONY: programs
programs: $(BUILD) web ## build the programs that need no window
	go build -tags $(TAGS) -o $(BUILD)/ ./cmd/curblinectl ./cmd/sandbox ./cmd/demo

.PHONY: window
window: $(BUILD) web ## build the counter with its window; the first time takes some minutes
	go build -tags $(WINDOW_TAGS) -o $(BUILD)/curbline ./cmd/curbline

$(BUILD):
	mkdir -p $(BUILD)

.PHONY: web
web: ## fetch the tablet's barcode decoder, by pinned hashes; does nothing if it is there
	@.tools/web/fetch $(FETCH)

.PHONY: test
test: ## every test; installs what is missing
	@.tools/setup test
	@$(MAKE) --no-print-directory web FETCH=test
	$(GO_TEST) -timeout 20m $(REST)
	$(GO_TEST) -timeout 20m -p 1 $(DEVICES)
	CGO_ENABLED=0 $(GO_TEST) $(NO_WINDOW)

.PHONY: demo
demo: ## a whole day by script, twice; receipts, Z, CSV and pictures in demo-out/
	@.tools/setup demo
	@$(MAKE) --no-print-directory programs window
	$(BUILD)/demo --programs $(BUILD) --out demo-out --window also

.PHONY: screenshots
screenshots: ## take the pictures of ui/screenshots anew, from the real window
	@.tools/setup demo
	@$(MAKE) --no-print-directory programs window
	set -e; for look in "light en *" "dark en checkout*" "light es checkout*"; do set -f; set -- $$look; set +f; \
	  $(BUILD)/demo --programs $(BUILD) --out demo-out/screenshots --window only --theme $$1 --language $$2; \
	  cp demo-out/screenshots/window/$$3.png ui/screenshots/; done
	@mkdir -p demo-out/tablet
	CURBLINE_TEST_PICTURES=$(CURDIR)/demo-out/tablet $(GO_TEST) -count=1 ./cmd/internal/curbtest -run 'TestFromPairing|TestARefused|TestPages'
	cp demo-out/tablet/*.png ui/screenshots/

.PHONY: bench
bench: ## speed, as ratios against a floor in the same run (CURBLINE_BENCH_SALES=1000000 for the long one)
	@.tools/setup test
	@$(MAKE) --no-print-directory programs
	@.tools/peers/fetch
	go run -tags $(TAGS) ./cmd/internal/bench
	@echo "ID before the tablet's camera, in Chromium with the WebAssembly decoder:"
	@$(GO_TEST) -count=1 -v -run TestTheCameraReadsAnID ./cmd/internal/curbtest | grep -o 'from the first frame.*'

.PHONY: lint
lint: ## the linters, with every ban's reason
	go vet -tags $(TAGS) ./...
	@mkdir -p .tools/bin
	go build -modfile=.tools/go.mod -o .tools/bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	.tools/bin/golangci-lint run --timeout 20m

.PHONY: golden
golden: ## write the golden files anew; read the diff
	$(GO_TEST) ./terminal/... ./devices/... ./ui/present/... ./ui/tablet -update

.PHONY: fuzz
fuzz: ## each fuzz target for a while (FUZZTIME)
	@.tools/fuzz "$(TAGS)" $${FUZZTIME:-20s}
