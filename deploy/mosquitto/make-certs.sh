#!/usr/bin/env bash
# Makes a certificate authority of your own and a certificate of the broker, for ten years.
# usage: make-certs.sh FOLDER NAME...   the names and addresses that clients call the broker by
set -euo pipefail
umask 077
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
folder=$1
shift
names=
for name in "$@"; do
    case $name in
        *[!0-9.]*) kind=$([[ $name == *:* ]] && echo IP || echo DNS) ;;
        *) kind=IP ;;
    esac
    names+=${names:+,}$kind:$name
done
mkdir -p "$folder"
cd "$folder"
if [ ! -e ca.key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=edge-intent broker authority" -keyout ca.key -out ca.pem 2>/dev/null
fi
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names") \
    -out server.pem 2>/dev/null
rm -f server.csr ca.srl
chmod 644 ca.pem server.pem
echo "$folder: server.pem and server.key for the broker, ca.pem for its clients; keep ca.key apart"
