#!/usr/bin/env bash
# Kills a campaign twenty times at random moments, resumes it each time, and compares the result with an undisturbed run,
# with shards that are merged, and with one thread.
#
#   Tests/Campaigns/kill.sh PROGRAM MODEL DATASET [COUNT] [SEED]
#
# PROGRAM is a built `redoubt`. COUNT trials (default 30000) have to take longer than the kills: some seconds.
set -euo pipefail
program=$1 model=$2 dataset=$3 count=${4:-30000}
RANDOM=${5:-$$}
echo "seed of the moments: ${5:-$$}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
campaign=("$program" inject "$model" --dataset "$dataset" --targets weights,activations,metadata --count "$count" --seed 3)
inject() { # DIR OPTION…
  local directory=$1
  shift
  "${campaign[@]}" --output "$directory" "$@"
}
same() { # DIR DIR
  local file
  for file in manifest.json trials.csv summary.json; do
    cmp "$1/$file" "$2/$file" || { echo "$2/$file differs from $1/$file" >&2; exit 1; }
  done
}

inject "$work/whole" --jobs 2 >"$work/result"
killed=0
for i in $(seq 20); do
  # Not through the function: its subshell would be killed, and not the program.
  "${campaign[@]}" --output "$work/killed" --jobs 2 --resume >"$work/log" 2>&1 &
  pid=$!
  sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
  if kill -9 $pid 2>/dev/null; then killed=$((killed + 1)); fi
  wait $pid 2>/dev/null || true
done
inject "$work/killed" --jobs 2 --resume >/dev/null
same "$work/whole" "$work/killed"
echo "$killed kills: the same bytes"

inject "$work/one" --jobs 1 >/dev/null
same "$work/whole" "$work/one"
for shards in 2 7; do
  parts=()
  for i in $(seq $shards); do
    inject "$work/part$shards-$i" --shard "$i/$shards" >/dev/null
    parts+=("$work/part$shards-$i")
  done
  "$program" merge "${parts[@]}" --output "$work/merged$shards" >/dev/null
  same "$work/whole" "$work/merged$shards"
done
echo "one thread, 2 and 7 shards: the same bytes"
