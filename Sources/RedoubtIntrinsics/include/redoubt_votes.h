#ifndef REDOUBT_VOTES_H
#define REDOUBT_VOTES_H

#include "redoubt_dual_mac.h"

/* Comparison of two copies of a row of weights: the step that a vote of three copies takes for every word, fault or
 * not. The compiler may assume nothing about what it reads, so that no read is saved. */

/* What tells two runs of words apart; 0 where they are equal.
 *
 *   a, b     Aligned to 4.
 *   count    Words. */
REDOUBT_STEP uint32_t redoubt_words_differ(const uint32_t *a, const uint32_t *b, long count) {
  uint32_t difference = 0;
#if REDOUBT_HAS_DUAL_MAC
  /* Sums of absolute differences of bytes: one instruction for four weights, and no overflow below 2^22 words. */
  long turns = count >> 3;
  if (turns > 0) {
    __asm__ volatile(
        "1:\n\t"
        "ldm %[a]!, {r4, r5, r6, r8}\n\t"
        "ldm %[b]!, {r9, r10, r12, lr}\n\t"
        "usada8 %[d], r4, r9, %[d]\n\t"
        "usada8 %[d], r5, r10, %[d]\n\t"
        "usada8 %[d], r6, r12, %[d]\n\t"
        "usada8 %[d], r8, lr, %[d]\n\t"
        "ldm %[a]!, {r4, r5, r6, r8}\n\t"
        "ldm %[b]!, {r9, r10, r12, lr}\n\t"
        "usada8 %[d], r4, r9, %[d]\n\t"
        "usada8 %[d], r5, r10, %[d]\n\t"
        "usada8 %[d], r6, r12, %[d]\n\t"
        "usada8 %[d], r8, lr, %[d]\n\t"
        "subs %[n], #1\n\t"
        "bne 1b"
        : [a] "+r"(a), [b] "+r"(b), [n] "+r"(turns), [d] "+r"(difference)
        :
        : "r4", "r5", "r6", "r8", "r9", "r10", "r12", "lr", "cc", "memory");
  }
  count &= 7;
#endif
  for (; count > 0; count--) {
    difference |= *(const volatile uint32_t *)a++ ^ *(const volatile uint32_t *)b++;
  }
  return difference;
}

/* What tells the weights of a channel from those of its row in a bank; 0 where they are equal.
 *
 *   weights  Copy 0: its bytes lie `stride` apart.
 *   row      A bank's copy, its bytes side by side. With a stride of 1, both begin at the same distance from a
 *            multiple of 4.
 *   count    Weights. */
REDOUBT_STEP uint32_t redoubt_weights_differ(const int8_t *weights, long stride, const int8_t *row, long count) {
  uint32_t difference = 0;
  long head = count, tail = 0;
  if (stride == 1) {
    head = -(long)(uintptr_t)weights & 3;
    if (head > count) head = count;
    long words = (count - head) >> 2;
    difference = redoubt_words_differ((const uint32_t *)(weights + head), (const uint32_t *)(row + head), words);
    tail = (count - head) & 3;
  }
  for (const int8_t *a = weights, *b = row; head > 0; head--, a += stride, b++) {
    difference |= (uint32_t)(*(const volatile int8_t *)a ^ *(const volatile int8_t *)b);
  }
  for (long i = count - tail; i < count; i++) {
    difference |=
        (uint32_t)(*(const volatile int8_t *)(weights + i) ^ *(const volatile int8_t *)(row + i));
  }
  return difference;
}

/* Rows of an operator's protected channels: what a vote of all of them reads. */
typedef struct {
  /* Unit entries of the hardening table, five words each, and their number. */
  const uint32_t *units;
  long count;
  /* A parameter bank, and the largest byte offset at which a row of this operator fits into it. */
  const uint32_t *bank;
  long last_offset;
  /* Copy 0 of the weights: bytes from a channel to the next, bytes from a weight to the next, weights of a channel. */
  const int8_t *weights;
  long step, stride, weight_count;
  /* Copy 0 of the biases; null for an operator without them. */
  const uint32_t *biases;
  long channels;
  /* The operator's part of the tags: a tag is (this ^ channel) + 1. */
  uint32_t tag;
  /* The pair that all channels share by the file's scales; the result says whether a row has another one. */
  uint32_t shared_multiplier, shared_shift;
  uint32_t foreign_pairs;
  /* Channel of the unit in front; -1 before the first. */
  long last_channel;
} redoubt_protected_rows;

/* Compares the first two copies of every row from unit `k` on.
 *
 * The result is the first unit whose copies are not equal, or whose entry is not as it should be: it needs a closer
 * look. The number of units where there is none. */
static __attribute__((noinline, unused)) long redoubt_compare_rows(redoubt_protected_rows *rows, long k) {
  const int is_words = rows->stride == 1 && (((uintptr_t)rows->weights | (uintptr_t)rows->weight_count) & 3) == 0;
  const uint32_t *unit = rows->units + 5 * k;
  for (; k < rows->count; k++, unit += 5) {
    const uint32_t scheme = unit[0] >> 24, offset = unit[1];
    const long channel = unit[0] & 0xffffff;
    if (channel <= rows->last_channel || channel >= rows->channels || scheme - 1 > 4) return k;
    if ((scheme & 1) == 0) {
      if (offset != 0xffffffffu) return k;
      rows->last_channel = channel;
      continue;
    }
    if ((offset & 3) != 0 || offset > 0x7fffffffu || (long)offset > rows->last_offset) return k;
    const uint32_t *row = (const uint32_t *)((const char *)rows->bank + offset);
    uint32_t difference = row[0] ^ ((rows->tag ^ (uint32_t)channel) + 1);
    difference |= (row[2] ^ unit[3]) | (row[3] ^ unit[4]);
    if (rows->biases != 0) difference |= row[1] ^ rows->biases[channel];
    rows->foreign_pairs |= (unit[3] ^ rows->shared_multiplier) | (unit[4] ^ rows->shared_shift);
    const int8_t *weights = rows->weights + channel * rows->step;
    if (is_words) {
      difference |= redoubt_words_differ((const uint32_t *)weights, row + 4, rows->weight_count >> 2);
    } else {
      const long phase = rows->stride == 1 ? (long)((uintptr_t)weights & 3) : 0;
      difference |=
          redoubt_weights_differ(weights, rows->stride, (const int8_t *)(row + 4) + phase, rows->weight_count);
    }
    if (difference != 0) return k;
    rows->last_channel = channel;
  }
  return k;
}

#endif
