#!/usr/bin/env bash
# Flips every bit of the tables of the shipped digits network, before and after initialisation, and every bit of the
# interpreter's state before each step. Checks that each trial has one outcome and that no byte of the file is left out.
#
#   Tests/Campaigns/metadata.sh PROGRAM [INPUTS]
#
# PROGRAM is a built `redoubt`, INPUTS the number of images (default 4). Under the address sanitiser, any access outside
# the simulated memory ends the program:
#
#   swift build -c release --sanitize=address --scratch-path .build/sanitised --product redoubt
#   Tests/Campaigns/metadata.sh .build/sanitised/release/redoubt
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$1 inputs=${2:-4} model=quantized/digits/digits.tflite
# Swift keeps some pointers with tag bits, which the sanitiser takes for leaks.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

campaign() { # NAME INPUTS TARGETS
  "$program" inject "$model" --dataset "digits,limit=$2" --targets "$3" --exhaustive --output "$work/$1" --json >"$work/$1.json"
}
value() { sed -nE "s/^  \"$2\": ([0-9.]+),?$/\1/p" "$work/$1.json"; }

# Trial by trial: number, outcome, and that the table holds each site on each input once.
check() { # NAME
  local sites inputs
  sites=$(value "$1" sites) inputs=$(value "$1" inputs)
  awk -F, -v sites="$sites" -v inputs="$inputs" '
    NR == 1 { next }
    $1 != NR - 2 || $12 !~ /^(masked|corrected|tolerable|critical|beneficial|neutral|detected|due)$/ {
      print "row " NR ": " $0; failed = 1; exit 1
    }
    { place = $6 "," $7 "," $8 "," $5; if (!seen[place]++) places++; outcomes[$12]++ }
    END {
      if (failed) exit 1
      if (places != sites || NR - 1 != sites * inputs) {
        print places " places in " NR - 1 " rows, and not " sites " on " inputs " inputs"; exit 1
      }
      for (outcome in outcomes) printf "%s %d  ", outcome, outcomes[outcome]
      print ""
    }' "$work/$1/trials.csv"
}

campaign tables "$inputs" metadata
echo "metadata: $(value tables sites) sites on $(value tables inputs) inputs in $(value tables seconds) s"
check tables

# With the buffers' contents every byte of the file is struck, whatever its name.
campaign file 1 metadata,weights,biases,constants
awk -F, -v bytes="$(stat -c %s "$model")" '
  NR > 1 && $7 == "flash" { bits[$8 "," $5 % 8] = 1 }
  END {
    for (byte = 0; byte < bytes; byte++) for (bit = 0; bit < 8; bit++) if (!((byte "," bit) in bits)) {
      print "bit " bit " of byte " byte " is never struck"; exit 1
    }
  }' "$work/file/trials.csv"
echo "every bit of the file's $(stat -c %s "$model") bytes is struck"
