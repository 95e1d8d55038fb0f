#ifndef REDOUBT_LISTED_DEPTHWISE_H
#define REDOUBT_LISTED_DEPTHWISE_H

#include "redoubt_listed_channels.h"

/* DEPTHWISE_CONV_2D with three by three taps, channel by channel: every input is read once for a line of results. A column
 * of three inputs adds to the sums of the results that it is part of, which are under way at the same time. */

/* An axis of the window. */
typedef struct {
  /* Positions of input and output, and from an output position to the next; padding in front. */
  long input, output, stride, padding;
  /* Bytes from a position to the next: in the input, in a plane, in the weights. */
  long input_step, output_step, weight_step;
} redoubt_depthwise_axis;

/* What all channels share. */
typedef struct {
  redoubt_listed_channels list;
  const redoubt_fast_channel *entries;
  /* Of channel 0. */
  const int8_t *weights;
  int32_t offset;
  /* From line to line, with at least three lines in the input; and along a line, with a stride of 1 or 2 and at most 2^15
   * results. */
  redoubt_depthwise_axis outer, inner;
} redoubt_listed_depthwise;

/* A line of results under way. The processor's loop loads runs of these words, so their order matters. */
typedef struct {
  /* A result is requantised by these. */
  int32_t bias, multiplier, addend, shift;
  long output_step, step;
  /* Sums of the two results that the next column is part of; with a stride of 2 there is one, the later. */
  int32_t first, second;
  /* Weights of the three columns: those of two lines side by side, and in the next words those of the third line, the last
   * column's in a word of its own. */
  uint32_t columns[3], third_line, last;
  const int8_t *input;
  long line;
  int8_t *output;
} redoubt_depthwise_line;

/* The inputs of a column: two side by side, and the third. */
typedef struct {
  uint32_t pair;
  int32_t third;
} redoubt_depthwise_column;

REDOUBT_STEP uint32_t redoubt_two_lanes(int32_t low, int32_t high) {
  return (uint32_t)(uint16_t)low | (uint32_t)high << 16;
}

REDOUBT_STEP redoubt_depthwise_column redoubt_next_column(redoubt_depthwise_line *l) {
  const int8_t *place = l->input;
  l->input = place + l->step;
  redoubt_depthwise_column column = {redoubt_two_lanes(place[0], place[l->line]), place[2 * l->line]};
  return column;
}

/* A sum and what a column adds to it as the window's first, second or third. */
REDOUBT_STEP int32_t redoubt_add_first(const redoubt_depthwise_line *l, redoubt_depthwise_column c, int32_t sum) {
  return redoubt_dual_mac(c.pair, l->columns[0], sum) + c.third * (int16_t)l->third_line;
}
REDOUBT_STEP int32_t redoubt_add_second(const redoubt_depthwise_line *l, redoubt_depthwise_column c, int32_t sum) {
  return redoubt_dual_mac(c.pair, l->columns[1], sum) + c.third * ((int32_t)l->third_line >> 16);
}
REDOUBT_STEP int32_t redoubt_add_last(const redoubt_depthwise_line *l, redoubt_depthwise_column c, int32_t sum) {
  return redoubt_dual_mac(c.pair, l->columns[2], sum) + c.third * (int16_t)l->last;
}

REDOUBT_STEP void redoubt_store_result(redoubt_depthwise_line *l, int32_t sum) {
  *l->output = (int8_t)redoubt_rescale(
      (int32_t)((uint32_t)l->bias + 2u * (uint32_t)sum), l->multiplier, l->addend, l->shift);
  l->output += l->output_step;
}

#if REDOUBT_HAS_DUAL_MAC
/* Loads a column to r2, r3. */
#define REDOUBT_LOAD_COLUMN            \
  "ldrsb r2, [r10]\n\t"                \
  "ldrsb r12, [r10, r11]\n\t"          \
  "ldrsb r3, [r10, r11, lsl #1]\n\t"   \
  "pkhbt r2, r2, r12, lsl #16\n\t"
/* Requantises the sum in r12 and stores it. */
#define REDOUBT_STORE_SUM              \
  "ldr r2, [sp, #4]\n\t"               \
  "add r12, r2, r12, lsl #1\n\t"       \
  "ldrd r2, r3, [sp, #8]\n\t"          \
  "add r3, r3, r12, asr #31\n\t"       \
  "smmlar r12, r12, r2, r3\n\t"        \
  "ldrd r2, r3, [sp, #16]\n\t"         \
  "asr r12, r12, r2\n\t"               \
  "ssat r12, #8, r12\n\t"              \
  "strb r12, [lr]\n\t"                 \
  "add lr, r3\n\t"
