/// Scaling of one accumulator, total and in plain C. The vector paths of the other files equal it where they
/// are used.
#ifndef REDOUBT_REQUANTISATION_H
#define REDOUBT_REQUANTISATION_H

#include <stdint.h>

#include "redoubt_quantisation.h"

/// Wrapping arithmetic is done unsigned, so that the compiler may not assume anything about overflow.
static inline int32_t redoubt_wrapping_add(int32_t a, int32_t b) {
  return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t redoubt_wrapping_shift_left(int32_t value, int32_t count) {
  return count < 0 || count > 31 ? 0 : (int32_t)((uint32_t)value << count);
}

/// `a * b / 2^31`, rounded to nearest with ties up; the one product that does not fit saturates.
static inline int32_t redoubt_doubling_high_product(int32_t a, int32_t b) {
  if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
  return (int32_t)(((int64_t)a * b + (INT64_C(1) << 30)) >> 31);
}

/// `value / 2^count`, rounded to nearest with ties away from zero; 0 for counts of 32 and more.
static inline int32_t redoubt_rounding_shift_right(int32_t value, uint32_t count) {
  if (count > 31) return 0;
  const int32_t mask = (int32_t)((UINT32_C(1) << count) - 1);
  const int32_t threshold = (mask >> 1) + (value < 0);
  return (value >> count) + ((value & mask) > threshold);
}

static inline int32_t redoubt_requantised_double(int32_t accumulator, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0;
  const uint32_t right = shift > 0 ? 0 : -(uint32_t)shift;
  const int32_t scaled =
      redoubt_doubling_high_product(redoubt_wrapping_shift_left(accumulator, left), multiplier);
  return redoubt_rounding_shift_right(scaled, right);
}

static inline int32_t redoubt_requantised_single(int32_t accumulator, int32_t multiplier, int32_t shift) {
  const int64_t total = 31 - (int64_t)shift;
  if (total < 1 || total > 62) return 0;
  const int64_t product = (int64_t)accumulator * multiplier;
  const uint64_t half = UINT64_C(1) << (total - 1);
  // The magnitude is rounded, so that ties go away from zero.
  const uint64_t magnitude = product < 0 ? -(uint64_t)product : (uint64_t)product;
  const uint32_t rounded = (uint32_t)((magnitude + half) >> total);
  return (int32_t)(product < 0 ? -rounded : rounded);
}

/// Zero point and clamp in the order that the reference applies them.
static inline int8_t redoubt_clamped(int32_t value, int32_t zero_point, int32_t minimum, int32_t maximum) {
  int32_t result = redoubt_wrapping_add(value, zero_point);
  if (result < minimum) result = minimum;
  if (result > maximum) result = maximum;
  return (int8_t)(uint8_t)(uint32_t)result;
}

#endif
