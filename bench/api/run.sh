#!/usr/bin/env bash
# Measures the API of Yice beside PocketBase and a bare handler on this machine.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib.sh"
help_if_asked 'usage: bench/api/run.sh [FLAGS] : build all sides and measure; flags go to the runner (-rows 100000 -rounds 1 …, -h lists them); YICE=none leaves our side out, FRESH=1 fills the books again' "$@"
cd "$root"
dir=$root/tmp/bench-api
if [ -n "${FRESH:-}" ]; then rm -rf "$dir"; fi
mkdir -p "$dir/bin"
(cd bench/api && go build -o "$dir/bin/apibench" .)
(cd bench/api/pocketbase && CGO_ENABLED=0 go build -trimpath -o "$dir/bin/pocketbase" .)
ours=()
if [ "${YICE:-}" != none ]; then
	scripts/build "$dir/bin/yice"
	ours=(-yice "$dir/bin/yice")
fi
exec "$dir/bin/apibench" -dir "$dir" -pocketbase "$dir/bin/pocketbase" "${ours[@]}" "$@"
