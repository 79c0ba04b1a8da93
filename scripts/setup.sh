#!/usr/bin/env bash
# Makes .venv and installs edge-intent into it.  usage: scripts/setup.sh EXTRA   (broker or dev)
set -euo pipefail
cd "$(dirname "$0")/.."
extra=$1
venv=${VENV:-.venv}
python=${PYTHON:-python3}

fail() { echo "setup: $*" >&2; exit 1; }
step() { echo "setup: $*" >&2; }

command -v "$python" >/dev/null || fail "$python is missing; install Python 3.10 or newer"
"$python" - <<'PY' || exit 1
import struct, sys
if sys.version_info < (3, 10):
    sys.exit(f"setup: Python {sys.version.split()[0]} is too old; 3.10 or newer is needed")
if struct.calcsize("P") != 8:
    sys.exit("setup: this is a 32-bit Python; onnxruntime needs a 64-bit system (aarch64 or x86-64)")
PY

# Debian leaves ensurepip, and with it the making of environments, to python3-venv.
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
    step "making the environment $venv"
    if ! has_venv && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        step "installing python3-venv"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    fi
    if has_venv; then
        "$python" -m venv --clear "$venv"
    elif "$python" -c 'import virtualenv' 2>/dev/null; then
        "$python" -m virtualenv --clear --quiet "$venv"
    elif command -v uv >/dev/null; then
        uv venv --quiet --clear --seed --python "$python" "$venv"
    else
        fail "python3-venv is missing; install it with: sudo apt install python3-venv"
    fi
}

# An environment whose Python was upgraded away is made again.
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
step "installing edge-intent with the extra $extra (the first time it downloads 60 to 90 MB)"
"$venv/bin/python" -m pip install --disable-pip-version-check -e ".[$extra]" \
    | grep -v '^Requirement already satisfied' || [ "${PIPESTATUS[0]}" = 0 ]
if [ "$extra" = dev ]; then
    # Its message classes are tested against; it asks for a paho-mqtt of 2020, which must not come.
    "$venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps rhasspy-hermes==0.6.2
fi
step "done"
