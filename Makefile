# Every target is a script under scripts/ that can be run by hand; each answers --help.
.PHONY: help run build test lint check fmt gen bench-api bench-import bench-lab bench-ledger bench-policy soak clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: ## build what changed and serve the demo city on http://127.0.0.1:8080
	@scripts/run

build: ## one static binary bin/yice with the web app inside
	@scripts/build

test: ## every test, on SQLite and PostgreSQL, with the browser
	@scripts/test

lint: ## formatting, static checks, house rules, generated files
	@scripts/lint

check: ## what CI runs: lint, then test
	@bash .ci/run

fmt: ## format the Go and web sources
	@scripts/fmt

gen: ## write the schemas, web/openapi.json and the web app's types again
	@scripts/gen

bench-api: ## measure the API beside PocketBase and a bare handler
	@bench/api/run.sh

bench-import: ## measure the import of 100,000 rows
	@bench/import/run.sh

bench-policy: ## measure rule sets over a population beside OpenFisca and cel-go
	@bench/policy/run.sh

bench-ledger: ## measure the ledger on both engines beside the bare ones (workload W3)
	@bench/ledger/run.sh

bench-lab: ## measure an answer of the policy lab over HTTP
	@bench/lab/run.sh

soak: ## compare columns with rows on some millions of random households; random histories of the ledger, and 200 kills while it books, on each engine
	@YICE_SOAK=$${YICE_SOAK:-20000} go test -count 1 -timeout 3h -run TestRandom -v ./internal/core/column
	@go test -count 1 -timeout 3h -run TestRandomHistories ./internal/core/ledger -rapid.checks=$${YICE_SOAK_CHECKS:-2000}
	@scripts/with-postgres go test -count 1 -timeout 3h -run TestRandomHistories ./internal/core/ledger -rapid.checks=$${YICE_SOAK_CHECKS:-2000}
	@YICE_SOAK_KILLS=$${YICE_SOAK_KILLS:-200} go test -count 1 -timeout 3h -run TestKilled -v ./internal/core/ledger
	@YICE_SOAK_KILLS=$${YICE_SOAK_KILLS:-200} scripts/with-postgres --durable go test -count 1 -timeout 3h -run TestKilled -v ./internal/core/ledger

clean: ## remove what the other targets made, but not the data folder
	rm -rf bin web/node_modules e2e/node_modules e2e/out tmp
	rm -rf web/dist/app
