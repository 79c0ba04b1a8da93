#!/usr/bin/env bash
# Makes what compose.yaml needs, in private/ beside it: certificates, passwords, folders; as root.
# usage: prepare.sh NAME...   the names and addresses by which other machines call this one
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)
mosquitto=$here/../mosquitto
private=$here/private
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }

hash_passwords() { # in place, with the broker's own program
    if command -v mosquitto_passwd >/dev/null; then
        mosquitto_passwd -U "$1"
    else
        docker run --rm -v "$(dirname "$1"):/passwords" eclipse-mosquitto:2 \
            mosquitto_passwd -U "/passwords/$(basename "$1")"
    fi
}

mkdir -p "$private/mosquitto/data"
"$mosquitto/make-certs.sh" "$private/mosquitto/certs" mosquitto localhost "$@"
mv "$private/mosquitto/certs/ca.key" "$private/ca.key"
if [ ! -e "$private/mosquitto/passwords" ]; then
    sed -n 's/^user //p' "$mosquitto/acl" | while read -r user; do
        echo "$user:$(openssl rand -hex 16)"
    done >"$private/users"
    cp "$private/users" "$private/mosquitto/passwords"
    hash_passwords "$private/mosquitto/passwords"
    sed -n 's/^edge-intent://p' "$private/users" >"$private/mqtt-password"
fi
# The users of the two containers.
chown -R 1883:1883 "$private/mosquitto"
chmod 755 "$private" "$private/mosquitto" "$private/mosquitto/certs"
chown 10001:10001 "$private/mqtt-password"
echo "$private/users has the names and passwords of all clients"
