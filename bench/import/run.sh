#!/usr/bin/env bash
# Measures yice import on this machine.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib.sh"
help_if_asked 'usage: bench/import/run.sh [FLAGS] : build yice and import 100,000 messy rows into a new demo book; flags go to the runner (-rows 10000, -h lists them)' "$@"
cd "$root"
dir=$root/tmp/bench-import
mkdir -p "$dir"
scripts/build "$dir/yice"
(cd bench/import && go build -o "$dir/importbench" .)
exec "$dir/importbench" -measure "$dir/yice" "$@"
