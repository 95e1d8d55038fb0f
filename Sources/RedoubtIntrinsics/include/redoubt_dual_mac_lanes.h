#ifndef REDOUBT_DUAL_MAC_LANES_H
#define REDOUBT_DUAL_MAC_LANES_H

#include <stdint.h>

/* Bytes as pairs of 16-bit lanes, and two multiply-accumulates in one instruction. */

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
#define REDOUBT_HAS_DUAL_MAC 1
#else
#define REDOUBT_HAS_DUAL_MAC 0
#endif

#define REDOUBT_STEP static inline __attribute__((always_inline))

/* Two lanes with the same value. */
REDOUBT_STEP uint32_t redoubt_both_lanes(int32_t value) {
  return ((uint32_t)value & 0xffffu) * 0x10001u;
}

/* Four bytes as a word. */
REDOUBT_STEP uint32_t redoubt_load_bytes(const int8_t *bytes) {
  uint32_t word;
  __builtin_memcpy(&word, bytes, 4);
  return word;
}

/* Bytes 0 and 2, sign-extended, plus the lanes of `offsets`. */
REDOUBT_STEP uint32_t redoubt_even_lanes(uint32_t offsets, uint32_t bytes) {
#if REDOUBT_HAS_DUAL_MAC
  uint32_t lanes;
  __asm__("sxtab16 %0, %1, %2" : "=r"(lanes) : "r"(offsets), "r"(bytes));
  return lanes;
#else
  uint32_t low = offsets + (uint32_t)(int32_t)(int8_t)bytes;
  uint32_t high = (offsets >> 16) + (uint32_t)(int32_t)(int8_t)(bytes >> 16);
  return (low & 0xffffu) | high << 16;
#endif
}

/* Bytes 1 and 3, sign-extended, plus the lanes of `offsets`. */
REDOUBT_STEP uint32_t redoubt_odd_lanes(uint32_t offsets, uint32_t bytes) {
#if REDOUBT_HAS_DUAL_MAC
  uint32_t lanes;
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(lanes) : "r"(offsets), "r"(bytes));
  return lanes;
#else
  return redoubt_even_lanes(offsets, bytes >> 8);
#endif
}

/* The product of the lower lanes plus that of the upper ones plus a sum, wrapping. */
REDOUBT_STEP int32_t redoubt_dual_mac(uint32_t a, uint32_t b, int32_t sum) {
#if REDOUBT_HAS_DUAL_MAC
  int32_t result;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
#else
  int32_t low = (int32_t)(int16_t)a * (int16_t)b;
  int32_t high = (int32_t)(int16_t)(a >> 16) * (int16_t)(b >> 16);
  return (int32_t)((uint32_t)low + (uint32_t)high + (uint32_t)sum);
#endif
}

/* The last 1 ... 3 bytes of a row of `count`, the others 0; reads nothing outside the row. */
REDOUBT_STEP uint32_t redoubt_load_tail(const int8_t *end, long count) {
  long tail = count & 3;
  if (count >= 4) return redoubt_load_bytes(end - 4) >> (32 - 8 * tail);
  uint32_t bytes = 0;
  for (long i = 1; i <= tail; i++) bytes = bytes << 8 | (uint8_t)end[-i];
  return bytes;
}

#endif
