# Everything that CI runs is a target here: see .ci/run. `make help` lists them.

GO        ?= go
FUZZTIME  ?= 20s
INCIDENTS := $(or $(BEARINGS_INCIDENTS),../shared/incidents)

# The race detector is built with a C compiler.
HAVE_CC := $(shell command -v $(firstword $(shell $(GO) env CC)) 2>/dev/null)
RACE    := $(if $(HAVE_CC),-race,)

# Packages whose tests can rewrite their golden files.
GOLDENS = $(sort $(dir $(shell grep -rl --include='*_test.go' '"update", false' . 2>/dev/null)))

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: build
build: ## build bin/bot
	$(GO) build -buildvcs=false -o bin/bot ./cmd/bot

.PHONY: test
test: ## run the tests; needs only Go and make
	$(GO) test ./...

.PHONY: check
check: bin/golangci-lint ## format, vet, lint, and the tests with the race detector in random order
	bin/golangci-lint fmt --diff ./...
	$(GO) vet ./...
	bin/golangci-lint run ./...
	$(if $(HAVE_CC),,@echo "check: no C compiler found, so the tests run without the race detector")
	$(if $(HAVE_CC),CGO_ENABLED=1 )$(GO) test $(RACE) -shuffle=on ./...

.PHONY: fmt
fmt: bin/golangci-lint ## format the code
	bin/golangci-lint fmt ./...

.PHONY: replay-twice
replay-twice: ## replay each incident in BEARINGS_INCIDENTS twice and compare every byte
	@if [ -d "$(INCIDENTS)" ]; then $(MAKE) --no-print-directory build; fi
	@.ci/replay-twice "$(INCIDENTS)"

.PHONY: eval
eval: ## score the incidents in BEARINGS_INCIDENTS against their labels
	@if [ -d "$(INCIDENTS)" ]; then $(MAKE) --no-print-directory build && bin/bot eval "$(INCIDENTS)"; \
	else echo "eval: skipped, there is no folder $(INCIDENTS); set BEARINGS_INCIDENTS to one of labelled incidents"; fi

.PHONY: weights
weights: ## fit the scribe's weights anew and compare them with those in the repository
	BEARINGS_FIT=check $(GO) test -count=1 -run '^TestFit$$' -v ./agents

.PHONY: sim
sim: ## play 1,000 made-up incidents of each kind and rewrite the table in docs/detectors.md; a few minutes
	$(GO) run ./internal/sim -docs docs/detectors.md

.PHONY: bench
bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: update
update: ## rewrite the golden files; commit them only if you can say why each line changed
	@for dir in $(GOLDENS); do echo "$(GO) test $$dir -update"; $(GO) test $$dir -update || exit 1; done

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (20s)
	@grep -rn --include='*_test.go' -oE '^func Fuzz[A-Za-z0-9_]+' . | sed -E 's/:[0-9]+:func / /' | sort | \
	while read -r file name; do \
		echo "== $$name in $$(dirname "$$file")"; \
		$(GO) test "$$(dirname "$$file")" -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) </dev/null || exit 1; \
	done

.PHONY: sizes
sizes: ## report how long functions and files are, and how much of the code is tests
	@$(GO) run ./internal/sizes

.PHONY: vuln
vuln: bin/govulncheck ## look for known vulnerabilities in what we depend on; needs the network
	bin/govulncheck ./...

# The tools are pinned in a module of their own, so that they never choose our dependencies' versions.
bin/%: tools/go.mod tools/go.sum
	cd tools && $(GO) build -buildvcs=false -o ../bin/ tool
	@touch bin/golangci-lint bin/gofumpt bin/govulncheck
