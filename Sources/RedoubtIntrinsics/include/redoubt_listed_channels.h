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

/* Whether some listed channel stands in no run of four. */
static __attribute__((noinline, unused)) _Bool redoubt_has_lone_channel(redoubt_listed_channels list) {
  for (const uint32_t *unit = list.units; unit != list.end; unit += 5) {
    if (!redoubt_is_listed(unit)) continue;
    if (redoubt_listed_run(&list, unit, 4) != 4) return 1;
    unit += 15;
  }
  return 0;
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

/* What DEPTHWISE_CONV_2D with nine taps, one output channel for each input channel, needs for listed channels. */
typedef struct {
  redoubt_listed_channels list;
  const redoubt_fast_channel *entries;
  /* Bytes from a tap to the next, and from the first of a line of taps to the next line's. */
  const int8_t *weights;
  long weight_step, weight_line;
  int32_t offset;
  /* Bytes from a window to the next, in the input and in a plane. */
  long stride, depth;
} redoubt_listed_depthwise;

/* The part of a window that meets the input: lines and taps of a line that do, and bytes to the next of them. */
typedef struct {
  long first_line, lines, line, first_tap, taps, step;
} redoubt_window_part;

/* A product of a value with the lower or the upper weight of a word, plus a sum. */
REDOUBT_STEP int32_t redoubt_add_lower(int32_t sum, int32_t value, uint32_t weights) {
#if REDOUBT_HAS_DUAL_MAC
  __asm__("smlabb %0, %1, %2, %0" : "+r"(sum) : "r"(value), "r"(weights));
  return sum;
#else
  return sum + value * (int16_t)weights;
#endif
}

REDOUBT_STEP int32_t redoubt_add_upper(int32_t sum, int32_t value, uint32_t weights) {
#if REDOUBT_HAS_DUAL_MAC
  __asm__("smlabt %0, %1, %2, %0" : "+r"(sum) : "r"(value), "r"(weights));
  return sum;
#else
  return sum + value * (int16_t)(weights >> 16);
#endif
}

/* Two weights as a word. */
REDOUBT_STEP uint32_t redoubt_two_weights(int8_t low, int8_t high) {
  return (uint32_t)(uint16_t)low | (uint32_t)(uint16_t)high << 16;
}

/* Computes the listed channels that are fast and stand in no run of four, for `pixels` neighbouring output pixels, at least
 * 1, whose windows meet the input alike.
 *
 *   input  Of channel 0, where the first window's first tap that meets the input does. */
static __attribute__((noinline, unused)) void redoubt_depthwise_listed(
    const redoubt_listed_depthwise *d, const redoubt_window_part *part, const int8_t *input, long pixels, long cell) {
  /* Weights that meet padding become 0, and their operands are read where others are. */
  uint16_t kept[10] = {0};
  for (long i = 0; i < part->lines; i++)
    for (long k = 0; k < part->taps; k++) kept[3 * (part->first_line + i) + part->first_tap + k] = 0xffff;
  uint32_t masks[5];
  for (int i = 0; i < 5; i++) masks[i] = kept[2 * i] | (uint32_t)kept[2 * i + 1] << 16;
  const long lines = part->first_line + part->lines, taps = part->first_tap + part->taps;
  const long c1 = part->first_tap < 1 && taps > 1 ? part->step : 0;
  const long c2 = taps > 2 ? (2 - part->first_tap) * part->step : 0;
  const long r1 = part->first_line < 1 && lines > 1 ? part->line : 0;
  const long r2 = lines > 2 ? (2 - part->first_line) * part->line : 0;
  long run = 0;
  for (const uint32_t *unit = d->list.units; unit != d->list.end; unit += 5) {
    if (!redoubt_is_listed(unit)) continue;
    if (run == 0 && redoubt_listed_run(&d->list, unit, 4) == 4) run = 4;
    if (run > 0) {
      run--;
      continue;
    }
    const long channel = redoubt_listed_channel(unit);
    const redoubt_fast_channel *entry = d->entries + channel;
    if (entry->shift <= 0) continue;
    const long s = d->weight_step;
    const int8_t *w = d->weights + channel, *w1 = w + d->weight_line, *w2 = w1 + d->weight_line;
    const uint32_t w01 = redoubt_two_weights(w[0], w[s]) & masks[0];
    const uint32_t w23 = redoubt_two_weights(w[2 * s], w1[0]) & masks[1];
    const uint32_t w45 = redoubt_two_weights(w1[s], w1[2 * s]) & masks[2];
    const uint32_t w67 = redoubt_two_weights(w2[0], w2[s]) & masks[3];
    const uint32_t w8 = redoubt_two_weights(w2[2 * s], 0) & masks[4];
    int32_t sum = redoubt_dual_mac(w01, 0x10001u, redoubt_dual_mac(w23, 0x10001u, 0));
    sum = redoubt_dual_mac(w45, 0x10001u, redoubt_dual_mac(w67, 0x10001u, sum));
    sum = redoubt_add_lower(sum, 1, w8);
    const int32_t bias = (int32_t)((uint32_t)entry->bias + 2u * (uint32_t)(d->offset * sum));
    const int8_t *source = input + channel;
    int8_t *output = redoubt_listed_plane(d->list, unit) + cell;
    long left = pixels;
    do {
      const int8_t *row = source;
      sum = redoubt_add_lower(0, row[0], w01);
      sum = redoubt_add_upper(sum, row[c1], w01);
      sum = redoubt_add_lower(sum, row[c2], w23);
      row = source + r1;
      sum = redoubt_add_upper(sum, row[0], w23);
      sum = redoubt_add_lower(sum, row[c1], w45);
      sum = redoubt_add_upper(sum, row[c2], w45);
      row = source + r2;
      sum = redoubt_add_lower(sum, row[0], w67);
      sum = redoubt_add_upper(sum, row[c1], w67);
      sum = redoubt_add_lower(sum, row[c2], w8);
      *output = (int8_t)redoubt_rescale(
          (int32_t)((uint32_t)bias + 2u * (uint32_t)sum), entry->multiplier, entry->addend, entry->shift);
      source += d->stride;
      output += d->depth;
    } while (--left != 0);
  }
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
