#ifndef REDOUBT_LISTED_CONVOLUTION_H
#define REDOUBT_LISTED_CONVOLUTION_H

#include "redoubt_listed_channels.h"

/* CONV_2D: the listed channels meet columns of four pixels. A column holds the window's lines one after the other, each
 * in whole groups of four inputs; going down the image, a column keeps the lines that the next window shares with the last
 * one, and the new ones take the places of the old. */

/* An axis of the window; see WindowAxis. */
typedef struct {
  long input, filter, stride, dilation, output, padding;
} redoubt_window_axis;

typedef struct {
  redoubt_listed_channels list;
  const redoubt_fast_channel *entries;
  const int8_t *weights;
  redoubt_window_axis rows, columns;
  /* Of an input pixel, and those that an output channel reads. */
  long depth, filter_depth;
  /* Both lanes of minus the zero point. */
  uint32_t offsets;
  /* `redoubt_listed_column_bytes`, then a line of the window. */
  uint32_t *column;
  int8_t *line;
  /* Inputs of a line of the window, and words of it in the column. */
  long line_bytes, line_words;
} redoubt_listed_convolution;

/* Bytes of a column, for lines of so many bytes. */
REDOUBT_STEP long redoubt_listed_column_bytes(long lines, long line_bytes) {
  return lines * ((line_bytes + 3) >> 2) * 32;
}

/* Copies a line of a window that does not lie in the input as a whole, or not side by side. */
static __attribute__((noinline, unused)) void redoubt_gather_line(
    const redoubt_listed_convolution *c, const int8_t *source, long left) {
  int8_t *byte = c->line;
  const int8_t padding = (int8_t)-(int16_t)c->offsets;
  const long dilation = c->columns.dilation;
  for (long k = c->columns.filter; k > 0; k--) {
    const _Bool is_inside = (unsigned long)left < (unsigned long)c->columns.input;
    for (long i = 0; i < c->filter_depth; i++) *byte++ = is_inside ? source[i] : padding;
    left += dilation;
    source += dilation * c->depth;
  }
}

/* The last inputs of a line, 1 to 3 of them, of one pixel; the lanes behind them get 0. */
REDOUBT_STEP void redoubt_expand_rest(uint32_t *target, const int8_t *source, long rest, uint32_t offsets) {
  const int32_t offset = (int16_t)offsets;
  uint32_t even = (uint32_t)(source[0] + offset) & 0xffffu, odd = 0;
  if (rest > 1) odd = (uint32_t)(source[1] + offset) & 0xffffu;
  if (rest > 2) even |= (uint32_t)(source[2] + offset) << 16;
  target[0] = even;
  target[4] = odd;
}

/* Expands lines of a pixel's window, from line `fresh` of it on, to a lane of the column. Lanes behind a line's last input
 * get 0.
 *
 *   lane     Of the column's first line.
 *   first    Line of the column in which the window begins. */
static __attribute__((noinline, unused)) void redoubt_prepare_window(
    const redoubt_listed_convolution *c, uint32_t *lane, const int8_t *input, long pixel, long first, long fresh) {
  const long y = pixel / c->columns.output;
  const long left = (pixel - y * c->columns.output) * c->columns.stride - c->columns.padding;
  long row = y * c->rows.stride - c->rows.padding + fresh * c->rows.dilation;
  const long whole = c->line_bytes & ~3l, rest = c->line_bytes & 3;
  const _Bool lies_whole = left >= 0 && left + (c->columns.filter - 1) * c->columns.dilation < c->columns.input &&
                           (c->columns.filter == 1 || (c->columns.dilation == 1 && c->filter_depth == c->depth));
  input += (row * c->columns.input + left) * c->depth;
  long line = first + fresh;
  if (line >= c->rows.filter) line -= c->rows.filter;
  for (long k = c->rows.filter - fresh; k > 0; k--) {
    uint32_t *target = lane + line * c->line_words;
    if ((unsigned long)row >= (unsigned long)c->rows.input) {
      for (uint32_t *end = target + c->line_words; target != end; target += 8) target[0] = target[4] = 0;
    } else {
      const int8_t *source = input;
      if (!lies_whole) {
        redoubt_gather_line(c, source, left);
        source = c->line;
      }
      const int8_t *end = source + whole;
      if (whole >= 16) {
        redoubt_expand_to_column(target, source, 4, whole >> 2, c->offsets);
        target += 2 * whole;
        source = end;
      }
      for (; source != end; source += 4, target += 8) {
        const uint32_t bytes = redoubt_load_bytes(source);
        target[0] = redoubt_even_lanes(c->offsets, bytes);
        target[4] = redoubt_odd_lanes(c->offsets, bytes);
      }
      if (rest != 0) redoubt_expand_rest(target, source, rest, c->offsets);
    }
    row += c->rows.dilation;
    input += c->rows.dilation * c->columns.input * c->depth;
    if (++line == c->rows.filter) line = 0;
  }
}

