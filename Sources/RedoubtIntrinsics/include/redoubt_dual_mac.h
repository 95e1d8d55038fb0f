#ifndef REDOUBT_DUAL_MAC_H
#define REDOUBT_DUAL_MAC_H

#include <stdint.h>

/* The steps of the int8 kernels for Cortex-M that Swift cannot spell: two multiply-accumulates in one instruction (Arm
 * DSP extension), and an accumulator's rescaling in five. Every function is one of a pair: the other half is plain C
 * with the same result for every operand, so that kernels built on them run on any machine.
 *
 * Four bytes b0 b1 b2 b3 of a row (b0 at the lowest address) are expanded to two words of two 16-bit lanes, even
 * (b0, b2) and odd (b1, b3): the order in which one instruction each takes them out of a word. Both operands of a dot
 * product are in this order.
 *
 * All pointers are to readable memory of the size that the parameters say; rows of bytes need no alignment. */

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

/* An accumulator rescaled to an int8 value: multiplied, rounded, shifted right with rounding (ties away from zero), the
 * zero point added, saturated.
 *
 *   doubled   Twice the accumulator, -2^30 <= accumulator < 2^30.
 *   multiplier  0 ... 2^31 - 1, in Q31.
 *   addend    (2 * zero point + 1) << (shift - 1).
 *   shift     1 ... 22.
 *
 * A high half of doubled * multiplier is the reference's doubling high multiply of the accumulator. Half a step is added
 * before the shift, one less for a negative value, which makes ties go away from zero; adding the zero point to the
 * same sum saves an instruction. */
REDOUBT_STEP int32_t redoubt_rescale(int32_t doubled, int32_t multiplier, int32_t addend, int32_t shift) {
  int32_t value = addend + (doubled >> 31);
#if REDOUBT_HAS_DUAL_MAC
  __asm__("smmlar %0, %1, %2, %3" : "=r"(value) : "r"(doubled), "r"(multiplier), "r"(value));
  value >>= shift;
  __asm__("ssat %0, #8, %1" : "=r"(value) : "r"(value));
  return value;
#else
  int64_t product = (int64_t)doubled * multiplier + 0x80000000ll;
  value = (int32_t)((product >> 32) + value) >> shift;
  return value < -128 ? -128 : value > 127 ? 127 : value;
#endif
}

/* Expands `groups` times four bytes, every `step` bytes of the source (0 repeats the same four), to one of the four
 * interleaved lanes of a column: its two words of a group lie 16 bytes apart, its groups 32. */
REDOUBT_STEP void redoubt_expand_to_column(
    uint32_t *column, const int8_t *source, long step, long groups, uint32_t offsets) {
  for (; groups > 0; groups--) {
    uint32_t bytes = redoubt_load_bytes(source);
    source += step;
    column[0] = redoubt_even_lanes(offsets, bytes);
    column[4] = redoubt_odd_lanes(offsets, bytes);
    column += 8;
  }
}

/* Dot products of a row of weights with the four vectors that lie interleaved in a column. */
typedef struct {
  int32_t first, second, third, fourth;
} redoubt_four_sums;

#if REDOUBT_HAS_DUAL_MAC
/* Thirteen instructions for sixteen products. The four words of a load have to stand in ascending registers, so they
 * are named. */
#define REDOUBT_GROUP_OF_FOUR(bytes)                                      \
  __asm__("sxtb16 r8, %[w]\n\t"                                           \
          "sxtb16 %[w], %[w], ror #8\n\t"                                 \
          "ldm %[column]!, {r4, r5, r6, r9}\n\t"                          \
          "smlad %[a], r8, r4, %[a]\n\t"                                  \
          "smlad %[b], r8, r5, %[b]\n\t"                                  \
          "smlad %[c], r8, r6, %[c]\n\t"                                  \
          "smlad %[d], r8, r9, %[d]\n\t"                                  \
          "ldm %[column]!, {r4, r5, r6, r9}\n\t"                          \
          "smlad %[a], %[w], r4, %[a]\n\t"                                \
          "smlad %[b], %[w], r5, %[b]\n\t"                                \
          "smlad %[c], %[w], r6, %[c]\n\t"                                \
          "smlad %[d], %[w], r9, %[d]\n\t"                                \
          : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d),           \
            [column] "+r"(column), [w] "+r"(bytes)                        \
          : "m"(*(const uint32_t(*)[8])column)                            \
          : "r4", "r5", "r6", "r8", "r9")
#else
#define REDOUBT_GROUP_OF_FOUR(bytes)                                      \
  do {                                                                    \
    uint32_t even = redoubt_even_lanes(0, bytes);                         \
    uint32_t odd = redoubt_odd_lanes(0, bytes);                           \
    a = redoubt_dual_mac(odd, column[4], redoubt_dual_mac(even, column[0], a)); \
    b = redoubt_dual_mac(odd, column[5], redoubt_dual_mac(even, column[1], b)); \
    c = redoubt_dual_mac(odd, column[6], redoubt_dual_mac(even, column[2], c)); \
    d = redoubt_dual_mac(odd, column[7], redoubt_dual_mac(even, column[3], d)); \
    column += 8;                                                          \
  } while (0)
#endif

/* The last 1 ... 3 bytes of a row of `count`, the others 0; reads nothing outside the row. */
REDOUBT_STEP uint32_t redoubt_load_tail(const int8_t *end, long count) {
  long tail = count & 3;
  if (count >= 4) return redoubt_load_bytes(end - 4) >> (32 - 8 * tail);
  uint32_t bytes = 0;
  for (long i = 1; i <= tail; i++) bytes = bytes << 8 | (uint8_t)end[-i];
  return bytes;
}

/* `count` weights against a column of ceil(count / 4) groups; lanes of the last group beyond `count` are ignored. */
REDOUBT_STEP redoubt_four_sums redoubt_dot_four(const uint32_t *column, const int8_t *weights, long count) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  const int8_t *end = weights + (count & ~3l);
  if (count & 4) {
    uint32_t bytes = redoubt_load_bytes(weights);
    weights += 4;
    REDOUBT_GROUP_OF_FOUR(bytes);
  }
  while (weights != end) {
    uint32_t bytes = redoubt_load_bytes(weights);
    REDOUBT_GROUP_OF_FOUR(bytes);
    bytes = redoubt_load_bytes(weights + 4);
    weights += 8;
    REDOUBT_GROUP_OF_FOUR(bytes);
  }
  if (count & 3) {
    uint32_t bytes = redoubt_load_tail(end + (count & 3), count);
    REDOUBT_GROUP_OF_FOUR(bytes);
  }
  redoubt_four_sums sums = {a, b, c, d};
  return sums;
}

#endif
