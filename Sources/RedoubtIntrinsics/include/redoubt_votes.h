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

#endif
