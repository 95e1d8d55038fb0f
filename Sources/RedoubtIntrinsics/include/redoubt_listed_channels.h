#ifndef REDOUBT_LISTED_CHANNELS_H
#define REDOUBT_LISTED_CHANNELS_H

#include "redoubt_dual_mac_convolution.h"
#include "redoubt_dual_mac_depthwise.h"
#include "redoubt_dual_mac_fully_connected.h"

/* Chosen channels of an operator, each of which goes to a plane of its own: its cells side by side. All of them share what a
 * kernel prepares of the input. */

/* The list: entries of the hardening table, five words each, ascending. Channels that are computed three times are in it. */
typedef struct {
  const uint32_t *units, *end;
  /* Where the planes lie, and bytes of each. */
  int8_t *bank;
  long plane_bytes;
} redoubt_listed_channels;

REDOUBT_STEP _Bool redoubt_is_listed(const uint32_t *unit) { return (unit[0] & (4u << 24)) != 0; }
REDOUBT_STEP long redoubt_listed_channel(const uint32_t *unit) { return (long)(unit[0] & 0xffffffu); }
REDOUBT_STEP int8_t *redoubt_listed_plane(redoubt_listed_channels list, const uint32_t *unit) {
  return list.bank + unit[2];
}

/* Listed channels from a unit on, at most `longest`, that stand side by side as their planes do. */
static __attribute__((noinline, unused)) long redoubt_listed_run(
    const redoubt_listed_channels *list, const uint32_t *unit, long longest) {
  const uint32_t *next = unit + 5;
  uint32_t channel = (unit[0] & 0xffffffu) + 1, plane = unit[2] + (uint32_t)list->plane_bytes;
  long count = 1;
  for (; count < longest && next != list->end && (next[0] & 0x4ffffffu) == (channel | 4u << 24) && next[2] == plane; count++) {
    next += 5;
    channel++;
    plane += (uint32_t)list->plane_bytes;
  }
  return count;
}

/* What CONV_2D needs to meet listed channels with a column. */
typedef struct {
  redoubt_listed_channels list;
  const redoubt_fast_channel *entries;
  const int8_t *weights;
  long count;
  const uint32_t *column;
  /* Bytes between the results of two pixels. */
  long step;
} redoubt_listed_convolution;

/* Computes the channels `first` ... `last` - 1 that are in the list, from `unit` on, for the four pixels of the column; the
 * results go to `cell` of each plane and behind.
 *
 * A channel whose entry is not fast ends it: the result is its unit, and its sums are left for the caller. NULL when all
 * are done. */
static __attribute__((noinline, unused)) const uint32_t *redoubt_convolve_listed(
    const redoubt_listed_convolution *c, const uint32_t *unit, long first, long last, long cell,
    redoubt_four_sums *sums) {
  for (; unit != c->list.end; unit += 5) {
    const long channel = redoubt_listed_channel(unit);
    if (channel >= last) break;
    if (!redoubt_is_listed(unit) || channel < first) continue;
    redoubt_dot_columns(sums, 1, c->column, c->weights + channel * c->count, c->count);
    const redoubt_fast_channel *entry = c->entries + channel;
    if (entry->shift <= 0) return unit;
    redoubt_store_four_pixels(sums, entry, 1, redoubt_listed_plane(c->list, unit) + cell, c->step);
  }
  return 0;
}

/* What FULLY_CONNECTED needs to meet listed channels with an expanded row of the input. */
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
} redoubt_listed_rows;

/* Computes the listed channels from `unit` on, into a cell of each plane.
 *
 * A channel whose entry is not fast, or whose sum cannot be doubled, ends it: the result is its unit, and its sum is left
 * for the caller. NULL when all are done. */
static __attribute__((noinline, unused)) const uint32_t *redoubt_multiply_listed(
    const redoubt_listed_rows *r, const uint32_t *unit, long cell, int32_t *sum) {
  for (; unit != r->list.end; unit += 5) {
    if (!redoubt_is_listed(unit)) continue;
    const long channel = redoubt_listed_channel(unit);
    const redoubt_fast_channel *entry = r->entries + channel * r->entry_step;
    int32_t doubled;
    redoubt_dot_rows(sum, 1, r->row, r->weights + channel * r->depth, r->depth, r->common);
    if (r->biases != 0) *sum = (int32_t)((uint32_t)*sum + (uint32_t)r->biases[channel]);
    if (entry->shift <= 0 || __builtin_add_overflow(*sum, *sum, &doubled)) return unit;
    redoubt_listed_plane(r->list, unit)[cell] =
        (int8_t)redoubt_rescale(doubled, entry->multiplier, entry->addend, entry->shift);
  }
  return 0;
}

#endif
