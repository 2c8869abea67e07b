#!/usr/bin/env bash
# Measures the column-wise execution of a rule set beside OpenFisca-Core, cel-go and a loop by hand on this machine.
set -euo pipefail
. "$(dirname "$0")/../../scripts/lib.sh"
help_if_asked 'usage: bench/policy/run.sh [FLAGS] : build our side, install OpenFisca-Core into a folder of its own and measure; flags go to the runner (-rounds 1 -large 0 …, -h lists them); OPENFISCA=none leaves it out' "$@"
cd "$root"
dir=$root/tmp/bench-policy
mkdir -p "$dir"
(cd bench/policy && CGO_ENABLED=0 go build -o "$dir/policybench" .)
peer=()
if [ "${OPENFISCA:-}" != none ]; then
	if [ ! -x "$dir/venv/bin/python" ]; then python3 -m venv "$dir/venv" || true; fi
	if "$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r bench/policy/openfisca/requirements.txt; then
		peer=(-python "$dir/venv/bin/python")
	else
		say 'OpenFisca-Core cannot be installed here: it is left out'
	fi
fi
exec "$dir/policybench" -dir "$dir" -rules bench/policy/w1.yaml -model bench/policy/openfisca "${peer[@]}" "$@"
