#ifndef REDOUBT_DUAL_MAC_FULLY_CONNECTED_H
#define REDOUBT_DUAL_MAC_FULLY_CONNECTED_H

#include "redoubt_dual_mac_rescaling.h"

/* Steps of FULLY_CONNECTED: an expanded row, and its dot products. */

/* Expands `count` bytes in groups of four to two words each, even before odd; lanes behind the last byte hold 0. */
REDOUBT_STEP void redoubt_expand_to_row(uint32_t *row, const int8_t *source, long count, uint32_t offsets) {
  for (; count >= 4; count -= 4) {
    uint32_t bytes = redoubt_load_bytes(source);
    source += 4;
    row[0] = redoubt_even_lanes(offsets, bytes);
    row[1] = redoubt_odd_lanes(offsets, bytes);
    row += 2;
  }
  if (count == 0) return;
  uint32_t even = (uint32_t)(source[0] + (int16_t)offsets) & 0xffffu;
  row[1] = count > 1 ? (uint32_t)(source[1] + (int16_t)offsets) & 0xffffu : 0;
  row[0] = count > 2 ? even | (uint32_t)(source[2] + (int16_t)offsets) << 16 : even;
}

/* The sum of the lanes of `groups` expanded groups. */
REDOUBT_STEP int32_t redoubt_sum_lanes(const uint32_t *row, long groups) {
  int32_t sum = 0;
  for (long words = 2 * groups; words > 0; words--) sum = redoubt_dual_mac(*row++, 0x10001u, sum);
  return sum;
}

#if REDOUBT_HAS_DUAL_MAC
/* Nineteen instructions for sixteen products; needs weights aligned to 4. */
#define REDOUBT_SIXTEEN_OF_ROW          \
  "ldm %[w]!, {r4, r5, r6, r8}\n\t"     \
  "ldm %[row]!, {r9, r10, r11, r12}\n\t" \
  "sxtb16 %[t], r4\n\t"                 \
  "smlad %[sum], %[t], r9, %[sum]\n\t"  \
  "sxtb16 r4, r4, ror #8\n\t"           \
  "smlad %[sum], r4, r10, %[sum]\n\t"   \
  "sxtb16 %[t], r5\n\t"                 \
  "smlad %[sum], %[t], r11, %[sum]\n\t" \
  "sxtb16 r5, r5, ror #8\n\t"           \
  "smlad %[sum], r5, r12, %[sum]\n\t"   \
  "ldm %[row]!, {r9, r10, r11, r12}\n\t" \
  "sxtb16 %[t], r6\n\t"                 \
  "smlad %[sum], %[t], r9, %[sum]\n\t"  \
  "sxtb16 r6, r6, ror #8\n\t"           \
  "smlad %[sum], r6, r10, %[sum]\n\t"   \
  "sxtb16 %[t], r8\n\t"                 \
  "smlad %[sum], %[t], r11, %[sum]\n\t" \
  "sxtb16 r8, r8, ror #8\n\t"           \
  "smlad %[sum], r8, r12, %[sum]\n\t"

/* Products of the first `blocks` weights of each row, a multiple of 64. The loops over rows and weights take every register
 * there is, so what a row begins with lies on the stack. */
REDOUBT_STEP void redoubt_dot_blocks(
    int32_t *sums, long channels, const uint32_t *start, const int8_t *weights, long count, long blocks,
    int32_t common) {
  const uint32_t *row, *end = start + blocks / 2;
  int32_t sum;
  const uint32_t frame[4] = {
      (uint32_t)(uintptr_t)start, (uint32_t)common, (uint32_t)(uintptr_t)(weights + channels * count),
      (uint32_t)(count - blocks)};
  const uint32_t *t = frame;
  __asm__ volatile("ldm %[t], {r4, r5, r6, r8}\n\t"
                   "push {r4, r5, r6, r8}\n"
                   "1: ldrd %[row], %[sum], [sp]\n"
                   "2: " REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW
                   "cmp %[row], %[end]\n\t"
                   "bne 2b\n\t"
                   "str %[sum], [%[sums]], #4\n\t"
                   "ldrd %[t], r4, [sp, #8]\n\t"
                   "add %[w], r4\n\t"
                   "cmp %[w], %[t]\n\t"
                   "bne 1b\n\t"
                   "add sp, #16\n\t"
                   : [w] "+r"(weights), [sums] "+r"(sums), [row] "=&r"(row), [sum] "=&r"(sum), [t] "+r"(t),
                     [end] "+r"(end)
                   :
                   : "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "memory", "cc");
}
#endif

/* Dot products of rows of `count` weights, one behind the other, with an expanded row of ceil(count / 4) groups, whose
 * lanes beyond `count` hold 0; to each a common number is added. All sums wrap.
 *
 *   sums      One word per channel.
 *   channels  At least 1. */
REDOUBT_STEP void redoubt_dot_rows(
    int32_t *sums, long channels, const uint32_t *start, const int8_t *weights, long count, int32_t common) {
  long blocks = 0;
#if REDOUBT_HAS_DUAL_MAC
  if ((((uintptr_t)weights | (uintptr_t)count) & 3) == 0) blocks = count & ~63l;
  if (blocks != 0) {
    redoubt_dot_blocks(sums, channels, start, weights, count, blocks, common);
    if (blocks == count) return;
  }
#endif
  do {
    int32_t sum = blocks != 0 ? *sums : common;
    const uint32_t *row = start + blocks / 2;
    weights += blocks;
    for (long rest = count - blocks; rest > 0; rest -= 4) {
      uint32_t bytes;
      if (rest >= 4) {
        bytes = redoubt_load_bytes(weights);
        weights += 4;
      } else {
        weights += rest;
        bytes = redoubt_load_tail(weights, count);
      }
      sum = redoubt_dual_mac(row[0], redoubt_even_lanes(0, bytes), sum);
      sum = redoubt_dual_mac(row[1], redoubt_odd_lanes(0, bytes), sum);
      row += 2;
    }
    *sums++ = sum;
  } while (--channels != 0);
}

/* The bias of an operator without one, which stays where it is as long as the program runs. */
REDOUBT_STEP const int32_t *redoubt_no_bias(void) {
  static const int32_t none = 0;
  return &none;
}

/* Adds biases to sums of rows and requantises them, up to the first that cannot be doubled.
 *
 *   biases   Every `step` words, 0 or 1.
 *   count    At least 1.
 *   channel  Fast, and the same for all of them; its own bias does not count.
 *
 * Returns how many it has stored. */
REDOUBT_STEP long redoubt_store_rows(
    const int32_t *sums, const int32_t *biases, long step, long count, const redoubt_fast_channel *channel,
    int8_t *output) {
  const int32_t multiplier = channel->multiplier, addend = channel->addend, shift = channel->shift;
  const int32_t *next = sums, *end = sums + count;
  do {
    const int32_t sum = (int32_t)((uint32_t)*next + (uint32_t)*biases);
    int32_t doubled;
    biases += step;
    if (__builtin_add_overflow(sum, sum, &doubled)) break;
    *output++ = (int8_t)redoubt_rescale(doubled, multiplier, addend, shift);
  } while (++next != end);
  return next - sums;
}

#endif
