#!/usr/bin/env bash
# Makes sure that the tests find a real broker and openssl.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
missing=()
for program in mosquitto openssl; do
    command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing ${missing[*]}" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
else
    echo "setup: ${missing[*]} missing; install with: sudo apt install ${missing[*]}" >&2
    exit 1
fi