/* The loop around `body`: r0, r1 sums; r4, r5, r6, r8, r9 weights; r10 input, r11 line, lr output. The turns left stand above
 * the weight in r9. What a result is requantised by lies on the stack. */
#define REDOUBT_LINE_LOOP(body)                                          \
  do {                                                                   \
    register redoubt_depthwise_line *line __asm__("r0") = l;             \
    __asm__ volatile("ldm r0!, {r1, r2, r3, r4, r5, r6}\n\t"             \
                     "push {r0, r1, r2, r3, r4, r5, r6}\n\t"             \
                     "ldm r0, {r0, r1, r4, r5, r6, r8, r9, r10, r11, lr}\n" \
                     "1:\n\t" body                                       \
                     "subs r9, #0x10000\n\t"                             \
                     "bpl 1b\n\t"                                        \
                     "pop {r2}\n\t"                                      \
                     "add sp, #24\n\t"                                   \
                     "strd r0, r1, [r2]\n\t"                             \
                     "str r10, [r2, #28]\n\t"                            \
                     "str lr, [r2, #36]\n\t"                             \
                     : "+r"(line)                                        \
                     :                                                   \
                     : "r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory"); \
  } while (0)
#endif

/* Results whose three columns meet the input, `count` of them, at least 1, with a stride of 1: each begins with a column. */
REDOUBT_STEP void redoubt_add_columns(redoubt_depthwise_line *l, long count) {
#if REDOUBT_HAS_DUAL_MAC
  l->last = (l->last & 0xffffu) | (uint32_t)(count - 1) << 16;
  REDOUBT_LINE_LOOP(REDOUBT_LOAD_COLUMN
                    "smlad r12, r2, r6, r1\n\t"
                    "smlabb r12, r3, r9, r12\n\t"
                    "smlad r1, r2, r5, r0\n\t"
                    "smlabt r1, r3, r8, r1\n\t"
                    "smuad r0, r2, r4\n\t"
                    "smlabb r0, r3, r8, r0\n\t"
                    REDOUBT_STORE_SUM
                    "ldr r2, [sp, #24]\n\t"
                    "add r10, r2\n\t");
#else
  for (; count > 0; count--) {
    redoubt_depthwise_column column = redoubt_next_column(l);
    redoubt_store_result(l, redoubt_add_last(l, column, l->second));
    l->second = redoubt_add_second(l, column, l->first);
    l->first = redoubt_add_first(l, column, 0);
  }
#endif
}

/* The same with a stride of 2: each begins with two columns. */
REDOUBT_STEP void redoubt_add_two_columns(redoubt_depthwise_line *l, long count) {
#if REDOUBT_HAS_DUAL_MAC
  l->last = (l->last & 0xffffu) | (uint32_t)(count - 1) << 16;
  /* There is no first sum; its register holds the step. */
  l->first = (int32_t)l->step;
  REDOUBT_LINE_LOOP(REDOUBT_LOAD_COLUMN
                    "smlad r1, r2, r5, r1\n\t"
                    "smlabt r1, r3, r8, r1\n\t"
                    "add r10, r0\n\t"
                    REDOUBT_LOAD_COLUMN
                    "smlad r12, r2, r6, r1\n\t"
                    "smlabb r12, r3, r9, r12\n\t"
                    "smuad r1, r2, r4\n\t"
                    "smlabb r1, r3, r8, r1\n\t"
                    "add r10, r0\n\t"
                    REDOUBT_STORE_SUM);
#else
  for (; count > 0; count--) {
    l->second = redoubt_add_second(l, redoubt_next_column(l), l->second);
    redoubt_depthwise_column column = redoubt_next_column(l);
    redoubt_store_result(l, redoubt_add_last(l, column, l->second));
    l->second = redoubt_add_first(l, column, 0);
  }
#endif
}

/* Results of a line whose three columns meet the input; behind them comes at most one. */
REDOUBT_STEP long redoubt_whole_windows(const redoubt_depthwise_axis *axis) {
  const long room = axis->input - 3 + axis->padding;
  if (room < 0) return 0;
  const long count = (axis->stride == 1 ? room : room >> 1) + 1;
  return count < axis->output ? count : axis->output;
}

