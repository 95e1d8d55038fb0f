#!/usr/bin/env bash
# Campaigns with 99 % confidence and a margin of 1 % over weights, activations, registers and metadata of a network, each
# checked: the sample has the size that the formula gives, and the outcomes add up to it.
#
#   Tests/Campaigns/resnet8.sh PROGRAM MODEL DATASET [exhaustive]
#
# PROGRAM is a built `redoubt`; MODEL and DATASET were MLPerf Tiny's ResNet-8 (pretrainedResnet_quant.tflite) and 846
# CIFAR-10 images for the numbers in docs/guides/simulate-faults.md. With "exhaustive" every weight bit on the first 16
# inputs as well, and the time of that.
set -euo pipefail
program=$1 model=$2 dataset=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

campaign() { # NAME DATASET OPTION…
  local name=$1 data=$2
  shift 2
  "$program" inject "$model" --dataset "$data" --output "$work/$name" --json "$@" >"$work/$name.json"
}

check() { # NAME
  # Only the first of each: strata have some of these names too.
  awk -v name="$1" -F '[:,]' '
    function ceiling(x) { return x == int(x) ? x : int(x) + 1 }
    /^  "[A-Za-z]+": / { key = $1; gsub(/[ "]/, "", key); if (!(key in value)) value[key] = $2 + 0 }
    END {
      n = value["injections"]
      sum = value["masked"] + value["corrected"] + value["tolerable"] + value["sdc"] + value["detected"] + value["due"]
      sdc = value["critical"] + value["beneficial"] + value["neutral"]
      population = value["sites"] * value["inputs"]
      wanted = name == "exhaustive" ? population : ceiling(population / (1 + 1e-4 * (population - 1) / (2.576 ^ 2 / 4)))
      printf "%-12s %.0f of %.0f trials, %d masked, %d tolerable, %d sdc, %d detected, %d due; %.0f s, %.0f a second\n",
        name, n, population, value["masked"], value["tolerable"], value["sdc"], value["detected"], value["due"],
        value["seconds"], value["injectionsPerSecond"]
      if (n != wanted || population != value["population"]) { printf "the sample should have %.0f trials\n", wanted; exit 1 }
      if (sum != n || sdc != value["sdc"] || value["simulated"] + value["maskedByConstruction"] != n) {
        print "the outcomes do not add up"; exit 1
      }
    }' "$work/$1.json"
  # The table says the same as the summary.
  local rows
  rows=$(($(wc -l <"$work/$1/trials.csv") - 1))
  grep -q "\"injections\": $rows," "$work/$1.json" || { echo "$rows rows in the table of $1"; exit 1; }
}

for target in weights activations registers metadata; do
  campaign $target "$dataset" --targets $target --confidence 0.99 --margin 0.01
  check $target
done
if [ "${4:-}" = exhaustive ]; then
  campaign exhaustive "$dataset,limit=16" --targets weights --exhaustive
  check exhaustive
fi
