#!/usr/bin/env bash
# Runs the agent of this folder in an arm64 Debian, emulated; as root on Debian. The first time it
# makes that Debian, which takes some ten minutes.  usage: [ROOT=FOLDER] scripts/test_arm64.sh
set -euo pipefail
cd "$(dirname "$0")/.."
root=${ROOT:-/var/tmp/edge-intent-arm64}
venv=${VENV:-.venv}
python=3.11 # of Debian 12

step() { echo "test-arm64: $*" >&2; }

step "wheels for aarch64 and Python 3.10 to 3.13"
"$venv/bin/uv" build --quiet --wheel --out-dir build/wheel .
for version in 3.10 3.11 3.12 3.13; do
    "$venv/bin/uv" pip install --quiet --dry-run --target build/none --only-binary :all: \
        --python-version "$version" --python-platform aarch64-manylinux_2_28 build/wheel/*.whl
    step "  Python $version: every package has a wheel"
done

if [ ! -e "$root/complete" ]; then
    step "making an arm64 Debian in $root"
    apt-get install -y -qq debootstrap qemu-user-static binfmt-support >/dev/null
    debootstrap --arch=arm64 --variant=minbase --foreign --include=python3 bookworm "$root" >/dev/null
    cp /usr/bin/qemu-aarch64-static "$root/usr/bin/"
fi
mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
update-binfmts --enable qemu-aarch64
if [ ! -e "$root/complete" ]; then
    chroot "$root" /debootstrap/debootstrap --second-stage >/dev/null
    touch "$root/complete"
fi

step "the package, installed there"
package=$(COMPRESSION=none ARCH=arm64 PYTHON_VERSION=$python deploy/debian/build.sh)
# Unpacked by this machine's dpkg, at its speed; the package's scripts run there.
dpkg --root="$root" --force-architecture -i "$package" >/dev/null

# The model passes through /proc/self/fd. /sys stays away: it shows the processors of this machine,
# on which onnxruntime faults there.
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT

step "200 sentences, here and there"
"$venv/bin/python" scripts/arm64_sentences.py make >build/requests.jsonl
"$venv/bin/python" -m agent parse --jsonl --home deploy/examples/home.yaml <build/requests.jsonl >build/here.jsonl
chroot "$root" edge-intent parse --jsonl --home /opt/edge-intent/share/examples/home.yaml \
    <build/requests.jsonl >build/there.jsonl 2>build/there.log
"$venv/bin/python" scripts/arm64_sentences.py compare build/here.jsonl build/there.jsonl
