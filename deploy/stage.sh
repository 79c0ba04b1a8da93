#!/usr/bin/env bash
# Lays out what comes with the program: documents, units, examples.  usage: stage.sh FOLDER
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
share=$1
install -d "$share/doc" "$share/systemd/drop-ins" "$share/examples" "$share/mosquitto"
install -m 644 "$source"/docs/*.md "$share/doc/"
install -m 644 "$source"/systemd/*.service "$share/systemd/"
install -m 644 "$source"/systemd/drop-ins/*.conf "$share/systemd/drop-ins/"
install -m 644 "$source"/deploy/examples/*.yaml "$share/examples/"
install -m 644 "$source"/deploy/mosquitto/{mosquitto.conf,acl} "$share/mosquitto/"
install -m 755 "$source"/deploy/mosquitto/make-certs.sh "$share/mosquitto/"
install -m 644 "$source"/config.example.yaml "$source"/CHANGELOG.md "$source"/LICENSE "$share/"
