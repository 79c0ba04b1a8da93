#!/usr/bin/env bash
# Builds dist/edge-intent_VERSION_ARCH.deb and says its name.  usage: [ARCH=arm64] [PYTHON_VERSION=3.13] build.sh
#
# The package holds a whole virtual environment in /opt/edge-intent, so that installing it needs no
# network and runs no pip. It is for one architecture and one version of Python: that of the
# distribution (Debian 12 and its likes have 3.11, Debian 13 has 3.13, Ubuntu 22.04 and JetPack 6
# 3.10, Ubuntu 24.04 3.12). Building for another architecture needs nothing of it.
set -euo pipefail
cd "$(dirname "$0")/../.."
arch=${ARCH:-$(dpkg --print-architecture)}
python=${PYTHON_VERSION:-$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
bin=${VENV:-.venv}/bin
case $arch in
    amd64) platform=x86_64-manylinux_2_28 ;;
    arm64) platform=aarch64-manylinux_2_28 ;;
    *) echo "build: there is no onnxruntime for $arch; amd64 and arm64 can be built" >&2; exit 1 ;;
esac
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' agent/__init__.py)+py$python
next=3.$((${python#3.} + 1))

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root opt=$work/root/opt/edge-intent
install -d "$opt/bin" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/etc/edge-intent"

# tokenizers needs huggingface_hub, and that a network client, only for what is never called here.
echo "huggingface-hub; python_version < '0'" >"$work/overrides"
"$bin/uv" build --quiet --wheel --out-dir "$work/wheel" .
"$bin/uv" pip install --quiet --target "$opt/lib/python$python/site-packages" \
    --python-version "$python" --python-platform "$platform" --only-binary :all: \
    --overrides "$work/overrides" "$work"/wheel/*.whl
rm -rf "$opt/lib/python$python/site-packages/bin" "$opt/lib/python$python/site-packages/.lock"
printf 'home = /usr/bin\ninclude-system-site-packages = false\n' >"$opt/pyvenv.cfg"
ln -s "/usr/bin/python$python" "$opt/bin/python"
cat >"$opt/bin/edge-intent" <<'PROGRAM'
#!/opt/edge-intent/bin/python -I
import sys

from agent.cli import main

sys.exit(main())
PROGRAM
chmod 755 "$opt/bin/edge-intent"
deploy/stage.sh "$opt/share"
ln -s /opt/edge-intent/bin/edge-intent "$root/usr/bin/edge-intent"
install -m 644 systemd/*.service "$root/usr/lib/systemd/system/"
install -m 644 deploy/config.yaml "$root/etc/edge-intent/config.yaml"
find "$root" -name __pycache__ -prune -exec rm -rf {} +
chmod -R u=rwX,go=rX "$root"

install -d "$root/DEBIAN"
install -m 755 deploy/debian/{preinst,postinst,prerm,postrm} "$root/DEBIAN/"
echo /etc/edge-intent/config.yaml >"$root/DEBIAN/conffiles"
sed -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@PYTHON@/$python/; s/@NEXT@/$next/" \
    -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f1)/" deploy/debian/control >"$root/DEBIAN/control"
(cd "$root" && find opt usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
mkdir -p dist
# Level 1: a tenth larger, and unpacked sooner on a slow board.
package=dist/edge-intent_${version}_$arch.deb
dpkg-deb -Z"${COMPRESSION:-xz}" -z1 --root-owner-group --build "$root" "$package" >&2
echo "$package"
