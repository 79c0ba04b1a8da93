#!/usr/bin/env bash
# Installs Home Assistant into an environment of its own, and prints the command of its Python.
# With $HOMEASSISTANT set that command is taken, whatever it starts.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -n "${HOMEASSISTANT:-}" ]; then
    echo "$HOMEASSISTANT"
    exit
fi
python=${PYTHON:-python3}
venv=$PWD/.homeassistant
# The newest release that each Python runs; 2024.3 needs what was current then.
case $("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') in
3.11) wanted=(homeassistant==2024.3.3 paho-mqtt==1.6.1 "setuptools<81" wheel) ;;
3.14) wanted=(homeassistant==2026.11.0) ;;
*)
    echo "homeassistant: needs Python 3.11 or 3.14; set PYTHON, or HOMEASSISTANT to a command" >&2
    exit 1
    ;;
esac
if [ ! -e "$venv/.ready" ]; then
    {
        "$python" -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet "${wanted[@]}"
        "$venv/bin/python" scripts/homeassistant_requirements.py >"$venv/requirements.txt"
        constraints=$("$venv/bin/python" -c 'from importlib.util import find_spec; print(find_spec("homeassistant").submodule_search_locations[0])')/package_constraints.txt
        "$venv/bin/pip" install --quiet -c "$constraints" -r "$venv/requirements.txt"
        touch "$venv/.ready"
    } >&2
fi
echo "$venv/bin/python"
