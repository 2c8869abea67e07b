#!/usr/bin/env bash
# Measures the ledger by workload W3 on SQLite and on a throw-away PostgreSQL that flushes its commits.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib.sh"
help_if_asked 'usage: bench/ledger/run.sh [FLAGS] : build the runner and measure both engines beside the bare ones; flags go to the runner (-large 10000000 for the whole growth, -time 2s, -h lists them)' "$@"
cd "$root"
dir=$root/tmp/bench-ledger
rm -rf "$dir"
mkdir -p "$dir"
(cd bench/ledger && CGO_ENABLED=0 go build -o "$dir/ledgerbench" .)
exec scripts/with-postgres --durable "$dir/ledgerbench" -dir "$dir" "$@"
