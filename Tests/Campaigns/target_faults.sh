#!/usr/bin/env bash
# Flips in flash, RAM and replicas of the digits under every scheme, on the emulated Cortex-M7 and on the host: each of them
# ends alike, output bytes and voters' counters included. Prints a matrix for each scheme.
#
#   Tests/Campaigns/target_faults.sh [REDOUBT [FAULTS]]     defaults: .build/release/redoubt, 1000 for each scheme
set -euo pipefail
cd "$(dirname "$0")/../.."
redoubt=${1:-.build/release/redoubt}
faults=${2:-1000}
if ! command -v qemu-system-arm >/dev/null; then
  echo "skipped: needs QEMU: apt-get install qemu-system-arm"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
model=quantized/digits/digits.tflite

failed=0
run() {
  printf '\n%s: ' "$1"
  "$redoubt" firmware "$2" --machine mps2-an500 --faults "random:$faults" --seed 7 --output "$work/$1.csv" || failed=1
}

run unprotected "$model"
"$redoubt" rank "$model" --score random --output "$work/ranking.json" >"$work/rank.log"
for scheme in tmr-weights tmr-activations tmr-compute tmr-weights+tmr-activations tmr-weights+tmr-compute; do
  "$redoubt" harden "$model" --ranking "$work/ranking.json" --fraction 1 --scheme "$scheme" \
    --output "$work/$scheme.tflite" >"$work/harden.log"
  run "$scheme" "$work/$scheme.tflite"
done
exit $failed
