# Shared by the scripts beside it; sourced, never run. Sets the root of the clone and a few words of speech.
# shellcheck shell=bash

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export GOTOOLCHAIN="${GOTOOLCHAIN:-local}"
# A clone owned by another user must build too; the version is passed by the build script.
export GOFLAGS="${GOFLAGS:--buildvcs=false}"
export npm_config_loglevel="${npm_config_loglevel:-error}"

say() { printf '== %s\n' "$*" >&2; }

die() {
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# as_shipped lets go build as the program is built: without C, without the folder's name. Lint and the tools build with the same flags,
# so that no package is compiled twice for them.
as_shipped() {
	export GOFLAGS="$GOFLAGS -trimpath" CGO_ENABLED=0
}

# help_if_asked TEXT ARG…: prints TEXT and leaves when the first argument asks for it.
help_if_asked() {
	case "${2:-}" in
	-h | --help)
		printf '%s\n' "$1"
		exit 0
		;;
	esac
}

# took FROM CPU tells how long it is since then, in wall seconds and, where the system tells, processor seconds.
took() {
	local cpu
	cpu=$(used)
	printf '%d s%s' "$((SECONDS - $1))" "${cpu:+ ($((cpu - $2)) s of processor)}"
}

# used prints the processor seconds of everything that this script has started and waited for, or nothing.
used() {
	local f
	[ -r "/proc/$$/stat" ] || return 0
	read -ra f <"/proc/$$/stat"
	printf '%d' $(((f[15] + f[16]) / $(getconf CLK_TCK)))
}

# step NAME CMD…: runs CMD and tells how long it took, so that a slow step is seen in every log.
step() {
	local name=$1 from=$SECONDS cpu
	cpu=$(used)
	shift
	say "$name"
	"$@"
	say "$name: ok in $(took "$from" "$cpu")"
}

failed=()

# try NAME CMD…: like step, but remembers a failure and goes on; finish tells all of them and fails.
try() {
	local name=$1 from=$SECONDS cpu
	cpu=$(used)
	shift
	say "$name"
	# In the background and waited for, because bash ignores -e inside a condition.
	(
		set -euo pipefail
		"$@"
	) &
	if wait $!; then
		say "$name: ok in $(took "$from" "$cpu")"
	else
		say "$name: FAILED after $(took "$from" "$cpu")"
		failed+=("$name")
	fi
}

finish() {
	[ ${#failed[@]} -eq 0 ] || die "failed: $(printf '%s; ' "${failed[@]}")"
}

# postgres_bin prints the folder of the newest installed PostgreSQL server, or nothing.
postgres_bin() {
	local dir
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5nr); do
		if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
			printf '%s\n' "$dir"
			return
		fi
	done
	if have initdb && have postgres; then
		dirname "$(readlink -f "$(command -v initdb)")"
	fi
}

# chromium_bin prints the browser that the browser tests drive, or nothing.
chromium_bin() {
	local name
	for name in "${YICE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
		if [ -n "$name" ] && have "$name"; then
			command -v "$name"
			return
		fi
	done
}

# has_chinese_font tells whether a Chinese font is installed; screenshots and PDFs need one.
has_chinese_font() { have fc-list && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

# fast_dir MIB prints a folder in memory when the machine has so much to spare, else the folder of temporary files. For books that
# nobody needs after the run: on a disk their flushes are most of what a test waits for.
fast_dir() {
	local room free
	room=$(df --output=avail -m /dev/shm 2>/dev/null | tail -n1)
	free=$(awk '/^MemAvailable:/ {print int($2 / 1024)}' /proc/meminfo 2>/dev/null)
	if [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ] && [ "${room:-0}" -ge "$1" ] && [ "${free:-0}" -ge $(($1 + 4096)) ]; then
		printf '/dev/shm\n'
	else
		printf '%s\n' "${TMPDIR:-/tmp}"
	fi
}

# npm_install DIR: installs exactly the lockfile, only when it changed since the last time.
npm_install() {
	local dir=$1 mark="$1/node_modules/.installed-from" sum
	sum="$(sha256sum "$dir/package-lock.json" | cut -d' ' -f1) $(node --version)"
	if [ "$(cat "$mark" 2>/dev/null)" = "$sum" ]; then
		return
	fi
	npm --prefix "$dir" ci --no-fund --no-audit
	printf '%s\n' "$sum" >"$mark"
}
