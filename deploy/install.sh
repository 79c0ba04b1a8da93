#!/usr/bin/env bash
# Installs edge-intent on Debian, Raspberry Pi OS and Ubuntu, from this folder into /opt/edge-intent.
set -euo pipefail
umask 022

usage() {
    cat <<'USAGE'
usage: sudo deploy/install.sh [ACTION] [OPTION...]

  (none)           install, or upgrade what is installed; doing it twice does nothing
  --check          only say whether this machine fits
  --rollback       back to the version that was in force before
  --uninstall      remove the program; configuration and state stay
  --purge          remove the program, /etc/edge-intent and /var/lib/edge-intent

  --python FILE    Python 3.10 or newer to use; python3 if left out
  --wheels FOLDER  take packages from here (make wheels) instead of from PyPI

The service is installed, but neither enabled nor started; if it runs, it is restarted.
USAGE
}

source=$(cd "$(dirname "$0")/.." && pwd)
base=/opt/edge-intent
versions=$base/versions
config=/etc/edge-intent
units=/etc/systemd/system
command=/usr/local/bin/edge-intent
kept=(edge-intent.service edge-intent@.service)
# Measured needs, in MB: the installed program twice over, and the agent beside a small system.
disk_needed=700
memory_needed=400

say() { echo "edge-intent: $*" >&2; }
fail() { say "$*"; exit 1; }

main() {
    local action=install python=python3 wheels=
    while [ $# -gt 0 ]; do
        case $1 in
            --check | --rollback | --uninstall | --purge) action=${1#--} ;;
            --python) python=${2:?--python needs a file}; shift ;;
            --wheels) wheels=$(cd "${2:?--wheels needs a folder}" && pwd); shift ;;
            --help | -h) usage; exit 0 ;;
            *) usage >&2; exit 2 ;;
        esac
        shift
    done
    if [ "$action" = check ]; then
        check "$python"
        return
    fi
    [ "$(id -u)" = 0 ] || fail "needs root: sudo deploy/install.sh"
    ! dpkg --status edge-intent 2>/dev/null | grep -q '^Status: install ok' ||
        fail "the Debian package edge-intent is installed; keep to it, or first: apt remove edge-intent"
    case $action in
        install) check "$python" && install_version "$python" "$wheels" ;;
        rollback) roll_back ;;
        uninstall) uninstall ;;
        purge) uninstall && purge ;;
    esac
}

