#!/usr/bin/env bash
# Fuzzes the model reader, the planner and one inference under the address sanitiser; or the importers of float
# networks, the passes and one float inference.
#
#   Tests/Fuzzing/run.sh [SECONDS] [CORPUS_DIR]
#   Tests/Fuzzing/run.sh sweep [SEED_DIR]
#   Tests/Fuzzing/run.sh onnx|tflite [SECONDS] [CORPUS_DIR]
#
# SECONDS (default 60) is the time to fuzz; 0 only runs the corpus once. CORPUS_DIR (default .build/fuzzing/corpus)
# keeps the inputs found interesting, across runs. "sweep" is not random: it makes every change of one value of every
# seed. Seeds: Tests/Fuzzing/seeds, and the int8 models under $REDOUBT_TEST_DATA/models (default ../shared) where they
# are; for the importers quantized/digits, Tests/Fuzzing/seeds, and the small float networks there. A finding is kept
# in .build/fuzzing/findings (.build/fuzzing/importers/findings), and the exit status is not 0.
set -euo pipefail
cd "$(dirname "$0")/../.."

fuzzer=model
case ${1:-} in
  onnx | tflite) fuzzer=$1 && shift ;;
esac
seconds=${1:-60}
out=.build/fuzzing
corpus=$out/corpus
if [ $fuzzer != model ]; then
  corpus=$out/$fuzzer-corpus
  # Each program has its own objects.
  out=$out/importers
fi
if [ "$seconds" != sweep ]; then corpus=${2:-$corpus}; fi
data=${REDOUBT_TEST_DATA:-../shared}
mkdir -p "$out/objects" "$out/findings" "$corpus"

swift_flags=(
  -O -g -wmo -warnings-as-errors -parse-as-library -swift-version 6 -package-name redoubt -sanitize=fuzzer,address
  -enable-experimental-feature Lifetimes -I "$out" -I Sources/RedoubtIntrinsics/include -I quantized/digits/include)

build() {
  # Undefined behaviour in the C kernels traps; their arithmetic wraps in unsigned numbers only.
  rm -f "$out"/objects/*.o
  for source in Sources/RedoubtIntrinsics/*.c; do
    clang -O2 -g -std=c11 -fsanitize=fuzzer-no-link,address,undefined -fsanitize-trap=undefined \
      -I Sources/RedoubtIntrinsics/include -c "$source" -o "$out/objects/$(basename "$source" .c).o"
  done

  module() {  # NAME SOURCES: one Swift module as an object and a module file
    local name=$1
    shift
    swiftc "${swift_flags[@]}" -module-name "$name" "$@" -emit-module -emit-module-path "$out/$name.swiftmodule" \
      -c -o "$out/objects/$name.o"
  }
  mapfile -t core < <(find Sources/RedoubtCore -name '*.swift' | sort)
  mapfile -t host < <(find Sources/RedoubtHost -name '*.swift' | sort)
  module RedoubtCore "${core[@]}"
  module RedoubtHost "${host[@]}"
  if [ $fuzzer = model ]; then
    module ModelFuzzer Tests/Fuzzing/*.swift
  else
    clang -O2 -std=c11 -I quantized/digits/include -c quantized/digits/digits.c -o "$out/objects/digits.o"
    mapfile -t model < <(find Sources/RedoubtModel -name '*.swift' | sort)
    module RedoubtModel "${model[@]}"
    module ImporterFuzzer Tests/Fuzzing/Importers/*.swift Tests/Fuzzing/{Choice,ModelMutator,ModelSites}.swift
  fi
  swiftc -use-ld=lld -sanitize=fuzzer,address "$out"/objects/*.o -o "$program"
}
program=$out/model-fuzzer
if [ $fuzzer != model ]; then program=$out/importer-fuzzer; fi
if [ ! -x "$program" ] ||
  [ -n "$(find Sources Tests/Fuzzing -newer "$program" -not -path '*/seeds*' -print -quit)" ]; then
  build
fi

seeds=(Tests/Fuzzing/seeds)
if [ $fuzzer != model ]; then
  rm -rf "$out/$fuzzer"
  mkdir -p "$out/$fuzzer"
  # Small networks only: longer inputs would be cut.
  if [ $fuzzer = onnx ]; then
    cp quantized/digits/digits.onnx "$out/onnx/"
    for model in "$data"/golden/onnx/*/model.onnx; do
      if [ -f "$model" ]; then cp "$model" "$out/onnx/$(basename "$(dirname "$model")").onnx"; fi
    done
  else
    cp Tests/Fuzzing/seeds/*.tflite "$out/tflite/"
    for model in "$data"/models/kws_savedmodel_float.tflite "$data"/models/pretrainedResnet.tflite; do
      if [ -f "$model" ]; then cp "$model" "$out/tflite/"; fi
    done
  fi
  seeds=("$out/$fuzzer")
elif [ -d "$data/models" ]; then
  # Only the int8 files: the float ones are refused at their first operator.
  mkdir -p "$out/models"
  for model in "$data"/models/*int8.tflite "$data"/models/*quant.tflite "$data"/models/kws_ref_model.tflite; do
    if [ -f "$model" ]; then cp -u "$model" "$out/models/"; fi
  done
  seeds+=("$out/models")
else
  echo "fuzzing without the MLPerf Tiny models: $data/models is not there"
fi

# The runtime's own crash report would run into the sanitiser's. Leaks are not looked for: Swift keeps some pointers
# with tag bits, which the sanitiser does not recognise.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
# The memory limits are the promise that no file asks for a huge allocation; the time limit that none hangs.
limits=(-timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=512 -max_len=400000 -artifact_prefix="$out/findings/")
if [ $fuzzer = onnx ]; then limits+=(-dict=Tests/Fuzzing/Importers/onnx.dict); fi
if [ "$seconds" = 0 ]; then
  "$program" "${limits[@]}" -runs=0 "$corpus" "${seeds[@]}"
elif [ "$seconds" = sweep ]; then
  record="$out/findings/last-change"
  # Small work each, since there are some thousand mutants of each seed.
  REDOUBT_FUZZ_OPERATIONS="${REDOUBT_FUZZ_OPERATIONS:-50000}" REDOUBT_FUZZ_SWEEP="$record" \
    "$program" "${limits[@]}" -timeout=600 -report_slow_units=600 -runs=0 "${2:-Tests/Fuzzing/seeds}" || {
    echo "the last change was: $(cat "$record")" >&2
    exit 1
  }
else
  "$program" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 "$corpus" "${seeds[@]}"
fi
