#!/usr/bin/env bash
# Confidence intervals against the truth: makes every trial of the weight bits of the shipped digits network on 100
# images, draws 2,000 samples of parts of that table, and counts how often the intervals hold the rate of the part.
#
#   Tests/Campaigns/coverage.sh PROGRAM
#
# PROGRAM is a built `redoubt`. The samples are drawn by the test suite ExhaustiveTableTests.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" inject quantized/digits/digits.tflite --dataset digits,limit=100 --exhaustive --output "$work/all"
# Bits 0, 6 and 7 are those that the suite samples.
awk -F, 'NR > 1 && ($5 == 0 || $5 > 5) { print $3 "," $5 "," $12 }' "$work/all/trials.csv" >"$work/table.csv"
REDOUBT_EXHAUSTIVE_TABLE="$work/table.csv" swift test --filter ExhaustiveTableTests | tee "$work/log"
# A filter that finds nothing passes too.
grep -qE 'Test run with [1-9][0-9]* tests? .*passed' "$work/log"
