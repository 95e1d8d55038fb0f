#ifndef REDOUBT_DUAL_MAC_DEPTHWISE_H
#define REDOUBT_DUAL_MAC_DEPTHWISE_H

#include "redoubt_dual_mac_rescaling.h"

/* Steps of DEPTHWISE_CONV_2D: four neighbouring channels. */

/* One tap of a depthwise filter for four neighbouring channels, whose inputs stand at an offset from `input`. */
#if REDOUBT_HAS_DUAL_MAC
#define REDOUBT_TAP(offset)                                               \
  "ldr r6, " offset "\n\t"                                                \
  "ldm %[weights]!, {r4, r5}\n\t"                                        \
  "sxtab16 r8, %[offsets], r6\n\t"                                       \
  "sxtab16 r6, %[offsets], r6, ror #8\n\t"                               \
  "smlabb %[a], r8, r4, %[a]\n\t"                                        \
  "smlabb %[b], r6, r5, %[b]\n\t"                                        \
  "smlatt %[c], r8, r4, %[c]\n\t"                                        \
  "smlatt %[d], r6, r5, %[d]\n\t"
#define REDOUBT_TAPS(text)                                                \
  __asm__(text                                                            \
          : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [weights] "+r"(weights) \
          : [input] "r"(input), [step] "r"(step), [offsets] "r"(offsets)  \
          : "r4", "r5", "r6", "r8", "memory")
#define REDOUBT_ONE_TAP REDOUBT_TAPS(REDOUBT_TAP("[%[input]]"))
#define REDOUBT_THREE_TAPS                                                \
  REDOUBT_TAPS(REDOUBT_TAP("[%[input]]") REDOUBT_TAP("[%[input], %[step]]") \
               REDOUBT_TAP("[%[input], %[step], lsl #1]"))
#else
#define REDOUBT_ONE_TAP                                                   \
  do {                                                                    \
    uint32_t bytes = redoubt_load_bytes(input);                           \
    uint32_t even = redoubt_even_lanes(offsets, bytes);                   \
    uint32_t odd = redoubt_odd_lanes(offsets, bytes);                     \
    a = redoubt_dual_mac(even & 0xffffu, weights[0], a);                  \
    b = redoubt_dual_mac(odd & 0xffffu, weights[1], b);                   \
    c = redoubt_dual_mac(even >> 16, weights[0] >> 16, c);                \
    d = redoubt_dual_mac(odd >> 16, weights[1] >> 16, d);                 \
    weights += 2;                                                         \
  } while (0)
#define REDOUBT_THREE_TAPS                                                \
  do {                                                                    \
    const int8_t *row = input;                                            \
    for (int i = 0; i < 3; i++, input += step) REDOUBT_ONE_TAP;           \
    input = row;                                                          \
  } while (0)
#endif

/* The part of a depthwise filter that meets the input, for four neighbouring channels.
 *
 *   rows, taps  Of that part, at least 1 each; `step` and `line` bytes apart in the input.
 *   weights     Two words per tap: the four channels' weights, expanded; behind a row, those of `skip` taps that meet
 *               padding. */
REDOUBT_STEP redoubt_four_sums redoubt_depthwise_four(
    const int8_t *input, long step, long line, const uint32_t *weights, long skip, long rows, long taps,
    uint32_t offsets) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  if (taps == 3 && skip == 0) {
    do {
      REDOUBT_THREE_TAPS;
      input += line;
    } while (--rows != 0);
  } else {
    line -= taps * step;
    do {
      long left = taps;
      do {
        REDOUBT_ONE_TAP;
        input += step;
      } while (--left != 0);
      input += line;
      weights += 2 * skip;
    } while (--rows != 0);
  }
  redoubt_four_sums sums = {a, b, c, d};
  return sums;
}

/* As `redoubt_depthwise_four` for `pixels` neighbouring output pixels, at least 1, whose windows meet the input alike.
 *
 *   kept      Where the sums of the last pixel go; NULL to have all of them requantised and stored.
 *   stride    Bytes from a window to the next in the input.
 *   depth     Bytes from a pixel to the next in the output.
 *   spread    Bytes from a channel to the next in the output: 1. */
REDOUBT_STEP void redoubt_depthwise_pixels(
    long pixels, const int8_t *input, long stride, long step, long line, const uint32_t *weights, long skip, long rows,
    long taps, uint32_t offsets, const redoubt_fast_channel *channels, redoubt_four_sums *kept, int8_t *output,
    long depth, long spread) {
  (void)spread;
  do {
    redoubt_four_sums sums = redoubt_depthwise_four(input, step, line, weights, skip, rows, taps, offsets);
    if (kept)
      *kept = sums;
    else
      redoubt_store_four_channels(sums, channels, output);
    input += stride;
    output += depth;
  } while (--pixels != 0);
}

/* The first `count` bytes, 1 or 4, as a word. */
REDOUBT_STEP uint32_t redoubt_load_some(const int8_t *bytes, long count) {
  return count == 4 ? redoubt_load_bytes(bytes) : (uint8_t)bytes[0];
}

/* As `redoubt_depthwise_four` for the first of the four channels alone, and for any number of rows and taps. */
REDOUBT_STEP int32_t redoubt_add_channel_taps(
    const int8_t *input, long step, long line, const uint32_t *weights, long skip, long rows, long taps,
    int32_t offset) {
  uint32_t sum = 0;
  for (; rows > 0; rows--) {
    for (long i = 0; i < taps; i++) {
      sum += (uint32_t)((input[i * step] + offset) * (int16_t)weights[0]);
      weights += 2;
    }
    input += line;
    weights += 2 * skip;
  }
  return (int32_t)sum;
}

#endif