/* Expands `groups` times four bytes, at least 4 bytes, of four pixels that are `step` bytes apart. */
static __attribute__((noinline, unused)) void redoubt_expand_four(
    uint32_t *column, const int8_t *source, long step, long groups, uint32_t offsets) {
#if REDOUBT_HAS_DUAL_MAC
  long third;
  __asm__ volatile("add %[third], %[step], %[step], lsl #1\n"
                   "1:\n\t"
                   "ldr r9, [%[source]]\n\t"
                   "ldr r10, [%[source], %[step]]\n\t"
                   "ldr r11, [%[source], %[step], lsl #1]\n\t"
                   "ldr r12, [%[source], %[third]]\n\t"
                   "sxtab16 r4, %[offsets], r9\n\t"
                   "sxtab16 r5, %[offsets], r10\n\t"
                   "sxtab16 r6, %[offsets], r11\n\t"
                   "sxtab16 r8, %[offsets], r12\n\t"
                   "stm %[column]!, {r4, r5, r6, r8}\n\t"
                   "sxtab16 r9, %[offsets], r9, ror #8\n\t"
                   "sxtab16 r10, %[offsets], r10, ror #8\n\t"
                   "sxtab16 r11, %[offsets], r11, ror #8\n\t"
                   "sxtab16 r12, %[offsets], r12, ror #8\n\t"
                   "stm %[column]!, {r9, r10, r11, r12}\n\t"
                   "add %[source], #4\n\t"
                   "subs %[groups], #1\n\t"
                   "bne 1b"
                   : [column] "+r"(column), [source] "+r"(source), [groups] "+r"(groups), [third] "=&r"(third)
                   : [step] "r"(step), [offsets] "r"(offsets)
                   : "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "cc", "memory");
#else
  for (; groups > 0; groups--, column += 8, source += 4) {
    for (int lane = 0; lane < 4; lane++) {
      const uint32_t bytes = redoubt_load_bytes(source + lane * step);
      column[lane] = redoubt_even_lanes(offsets, bytes);
      column[lane + 4] = redoubt_odd_lanes(offsets, bytes);
    }
  }
#endif
}

/* As `redoubt_prepare_window`, for four pixels side by side. */
static __attribute__((noinline, unused)) void redoubt_prepare_windows(
    const redoubt_listed_convolution *c, const int8_t *input, long pixel, long step, long first, long fresh) {
  const long y = pixel / c->columns.output, x = pixel - y * c->columns.output;
  const long left = x * c->columns.stride - c->columns.padding;
  const long extent = 3 * c->columns.stride + (c->columns.filter - 1) * c->columns.dilation;
  if (step == 0 || x + 4 > c->columns.output || left < 0 || left + extent >= c->columns.input ||
      (c->columns.filter != 1 && c->columns.dilation != 1)) {
    for (long lane = 0; lane < 4; lane++)
      redoubt_prepare_window(c, c->column + lane, input, pixel + lane * step, first, fresh);
    return;
  }
  const long pixels = c->columns.stride * c->depth, groups = c->line_bytes >> 2, rest = c->line_bytes & 3;
  long row = y * c->rows.stride - c->rows.padding + fresh * c->rows.dilation;
  long line = first + fresh;
  if (line >= c->rows.filter) line -= c->rows.filter;
  for (long k = c->rows.filter - fresh; k > 0; k--) {
    uint32_t *target = c->column + line * c->line_words;
    if ((unsigned long)row >= (unsigned long)c->rows.input) {
      for (uint32_t *end = target + c->line_words; target != end; target++) *target = 0;
    } else {
      const int8_t *source = input + (row * c->columns.input + left) * c->depth;
      if (groups != 0) redoubt_expand_four(target, source, pixels, groups, c->offsets);
      if (rest != 0) {
        target += 8 * groups;
        source += 4 * groups;
        for (long lane = 0; lane < 4; lane++, source += pixels)
          redoubt_expand_rest(target + lane, source, rest, c->offsets);
      }
    }
    row += c->rows.dilation;
    if (++line == c->rows.filter) line = 0;
  }
}

/* A run of weights and the part of the column that they meet. */
typedef struct {
  const uint32_t *column;
  /* Multiples of eight, and what comes behind them. */
  long eights, rest;
} redoubt_listed_run;

/* More lines than any window has whose column fits into the scratch memory of the kernel. */
#define REDOUBT_MOST_LINES 32

/* What the channels need to meet the same column: its runs, and where in their planes the results go. */
typedef struct {
  redoubt_listed_channels list;
  const redoubt_fast_channel *entries;
  const int8_t *weights;
  long count, step;
  const redoubt_listed_run *last;
  redoubt_listed_run runs[REDOUBT_MOST_LINES];
} redoubt_listed_column;

/* The runs of a window that begins in line `first` of the column. Lines of whole groups follow each other without a gap, up
 * to the column's end. */
REDOUBT_STEP void redoubt_set_runs(redoubt_listed_column *m, const redoubt_listed_convolution *c, long first) {
  redoubt_listed_run *run = m->runs;
  for (long left = c->rows.filter; left > 0; run++) {
    const long room = c->rows.filter - first;
    const long lines = (c->line_bytes & 3) != 0 ? 1 : left < room ? left : room;
    const long bytes = lines * c->line_bytes;
    run->column = c->column + first * c->line_words;
    run->eights = bytes & ~7l;
    run->rest = bytes & 7;
    left -= lines;
    first = lines == room ? 0 : first + lines;
  }
  m->last = run - 1;
}

/* All listed channels meet the column. */
static __attribute__((noinline, unused)) void redoubt_meet_column(const redoubt_listed_column *m) {
  for (const uint32_t *unit = m->list.units; unit != m->list.end; unit += 5) {
    if (!redoubt_is_listed(unit)) continue;
    const long channel = redoubt_listed_channel(unit);
    const int8_t *weights = m->weights + channel * m->count;
    int32_t a = 0, b = 0, c = 0, d = 0;
    uint32_t bytes;
    const redoubt_listed_run *run = m->runs;
    while (1) {
      const uint32_t *column = run->column;
      const int8_t *end = weights + run->eights;
      while (weights != end) {
        bytes = redoubt_load_bytes(weights);
        REDOUBT_GROUP_OF_FOUR(bytes);
        bytes = redoubt_load_bytes(weights + 4);
        weights += 8;
        REDOUBT_GROUP_OF_FOUR(bytes);
      }
      const long rest = run->rest;
      if (rest != 0) {
        if (rest & 4) {
          bytes = redoubt_load_bytes(weights);
          weights += 4;
          REDOUBT_GROUP_OF_FOUR(bytes);
        }
        if (rest & 3) {
          /* Lanes behind the line hold 0, but behind the last weight nothing may be read. */
          weights += rest & 3;
          bytes = redoubt_load_tail(weights, run->eights + rest);
          REDOUBT_GROUP_OF_FOUR(bytes);
        }
      }
      if (run == m->last) break;
      run++;
    }
    const redoubt_four_sums sums = {a, b, c, d};
    redoubt_store_four_pixels(&sums, m->entries + channel, 1, redoubt_listed_plane(m->list, unit), m->step);
  }
}

/* Computes the listed channels, all of whose entries are fast, for one image.
 *
 *   cell    Of each plane, where the image's results begin. */
static __attribute__((noinline, unused)) void redoubt_convolve_listed(
    const redoubt_listed_convolution *c, const int8_t *input, long cell) {
  const long width = c->columns.output, total = c->rows.output * width;
  const long block = total >= 4 ? 4 : 1;
  /* Down the image where neighbouring windows share lines and four of them fit side by side, else along it. */
  const _Bool keeps = c->rows.dilation == 1 && c->rows.filter > c->rows.stride && (width & 3) == 0;
  long pixel = 0, first = 0, fresh = 0;
  redoubt_listed_column m;
  m.list = c->list;
  m.entries = c->entries;
  m.weights = c->weights;
  m.count = c->rows.filter * c->line_bytes;
  m.step = block >> 2;
  redoubt_set_runs(&m, c, 0);
  while (1) {
    redoubt_prepare_windows(c, input, pixel, m.step, first, fresh);
    if (keeps) redoubt_set_runs(&m, c, first);
    m.list.bank = c->list.bank + cell + pixel;
    redoubt_meet_column(&m);
    if (!keeps) {
      /* The last four pixels may overlap those before: a result computed twice is the same. */
      if (pixel + block >= total) return;
      pixel = pixel + block > total - block ? total - block : pixel + block;
      continue;
    }
    pixel += width;
    if (pixel < total) {
      fresh = c->rows.filter - c->rows.stride;
      first += c->rows.stride;
      if (first >= c->rows.filter) first -= c->rows.filter;
    } else {
      pixel += 4 - total;
      if (pixel >= width) return;
      first = fresh = 0;
    }
  }
}

#endif
