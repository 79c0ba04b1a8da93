#!/usr/bin/env bash
# Installs, upgrades, goes back and purges, the Debian package and install.sh, in a Debian of its
# own whose systemd starts the service; as root on Debian.
# usage: [SUITE=bookworm] [ROOT=FOLDER] scripts/test_install.sh
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${SUITE:-bookworm}
root=${ROOT:-/var/tmp/edge-intent-$suite}

step() { echo "test-install: $*" >&2; }
fail() { step "FAILED: $*"; inside journalctl --no-pager -u edge-intent -n 20 >&2 || true; exit 1; }
expect() { # what is expected, what is found, of what
    [ "$1" = "$2" ] || fail "$3: expected '$1', found '$2'"
}

# --- a Debian of its own

make_root() {
    step "making a Debian $suite in $root"
    apt-get install -y -qq debootstrap >/dev/null
    debootstrap --variant=minbase \
        --include=python3,python3-venv,systemd,systemd-sysv,dbus,mosquitto,mosquitto-clients,ca-certificates \
        "$suite" "$root" >/dev/null
    touch "$root/complete"
}

fetch_wheels() {
    step "fetching wheels for its Python"
    cp /etc/resolv.conf "$root/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/tmp/ca.crt"
    chroot "$root" env -i PATH=/usr/bin:/bin PIP_CERT=/tmp/ca.crt sh -c '
        rm -rf /wheels /tmp/venv && python3 -m venv /tmp/venv &&
        /tmp/venv/bin/pip download -q -d /wheels hatchling "$@"' sh "${dependencies[@]}"
    printf '%s\n' "${dependencies[@]}" >"$root/wheels/for"
}

start_root() {
    work=$(mktemp -d)
    mkdir "$work/upper" "$work/over" "$work/root"
    mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/over" "$work/root"
    mkdir "$work/root/packages" "$work/root/source"
    echo "127.0.0.1 localhost" >"$work/root/etc/hosts"
    # Without a network: nothing that is installed here may need one.
    systemd-nspawn --quiet --register=no --keep-unit --private-network --boot --console=passive \
        -D "$work/root" >"$work/console" 2>&1 </dev/null &
    container=$!
    trap stop_root EXIT
    until init=$(pgrep -P "$container") && inside systemctl is-system-running --wait >/dev/null 2>&1 ||
        [ "$(inside systemctl is-system-running 2>/dev/null)" = degraded ]; do
        kill -0 "$container" || { cat "$work/console"; exit 1; }
        sleep 0.5
    done
    inside systemctl start mosquitto
    base=edge-intent/$(inside hostname)
}

stop_root() {
    kill "$container" 2>/dev/null || true
    wait "$container" 2>/dev/null || true
    umount "$work/root" && rm -rf "$work"
}