/* One line, from its first input and its first result on. Padding stands for the zero point. */
REDOUBT_STEP void redoubt_depthwise_line_of(
    redoubt_depthwise_line *l, const redoubt_depthwise_axis *axis, long whole, redoubt_depthwise_column padding) {
  const redoubt_depthwise_column front = axis->padding > 0 ? padding : redoubt_next_column(l);
  int32_t sum = redoubt_add_first(l, front, 0);
  if (axis->stride == 1) {
    const redoubt_depthwise_column next = redoubt_next_column(l);
    l->second = redoubt_add_second(l, next, sum);
    l->first = redoubt_add_first(l, next, 0);
    if (whole > 0) redoubt_add_columns(l, whole);
  } else {
    l->second = sum;
    if (whole > 0) redoubt_add_two_columns(l, whole);
  }
  if (whole == axis->output) return;
  sum = l->second;
  if (axis->stride != 1) sum = redoubt_add_second(l, redoubt_next_column(l), sum);
  redoubt_store_result(l, redoubt_add_last(l, padding, sum));
}

/* The weights of three lines as they meet the input from a line on that lies `shift` behind the window's first: those of
 * lines in the padding are left out, the others moved. */
REDOUBT_STEP void redoubt_set_weights(
    redoubt_depthwise_line *l, const redoubt_listed_depthwise *d, const int8_t *weights, int32_t bias, long shift) {
  const long step = d->outer.weight_step;
  /* What counts of each line, and where it stands; of one that is left out, anything. */
  const int32_t none = 0, all = -1;
  const int32_t first = (unsigned long)shift < 3 ? all : none, second = (unsigned long)(shift + 1) < 3 ? all : none,
                third = (unsigned long)(shift + 2) < 3 ? all : none;
  const int8_t *one = weights + (first ? shift * step : 0), *two = weights + (second ? (shift + 1) * step : 0),
               *three = weights + (third ? (shift + 2) * step : 0);
  int32_t sum = 0, below[3];
  for (int k = 0; k < 3; k++) {
    const int32_t a = *one & first, b = *two & second, c = *three & third;
    l->columns[k] = redoubt_two_lanes(a, b);
    below[k] = c;
    sum += a + b + c;
    one += d->inner.weight_step;
    two += d->inner.weight_step;
    three += d->inner.weight_step;
  }
  l->third_line = redoubt_two_lanes(below[0], below[1]);
  l->last = (uint16_t)below[2];
  l->bias = (int32_t)((uint32_t)bias + 2u * (uint32_t)(d->offset * sum));
}

/* Computes the listed channels whose entries are fast, for one image, from a cell of each plane on. */
static __attribute__((noinline, unused)) void redoubt_depthwise_listed(
    const redoubt_listed_depthwise *d, const int8_t *input, long cell) {
  const long whole = redoubt_whole_windows(&d->inner);
  const redoubt_depthwise_column padding = {redoubt_both_lanes(-d->offset), -d->offset};
  redoubt_depthwise_line l;
  l.step = d->inner.input_step;
  l.line = d->outer.input_step;
  l.output_step = d->inner.output_step;
  for (const uint32_t *unit = d->list.units; unit != d->list.end; unit += 5) {
    const long channel = redoubt_listed_channel(unit);
    const redoubt_fast_channel *entry = d->entries + channel;
    if (!redoubt_is_listed(unit) || entry->shift <= 0) continue;
    l.multiplier = entry->multiplier;
    l.addend = entry->addend;
    l.shift = entry->shift;
    int8_t *output = redoubt_listed_plane(d->list, unit) + cell;
    long shift = 3, row = -d->outer.padding;
    for (long left = d->outer.output; left > 0; left--) {
      long first = row < 0 ? 0 : row;
      if (first > d->outer.input - 3) first = d->outer.input - 3;
      if (first - row != shift) {
        shift = first - row;
        redoubt_set_weights(&l, d, d->weights + channel, entry->bias, shift);
      }
      l.input = input + channel + first * l.line;
      l.output = output;
      redoubt_depthwise_line_of(&l, &d->inner, whole, padding);
      output += d->outer.output_step;
      row += d->outer.stride;
    }
  }
}

#endif