# Says everything that is missing at once, each with its mend.
check() {
    local python=$1 missing=() machine version free memory at=$base
    machine=$(uname -m)
    case $machine in
        x86_64 | aarch64) ;;
        *) missing+=("the processor is $machine; onnxruntime is there for aarch64 and x86_64 alone, so take a 64-bit system") ;;
    esac
    if ! version=$("$python" -c 'import struct, sys; print(*sys.version_info[:2], struct.calcsize("P"))' 2>/dev/null); then
        missing+=("$python does not run; apt install python3 python3-venv")
    else
        read -r major minor pointer <<<"$version"
        [ "$major" -eq 3 ] && [ "$minor" -ge 10 ] ||
            missing+=("$python is $major.$minor; 3.10 is needed: a newer release of the system, or --python")
        [ "$pointer" = 8 ] || missing+=("$python has 32 bits; take a 64-bit system")
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            missing+=("$python makes no virtual environments; apt install python3-venv")
    fi
    memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1000))
    [ "$memory" -ge $memory_needed ] || missing+=("there are $memory MB of memory; $memory_needed are needed")
    while [ ! -d "$at" ]; do at=$(dirname "$at"); done
    free=$(($(df --output=avail -k "$at" | tail -n 1) / 1000))
    [ "$free" -ge $disk_needed ] || missing+=("$at has $free MB left; $disk_needed are needed")
    if command -v systemctl >/dev/null; then
        version=$(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')
        [ "${version:-0}" -ge 247 ] || missing+=("systemd is $version; the unit needs 247")
    fi
    if [ ${#missing[@]} -gt 0 ]; then
        printf 'edge-intent: %s\n' "${missing[@]}" >&2
        return 1
    fi
    say "this machine fits: $machine, $("$python" --version), $memory MB of memory, $free MB of disk left"
}

install_version() {
    local python=$1 wheels=$2 name new from=()
    name=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$source/agent/__init__.py")-$(digest)
    new=$versions/$name
    if [ "$(in_force current)" = "$name" ]; then
        say "$name is installed already"
    else
        if [ ! -e "$new/complete" ]; then
            say "installing $name into $new"
            rm -rf "$new"
            mkdir -p "$versions"
            "$python" -m venv "$new"
            [ -z "$wheels" ] || from=(--no-index --find-links "$wheels")
            "$new/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "${from[@]}" "$source"
            "$source/deploy/stage.sh" "$new/share"
            touch "$new/complete"
        fi
        put_in_force "$name"
    fi
    if [ ! -e "$config/config.yaml" ]; then
        install -D -m 644 "$source/deploy/config.yaml" "$config/config.yaml"
        say "next: edit $config/config.yaml, then: systemctl enable --now edge-intent"
    fi
}

# What the program is made of, in eight digits: two states of one version are two versions here.
digest() {
    (cd "$source" && find agent pyproject.toml systemd docs deploy config.example.yaml -type f \
        ! -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-8)
}

in_force() { basename "$(readlink "$base/$1" 2>/dev/null || true)"; }

# Atomic: whoever looks finds either the old or the new.
point() {
    ln -sfn "$2" "$1.new"
    mv -T "$1.new" "$1"
}

put_in_force() {
    local name=$1 before one
    before=$(in_force current)
    if [ -e "$config/config.yaml" ] && ! "$versions/$name/bin/edge-intent" check-config "$config/config.yaml" >&2; then
        fail "$name does not take $config/config.yaml; ${before:-nothing} stays in force"
    fi
    [ -z "$before" ] || [ "$before" = "$name" ] || point "$base/previous" "versions/$before"
    point "$base/current" "versions/$name"
    point "$base/bin" current/bin
    point "$base/share" current/share
    point "$command" "$base/bin/edge-intent"
    for one in "$versions"/*; do
        case $(basename "$one") in
            "$name" | "$(in_force previous)") ;;
            *) rm -rf "$one" ;;
        esac
    done
    put_units
    say "$name is in force${before:+; deploy/install.sh --rollback goes back to $before}"
}

put_units() {
    command -v systemctl >/dev/null || return 0
    local unit
    for unit in "${kept[@]}"; do
        # A copy, which systemd finds before other file systems are there.
        install -D -m 644 "$base/share/systemd/$unit" "$units/$unit"
        if [ "$(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')" -ge 254 ]; then
            install -D -m 644 "$base/share/systemd/drop-ins/newer.conf" "$units/$unit.d/10-newer.conf"
        fi
    done
    [ -d /run/systemd/system ] || return 0
    systemctl daemon-reload
    systemctl --no-block try-restart edge-intent.service 'edge-intent@*.service'
}

roll_back() {
    local name
    name=$(in_force previous)
    if [ -z "$name" ] || [ ! -e "$versions/$name/complete" ]; then
        fail "there is no version before this one"
    fi
    put_in_force "$name"
}

uninstall() {
    if [ -d /run/systemd/system ]; then
        systemctl disable --quiet --now edge-intent.service 2>/dev/null || true
        systemctl stop 'edge-intent@*.service'
    fi
    local unit
    for unit in "${kept[@]}"; do
        rm -f "$units/$unit" "$units/$unit.d/10-newer.conf"
        rmdir --ignore-fail-on-non-empty "$units/$unit.d" 2>/dev/null || true
    done
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
    rm -f "$command"
    rm -rf "$base"
    say "removed"
}

purge() {
    rm -rf "$config"
    local kind
    for kind in lib cache; do
        rm -rf "/var/$kind/edge-intent" "/var/$kind/private/edge-intent"
        rm -rf "/var/$kind"/edge-intent-* "/var/$kind/private"/edge-intent-*
    done
    say "configuration and state are removed, too"
}

main "$@"
