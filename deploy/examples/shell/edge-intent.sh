#!/bin/sh
# Does something for every intent, with mosquitto_sub and jq alone.
# usage: edge-intent.sh [NODE [further options of mosquitto_sub, such as -h broker -u user -P password]]
set -eu
node=${1:-$(hostname -s)}
[ $# -eq 0 ] || shift

# What is to be done: intent, entity id, slots as JSON. Put your own commands here.
act() {
    case "$1 $2" in
    "HassTurnOn light."*) echo "on: $2" ;;
    "HassTurnOff light."*) echo "off: $2" ;;
    "HassLightSet light."*) echo "set: $2 to $(printf %s "$3" | jq -r '.brightness // "?"')%" ;;
    *) echo "not mine: $1 $2" ;;
    esac
}

# A line for each target of what is to be done at once and for good. What texts hold never reaches the
# shell as code: it is data in a variable.
mosquitto_sub -q 1 "$@" -t "edge-intent/$node/intent/+" |
    jq --unbuffered -r '. as $i
        | select(any(.slots[].name; IN("condition", "delay", "duration", "time", "until")) | not)
        | ([.slots[] | {(.name): .value}] | add // {} | tojson) as $slots
        | ($i.targets | if . == [] then [""] else . end)[]
        | [$i.intent, ., $slots] | join("\t")' |
    while IFS="$(printf '\t')" read -r intent target slots; do
        act "$intent" "$target" "$slots"
    done