inside() { nsenter --target "$init" --all --root --wd -- env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# --- what is looked at

shown() { inside systemctl show --value --property "$1" edge-intent; }

expect_active() {
    for _ in $(seq 300); do
        [ "$(shown ActiveState)" = active ] && return
        sleep 0.1
    done
    fail "the service is $(shown ActiveState): $(shown StatusText)"
}

expect_an_answer() {
    local answer
    # A sentence of its own each time, so that no answer is that of another.
    local id=$RANDOM$RANDOM
    answer=$(inside sh -c "mosquitto_sub -W 20 -C 1 -t '$base/intent/+' & sleep 1;
        mosquitto_pub -q 1 -t '$base/request/home' -m '{\"entities\": [{\"id\": \"light.hall_lamp\", \"name\": \"Hall Lamp\"}]}';
        mosquitto_pub -q 1 -t '$base/voice/text' -m '{\"text\": \"turn off the hall lamp\", \"request_id\": \"$id\"}'; wait")
    grep -q "\"request_id\":\"$id\".*light.hall_lamp" <<<"$answer" || fail "no answer: $answer"
}

expect_quiet() {
    expect inactive "$(shown ActiveState)" "the service, which nobody started"
    ! inside systemctl --quiet is-enabled edge-intent || fail "the service is enabled unasked"
}

version() { inside sh -c 'edge-intent --version | cut -d" " -f2'; }

expect_gone() {
    local one
    for one in "$@"; do [ ! -e "$work/root$one" ] || fail "$one is left: $(ls -A "$work/root$one")"; done
}

# --- the Debian package

test_package() {
    local before
    step "deb: install"
    inside dpkg -i /packages/old.deb >/dev/null
    expect_quiet
    expect 0.0.1 "$(version)" "the version"
    inside systemd-analyze verify edge-intent.service || fail "systemd-analyze verify"
    step "deb: $(inside systemd-analyze security edge-intent.service | tail -n 1)"
    inside systemctl enable --quiet --now edge-intent
    expect_active
    expect_an_answer
    step "deb: started by systemd: $(shown StatusText)"

    step "deb: reload"
    inside sh -c 'echo "threshold: 0.7" >>/etc/edge-intent/config.yaml'
    inside systemctl reload edge-intent
    wait_for_log "reload: done"

    step "deb: upgrade"
    before=$(shown MainPID)
    inside dpkg -i /packages/new.deb >/dev/null
    expect "$new" "$(version)" "the version"
    inside grep -q "threshold: 0.7" /etc/edge-intent/config.yaml || fail "the configuration is lost"
    for _ in $(seq 100); do [ "$before" != "$(shown MainPID)" ] && break; sleep 0.1; done
    expect_active
    [ "$before" != "$(shown MainPID)" ] || fail "the old version still runs"
    expect_an_answer

    step "deb: back to the version before"
    inside dpkg -i /packages/old.deb >/dev/null 2>&1
    expect 0.0.1 "$(version)" "the version"
    expect_active
}

test_service() {
    step "service: a wrong configuration ends it for good"
    inside sed -i 's/^threshold/thresold/' /etc/edge-intent/config.yaml
    inside systemctl restart edge-intent 2>/dev/null && fail "it started"
    expect failed "$(shown ActiveState)" "the service"
    expect 2 "$(shown ExecMainStatus)" "its exit status"
    inside sed -i '/^thresold/d' /etc/edge-intent/config.yaml
    inside systemctl start edge-intent

    step "service: a password as a credential, for root alone"
    inside sh -c 'umask 077; echo secret >/etc/edge-intent/mqtt-password; cd /etc/edge-intent
        sed -i "s/^  # username/  username/; s/^  # password_file/  password_file/" config.yaml'
    inside systemctl restart edge-intent
    expect_active

    step "service: the watchdog ends an agent that hangs"
    inside mkdir -p /run/systemd/system/edge-intent.service.d
    inside sh -c 'printf "[Service]\nWatchdogSec=4\nRestartSec=0\n" >/run/systemd/system/edge-intent.service.d/test.conf'
    inside systemctl daemon-reload
    inside systemctl restart edge-intent
    expect_active
    inside systemctl kill --signal=STOP edge-intent
    local began=$SECONDS
    for _ in $(seq 300); do [ "$(shown NRestarts)" -gt 0 ] && break; sleep 0.1; done
    expect 1 "$(shown NRestarts)" "starts after a hang"
    step "service: started anew $((SECONDS - began)) s after it hung, with WatchdogSec=4"
    expect_active
    expect_an_answer
    inside rm -r /run/systemd/system/edge-intent.service.d
    inside systemctl daemon-reload
}

remove_package() {
    step "deb: remove, then purge"
    inside dpkg --remove edge-intent >/dev/null
    expect inactive "$(shown ActiveState)" "the service"
    [ -e "$work/root/etc/edge-intent/config.yaml" ] || fail "the configuration went with the program"
    expect_gone /usr/bin/edge-intent /opt/edge-intent
    inside dpkg --purge edge-intent >/dev/null
    expect_gone /etc/edge-intent /var/lib/private/edge-intent /var/lib/edge-intent \
        /usr/lib/systemd/system/edge-intent.service
}

# --- install.sh

installer() { inside /source/deploy/install.sh "$@"; }

set_version() { sed -i "s/^__version__ = .*/__version__ = \"$1\"/" "$work/root/source/agent/__init__.py"; }

test_installer() {
    local from=(--wheels /wheels)
    step "install.sh: install"
    set_version 0.0.1
    installer "${from[@]}"
    expect_quiet
    expect 0.0.1 "$(version)" "the version"
    installer "${from[@]}" 2>&1 | grep -q "installed already" || fail "the second time did something"
    inside systemctl enable --quiet --now edge-intent
    expect_active
    expect_an_answer

    step "install.sh: upgrade"
    set_version 0.0.2
    installer "${from[@]}"
    expect 0.0.2 "$(version)" "the version"
    expect_active

    step "install.sh: back to the version before"
    installer --rollback
    expect 0.0.1 "$(version)" "the version"
    expect_active
    expect_an_answer

    step "install.sh: an upgrade that does not take the configuration is refused"
    inside sh -c 'echo "thresold: 1" >>/etc/edge-intent/config.yaml'
    set_version 0.0.3
    ! installer "${from[@]}" || fail "it was taken"
    expect 0.0.1 "$(version)" "the version"

    step "install.sh: uninstall, then purge"
    installer --uninstall
    expect_gone /opt/edge-intent /usr/local/bin/edge-intent /etc/systemd/system/edge-intent.service
    [ -e "$work/root/etc/edge-intent/config.yaml" ] || fail "the configuration went with the program"
    installer --purge
    expect_gone /etc/edge-intent /var/lib/private/edge-intent /var/lib/edge-intent
}

wait_for_log() {
    for _ in $(seq 100); do
        inside journalctl -u edge-intent --no-pager -o cat | grep -q "$1" && return
        sleep 0.1
    done
    fail "the log does not say '$1'"
}

# --- all of it

new=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' agent/__init__.py)
command -v systemd-nspawn >/dev/null || apt-get install -y -qq systemd-container >/dev/null
[ -e "$root/complete" ] || make_root
mapfile -t dependencies < <(chroot "$root" python3 -c 'import sys, tomllib
print(*tomllib.load(sys.stdin.buffer)["project"]["dependencies"], sep="\n")' <pyproject.toml)
cmp -s <(printf '%s\n' "${dependencies[@]}") "$root/wheels/for" || fetch_wheels
python=$(chroot "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
step "packages for Python $python"
package=$(COMPRESSION=none PYTHON_VERSION=$python deploy/debian/build.sh 2>/dev/null)
start_root
cp "$package" "$work/root/packages/new.deb"
dpkg-deb -R "$package" "$work/unpacked"
sed -i "s/^Version: .*/Version: 0.0.1/" "$work/unpacked/DEBIAN/control"
sed -i "s/^__version__ = .*/__version__ = \"0.0.1\"/" "$work"/unpacked/opt/edge-intent/lib/python*/site-packages/agent/__init__.py
dpkg-deb -Znone --root-owner-group -b "$work/unpacked" "$work/root/packages/old.deb" >/dev/null
rm -rf "$work/unpacked"
git ls-files -z | xargs -0 cp --parents -t "$work/root/source"
test_package
test_service
remove_package
test_installer
step "all is well on Debian $suite with $(inside systemctl --version | head -n 1)"
