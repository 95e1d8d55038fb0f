/// Quantisation parameters shared by the operators.
#ifndef REDOUBT_QUANTISATION_H
#define REDOUBT_QUANTISATION_H

#include <stdint.h>

/// How an accumulator is scaled by `multiplier * 2^(shift - 31)`.
typedef enum redoubt_rounding {
  /// TensorFlow Lite Micro: a saturating rounding doubling high multiplication, then a rounding right shift
  /// whose
  /// ties go away from zero. A left shift happens before the multiplication and wraps; counts of 32 and more
  /// give 0.
  REDOUBT_ROUNDING_DOUBLE = 0,
  /// LiteRT's FULLY_CONNECTED: one 64-bit product, one rounding shift by `31 - shift` whose ties go away from
  /// zero. The result is 0 where `31 - shift` is outside 1...62, and is truncated to 32 bits.
  REDOUBT_ROUNDING_SINGLE = 1,
} redoubt_rounding;

/// Per-tensor parameters of an operator with weights. Any int32 is allowed in any field.
typedef struct redoubt_quantisation {
  /// Zero point of the input: an input byte `q` contributes `(q - input_zero_point) * weight`, a padding cell
  /// 0.
  int32_t input_zero_point;
  /// Added (wrapping) to the scaled accumulator.
  int32_t output_zero_point;
  /// Lower clamp, applied first; as for `maximum`, the clamped value is truncated to 8 bits.
  int32_t minimum;
  /// Upper clamp, applied second.
  int32_t maximum;
  /// Rounding of the scaling.
  redoubt_rounding rounding;
} redoubt_quantisation;

/// The scaled value of one accumulator (before zero point and clamp), for any operands: the definition that
/// all paths equal.
int32_t redoubt_requantised(int32_t accumulator, int32_t multiplier, int32_t shift,
                            redoubt_rounding rounding);

#endif
