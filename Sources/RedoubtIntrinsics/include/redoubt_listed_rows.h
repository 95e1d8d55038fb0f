#ifndef REDOUBT_LISTED_ROWS_H
#define REDOUBT_LISTED_ROWS_H

#include "redoubt_listed_channels.h"

/* FULLY_CONNECTED: the rows of the listed channels meet an expanded row of the input. */

typedef struct {
  redoubt_listed_channels list;
  /* Their entries stand `entry_step` apart, 0 or 1. */
  const redoubt_fast_channel *entries;
  long entry_step;
  const int8_t *weights;
  long depth;
  /* NULL for none. */
  const int32_t *biases;
  const uint32_t *row;
  int32_t common;
  /* Room for as many sums as rows are met in one go. */
  int32_t *sums;
  long most;
} redoubt_listed_rows;

/* Sums of the listed rows from a unit on, up to `end`; the result is the unit behind the last.
 *
 * Where rows are aligned and have a multiple of 64 weights, the processor's loop over weights is that over units, too:
 * together they take every register there is, so what a row begins with lies on the stack. */
REDOUBT_STEP const uint32_t *redoubt_dot_listed(
    const redoubt_listed_rows *r, const uint32_t *unit, int32_t *sums, int32_t *end) {
#if REDOUBT_HAS_DUAL_MAC
  if ((((uintptr_t)r->weights & 3) | (r->depth & 63)) == 0) {
    const uint32_t *row, *last = r->row + r->depth / 2;
    const int8_t *weights;
    int32_t sum;
    const uint32_t frame[7] = {
        (uint32_t)(uintptr_t)r->row, (uint32_t)r->common, (uint32_t)(uintptr_t)unit, (uint32_t)(uintptr_t)r->list.end,
        (uint32_t)(uintptr_t)r->weights, (uint32_t)r->depth, (uint32_t)(uintptr_t)end};
    const uint32_t *t = frame;
    __asm__ volatile("ldm %[t], {r4, r5, r6, r8, r9, r10, r11}\n\t"
                     "push {r4, r5, r6, r8, r9, r10, r11}\n"
                     "1: ldrd r4, r5, [sp, #8]\n\t"
                     "cmp r4, r5\n\t"
                     "beq 3f\n\t"
                     "ldr r6, [r4], #20\n\t"
                     "str r4, [sp, #8]\n\t"
                     "lsls r5, r6, #5\n\t"
                     "bpl 1b\n\t"
                     "bic r6, r6, #0xff000000\n\t"
                     "ldrd r4, r5, [sp, #16]\n\t"
                     "mla %[w], r6, r5, r4\n\t"
                     "ldrd %[row], %[sum], [sp]\n"
                     "2: " REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW REDOUBT_SIXTEEN_OF_ROW
                     "cmp %[row], %[end]\n\t"
                     "bne 2b\n\t"
                     "str %[sum], [%[sums]], #4\n\t"
                     "ldr r4, [sp, #24]\n\t"
                     "cmp %[sums], r4\n\t"
                     "bne 1b\n"
                     "3: ldr %[t], [sp, #8]\n\t"
                     "add sp, #28\n\t"
                     : [w] "=&r"(weights), [sums] "+r"(sums), [row] "=&r"(row), [sum] "=&r"(sum), [t] "+r"(t),
                       [end] "+r"(last)
                     :
                     : "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "memory", "cc");
    return t;
  }
#endif
  for (; unit != r->list.end && sums != end; unit += 5) {
    if (!redoubt_is_listed(unit)) continue;
    const int8_t *weights = r->weights + redoubt_listed_channel(unit) * r->depth;
    redoubt_dot_rows(sums++, 1, r->row, weights, r->depth, r->common);
  }
  return unit;
}

/* Computes the listed channels, all of whose entries are fast, into a cell of each plane.
 *
 * Returns 0 where a sum cannot be doubled. */
static __attribute__((noinline, unused)) _Bool redoubt_multiply_listed(const redoubt_listed_rows *r, long cell) {
  for (const uint32_t *unit = r->list.units; unit != r->list.end;) {
    const int32_t *next = r->sums;
    const uint32_t *behind = redoubt_dot_listed(r, unit, r->sums, r->sums + r->most);
    for (; unit != behind; unit += 5) {
      if (!redoubt_is_listed(unit)) continue;
      const long channel = redoubt_listed_channel(unit);
      const redoubt_fast_channel *entry = r->entries + channel * r->entry_step;
      int32_t sum = *next++, doubled;
      if (r->biases != 0) sum = (int32_t)((uint32_t)sum + (uint32_t)r->biases[channel]);
      if (__builtin_add_overflow(sum, sum, &doubled)) return 0;
      redoubt_listed_plane(r->list, unit)[cell] =
          (int8_t)redoubt_rescale(doubled, entry->multiplier, entry->addend, entry->shift);
    }
  }
  return 1;
}

#endif
