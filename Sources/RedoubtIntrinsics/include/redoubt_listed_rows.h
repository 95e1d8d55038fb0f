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

/* Listed channels from a unit on, at most `most`, that stand side by side. */
REDOUBT_STEP long redoubt_listed_rows_from(redoubt_listed_channels list, const uint32_t *unit, long most) {
  const uint32_t wanted = unit[0] & 0x4ffffffu;
  long count = 1;
  for (unit += 5; count < most && unit != list.end && (unit[0] & 0x4ffffffu) == wanted + (uint32_t)count; unit += 5)
    count++;
  return count;
}

/* Computes the listed channels, all of whose entries are fast, into a cell of each plane.
 *
 * Returns 0 where a sum cannot be doubled. */
static __attribute__((noinline, unused)) _Bool redoubt_multiply_listed(const redoubt_listed_rows *r, long cell) {
  for (const uint32_t *unit = r->list.units; unit != r->list.end;) {
    if (!redoubt_is_listed(unit)) {
      unit += 5;
      continue;
    }
    const long count = redoubt_listed_rows_from(r->list, unit, r->most), channel = redoubt_listed_channel(unit);
    redoubt_dot_rows(r->sums, count, r->row, r->weights + channel * r->depth, r->depth, r->common);
    const redoubt_fast_channel *entry = r->entries + channel * r->entry_step;
    const int32_t *bias = r->biases == 0 ? redoubt_no_bias() : r->biases + channel;
    for (long i = 0; i < count; i++, unit += 5, entry += r->entry_step, bias += r->biases != 0) {
      const int32_t sum = (int32_t)((uint32_t)r->sums[i] + (uint32_t)*bias);
      int32_t doubled;
      if (__builtin_add_overflow(sum, sum, &doubled)) return 0;
      redoubt_listed_plane(r->list, unit)[cell] =
          (int8_t)redoubt_rescale(doubled, entry->multiplier, entry->addend, entry->shift);
    }
  }
  return 1;
}

#endif
