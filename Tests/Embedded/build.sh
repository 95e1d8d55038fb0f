#!/usr/bin/env bash
# Compiles the core, unchanged, as Embedded Swift for each bare-metal target and proves on the linked image:
#
#   no allocation     -no-allocations while compiling, and nothing reachable refers to an allocator
#   no floating point nothing reachable refers to a soft-float routine (the targets are compiled without a float unit)
#   nothing unknown   whatever else the image needs from outside is in the list below
#
#   Tests/Embedded/build.sh [TARGET[:CPU] …]
#
# Prints code and data bytes of an image with every operator, without start-up code and the routines it asks for.
set -euo pipefail
cd "$(dirname "$0")/../.."

targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  targets=(
    armv6m-none-none-eabi:cortex-m0plus armv7em-none-none-eabi:cortex-m4 armv7em-none-none-eabi:cortex-m7
    riscv32-none-none-eabi)
fi

# What firmware has to bring: copying and filling memory, and the integer arithmetic that a CPU lacks.
provided='^(memcpy|memmove|memset|memclr|bzero|__aeabi_mem(cpy|move|set|clr)[48]?|__aeabi_u?idiv(mod)?|__aeabi_u?ldivmod'
provided+='|__aeabi_lmul|__aeabi_l(ls[lr]|asr)|__(u?(div|mod)|mul|ash[lr]|lshr|clz)[sd]i[23]|__aeabi_(u|l)cmp)$'
allocators='malloc|calloc|realloc|memalign|aligned_alloc|swift_slowAlloc|swift_alloc|^free$|^_Zn[wa]|^_Zd'
floats='^__aeabi_(f|d|cf|cd|h2|u?[il]2[fd])|^__[a-z]*[sdth]f[a-z0-9]*$|^(sqrt|exp|log|pow|floor|ceil|round|trunc|fm)[a-z]*f?$'

mapfile -t core < <(find Sources/RedoubtCore -name '*.swift' | sort)
failures=0
fail() {
  echo "  FAILED: $*"
  failures=$((failures + 1))
}

check() {  # TRIPLE CPU
  local triple=$1 cpu=$2 out=.build/embedded/$1${2:+-$2}
  mkdir -p "$out"
  local flags=(
    -target "$triple" -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes
    -strict-memory-safety -warnings-as-errors -wmo -Osize -parse-as-library -swift-version 6 -package-name redoubt
    -I Sources/RedoubtIntrinsics/include -Xfrontend -no-allocations -Xfrontend -disable-stack-protector -Xfrontend -function-sections)
  case $triple in arm*) flags+=(-Xcc -mfloat-abi=soft) ;; esac
  if [ -n "$cpu" ]; then flags+=(-Xcc "-mcpu=$cpu"); fi
  echo "$triple${cpu:+ $cpu}"
  # An Embedded module is compiled into its client: the library leaves nothing but its module file.
  swiftc "${flags[@]}" -module-name RedoubtCore "${core[@]}" -emit-module \
    -emit-module-path "$out/RedoubtCore.swiftmodule" || { fail "the core does not compile"; return; }
  swiftc "${flags[@]}" -module-name Image Tests/Embedded/Image.swift -I "$out" -c -o "$out/image.o" ||
    { fail "the image does not compile"; return; }

  # Only what is reachable from the entry is asked for. The first link reports it, the second has empty functions.
  local missing
  missing=$(ld.lld --gc-sections --error-limit=0 -e redoubt_run "$out/image.o" -o "$out/image.elf" 2>&1 |
    sed -n 's/^.*undefined symbol: //p' | sort -u) || true
  local symbol
  for symbol in $missing; do
    if grep -Eq "$allocators" <<<"$symbol"; then
      fail "the image allocates memory: it refers to $symbol"
    elif grep -Eq "$floats" <<<"$symbol"; then
      fail "the image uses floating point: it refers to $symbol"
    elif ! grep -Eq "$provided" <<<"$symbol"; then
      fail "the image needs $symbol, which no firmware is told to bring"
    fi
  done
  for symbol in $missing; do printf '.globl %s\n.type %s, %%function\n%s:\n' "$symbol" "$symbol" "$symbol"; done |
    clang -target "$triple" ${cpu:+-mcpu=$cpu} -x assembler -c - -o "$out/stubs.o"
  ld.lld --gc-sections -e redoubt_run "$out/image.o" "$out/stubs.o" -o "$out/image.elf" ||
    { fail "the image does not link"; return; }
  sizes "$out/image.elf"
  echo "  asks for: $(tr '\n' ' ' <<<"${missing:-nothing}")"
}

sizes() {  # ELF: bytes by where they go
  llvm-objdump -h "$1" | awk '
    function hex(digits,  value, i) {
      for (i = 1; i <= length(digits); i++) value = value * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
      return value
    }
    $2 ~ /^\.text/ { code += hex($3) }
    $2 ~ /^\.(rodata|got)|^\.data\.rel\.ro/ { constant += hex($3) }
    $2 ~ /^\.data/ && $2 !~ /rel\.ro/ { data += hex($3) }
    $2 ~ /^\.bss/ { zero += hex($3) }
    END { printf "  code %d bytes, constants %d, initialised data %d, zeroed data %d\n", code, constant, data, zero }'
}

for target in "${targets[@]}"; do
  cpu=${target#*:}
  if [ "$cpu" = "$target" ]; then cpu=; fi
  check "${target%%:*}" "$cpu"
done
if [ $failures -gt 0 ]; then
  echo "embedded check: $failures failures" >&2
  exit 1
fi
echo "embedded check: ${#targets[@]} targets, no allocation, no floating point"
