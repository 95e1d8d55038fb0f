/// ADD and SUB of two int8 tensors of one shape.
#ifndef REDOUBT_ADDITION_H
#define REDOUBT_ADDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "redoubt_isa.h"

/// Parameters of `redoubt_addition_run`. Any int32 is allowed in any int32 field.
///
/// Operand i becomes `r_i = requantised((q_i + offset_i) << left_shift, multiplier_i, shift_i)`; the output
/// is `requantised(r_1 + r_2, output_multiplier, output_shift) + output_zero_point`, clamped to `minimum`,
/// then to `maximum`, truncated to 8 bits. `requantised` rounds as `REDOUBT_ROUNDING_DOUBLE`; every sum and
/// left shift wraps, left shifts by 32 and more (or by a negative count) give 0.
typedef struct redoubt_addition {
  /// Negated zero points of the operands.
  int32_t offset1;
  int32_t offset2;
  int32_t multiplier1;
  int32_t shift1;
  int32_t multiplier2;
  int32_t shift2;
  int32_t left_shift;
  int32_t output_multiplier;
  int32_t output_shift;
  int32_t output_zero_point;
  int32_t minimum;
  int32_t maximum;
  /// `r_1 - r_2` instead of the sum.
  bool subtracts;
} redoubt_addition;

/// Bytes of what `redoubt_addition_prepare` fills.
enum { REDOUBT_ADDITION_TABLE_BYTES = 1088 };

/// Prepares runs with these parameters on this path.
/// - tables: `REDOUBT_ADDITION_TABLE_BYTES` bytes, aligned to 64 bytes, owned by the caller.
void redoubt_addition_prepare(redoubt_isa isa, const redoubt_addition *parameters, void *tables);

/// Writes `count` outputs.
/// - tables: as prepared for the same path and parameters.
/// - input1, input2, output: `count` elements each; `output` may be one of the inputs, no other overlap is
/// allowed.
void redoubt_addition_run(redoubt_isa isa, const redoubt_addition *parameters, const void *tables,
                          const int8_t *input1, const int8_t *input2, int8_t *output, size_t count);

#endif
