/// The instruction sets that a kernel can be asked to use.
#ifndef REDOUBT_ISA_H
#define REDOUBT_ISA_H

#include <stdbool.h>
#include <stdint.h>

/// An instruction set path. A higher value is a faster path; all give the same bytes.
typedef enum redoubt_isa {
  /// Plain C, on every machine.
  REDOUBT_ISA_PORTABLE = 0,
  /// x86-64 with AVX2.
  REDOUBT_ISA_AVX2 = 1,
  /// x86-64 with AVX-512 F, BW, DQ, VL and VNNI.
  REDOUBT_ISA_AVX512_VNNI = 2,
} redoubt_isa;

/// Whether this machine (processor and operating system) can run `isa`.
bool redoubt_isa_is_available(redoubt_isa isa);

/// The fastest path that this machine can run.
redoubt_isa redoubt_best_isa(void);

#endif
