#!/usr/bin/env bash
# Measures an answer of the policy lab over HTTP at 100,000 households.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib.sh"
help_if_asked 'usage: bench/lab/run.sh [N] : move one parameter N times (default 200) and print the time of an answer over HTTP' "$@"
cd "$root"
exec go test -run '^$' -bench '^BenchmarkLabHTTP$' -benchtime "${1:-200}x" ./internal/app
