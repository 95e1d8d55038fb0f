#ifndef REDOUBT_DUAL_MAC_H
#define REDOUBT_DUAL_MAC_H

#include <stdint.h>

/* The steps of the int8 kernels for Cortex-M that Swift cannot spell: two multiply-accumulates in one instruction (Arm
 * DSP extension), and an accumulator's rescaling in five. Every function is one of a pair: the other half is plain C
 * with the same result for every operand, so that kernels built on them run on any machine.
 *
 * Four bytes b0 b1 b2 b3 of a row (b0 at the lowest address) are expanded to two words of two 16-bit lanes, even
 * (b0, b2) and odd (b1, b3): the order in which one instruction each takes them out of a word. Both operands of a dot
 * product are in this order.
 *
 * All pointers are to readable memory of the size that the parameters say; rows of bytes need no alignment. */

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
#define REDOUBT_HAS_DUAL_MAC 1
#else
#define REDOUBT_HAS_DUAL_MAC 0
#endif

#define REDOUBT_STEP static inline __attribute__((always_inline))

/* Two lanes with the same value. */
REDOUBT_STEP uint32_t redoubt_both_lanes(int32_t value) {
  return ((uint32_t)value & 0xffffu) * 0x10001u;
}

/* Four bytes as a word. */
REDOUBT_STEP uint32_t redoubt_load_bytes(const int8_t *bytes) {
  uint32_t word;
  __builtin_memcpy(&word, bytes, 4);
  return word;
}

/* Bytes 0 and 2, sign-extended, plus the lanes of `offsets`. */
REDOUBT_STEP uint32_t redoubt_even_lanes(uint32_t offsets, uint32_t bytes) {
#if REDOUBT_HAS_DUAL_MAC
  uint32_t lanes;
  __asm__("sxtab16 %0, %1, %2" : "=r"(lanes) : "r"(offsets), "r"(bytes));
  return lanes;
#else
  uint32_t low = offsets + (uint32_t)(int32_t)(int8_t)bytes;
  uint32_t high = (offsets >> 16) + (uint32_t)(int32_t)(int8_t)(bytes >> 16);
  return (low & 0xffffu) | high << 16;
#endif
}

/* Bytes 1 and 3, sign-extended, plus the lanes of `offsets`. */
REDOUBT_STEP uint32_t redoubt_odd_lanes(uint32_t offsets, uint32_t bytes) {
#if REDOUBT_HAS_DUAL_MAC
  uint32_t lanes;
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(lanes) : "r"(offsets), "r"(bytes));
  return lanes;
#else
  return redoubt_even_lanes(offsets, bytes >> 8);
#endif
}

/* The product of the lower lanes plus that of the upper ones plus a sum, wrapping. */
REDOUBT_STEP int32_t redoubt_dual_mac(uint32_t a, uint32_t b, int32_t sum) {
#if REDOUBT_HAS_DUAL_MAC
  int32_t result;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
#else
  int32_t low = (int32_t)(int16_t)a * (int16_t)b;
  int32_t high = (int32_t)(int16_t)(a >> 16) * (int16_t)(b >> 16);
  return (int32_t)((uint32_t)low + (uint32_t)high + (uint32_t)sum);
#endif
}

/* An accumulator rescaled to an int8 value: multiplied, rounded, shifted right with rounding (ties away from zero), the
 * zero point added, saturated.
 *
 *   doubled   Twice the accumulator, -2^30 <= accumulator < 2^30.
 *   multiplier  0 ... 2^31 - 1, in Q31.
 *   addend    (2 * zero point + 1) << (shift - 1).
 *   shift     1 ... 22.
 *
 * A high half of doubled * multiplier is the reference's doubling high multiply of the accumulator. Half a step is added
 * before the shift, one less for a negative value, which makes ties go away from zero; adding the zero point to the
 * same sum saves an instruction. */
REDOUBT_STEP int32_t redoubt_rescale(int32_t doubled, int32_t multiplier, int32_t addend, int32_t shift) {
  int32_t value = addend + (doubled >> 31);
#if REDOUBT_HAS_DUAL_MAC
  __asm__("smmlar %0, %1, %2, %3" : "=r"(value) : "r"(doubled), "r"(multiplier), "r"(value));
  value >>= shift;
  __asm__("ssat %0, #8, %1" : "=r"(value) : "r"(value));
  return value;
#else
  int64_t product = (int64_t)doubled * multiplier + 0x80000000ll;
  value = (int32_t)((product >> 32) + value) >> shift;
  return value < -128 ? -128 : value > 127 ? 127 : value;
#endif
}

/* What requantises an output channel: twice the bias; then the operands of `redoubt_rescale`. */
typedef struct {
  int32_t bias, multiplier, addend, shift;
} redoubt_fast_channel;

/* Expands `groups` times four bytes, every `step` bytes of the source (0 repeats the same four), to one of the four
 * interleaved lanes of a column: its two words of a group lie 16 bytes apart, its groups 32. */
REDOUBT_STEP void redoubt_expand_to_column(
    uint32_t *column, const int8_t *source, long step, long groups, uint32_t offsets) {
  if (groups == 0) return;
  do {
    uint32_t bytes = redoubt_load_bytes(source);
    source += step;
    column[0] = redoubt_even_lanes(offsets, bytes);
    column[4] = redoubt_odd_lanes(offsets, bytes);
    column += 8;
  } while (--groups != 0);
}

/* Copies `count` bytes; with a step of 0 the same four bytes of the source, again and again. */
REDOUBT_STEP void redoubt_gather(int8_t *target, const int8_t *source, long step, long count) {
  for (long words = count >> 2; words > 0; words--) {
    uint32_t bytes = redoubt_load_bytes(source);
    __builtin_memcpy(target, &bytes, 4);
    source += 4 * step;
    target += 4;
  }
  if ((count &= 3) == 0) return;
  do {
    *target++ = *source;
    source += step;
  } while (--count != 0);
}

/* Dot products of a row of weights with the four vectors that lie interleaved in a column. */
typedef struct {
  int32_t first, second, third, fourth;
} redoubt_four_sums;

#if REDOUBT_HAS_DUAL_MAC
/* Thirteen instructions for sixteen products. The four words of a load have to stand in ascending registers, so they
 * are named. */
#define REDOUBT_GROUP_OF_FOUR(bytes)                                      \
  __asm__("sxtb16 r8, %[w]\n\t"                                           \
          "sxtb16 %[w], %[w], ror #8\n\t"                                 \
          "ldm %[column]!, {r4, r5, r6, r9}\n\t"                          \
          "smlad %[a], r8, r4, %[a]\n\t"                                  \
          "smlad %[b], r8, r5, %[b]\n\t"                                  \
          "smlad %[c], r8, r6, %[c]\n\t"                                  \
          "smlad %[d], r8, r9, %[d]\n\t"                                  \
          "ldm %[column]!, {r4, r5, r6, r9}\n\t"                          \
          "smlad %[a], %[w], r4, %[a]\n\t"                                \
          "smlad %[b], %[w], r5, %[b]\n\t"                                \
          "smlad %[c], %[w], r6, %[c]\n\t"                                \
          "smlad %[d], %[w], r9, %[d]\n\t"                                \
          : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d),           \
            [column] "+r"(column), [w] "+r"(bytes)                        \
          : "m"(*(const uint32_t(*)[8])column)                            \
          : "r4", "r5", "r6", "r8", "r9")
#else
#define REDOUBT_GROUP_OF_FOUR(bytes)                                      \
  do {                                                                    \
    uint32_t even = redoubt_even_lanes(0, bytes);                         \
    uint32_t odd = redoubt_odd_lanes(0, bytes);                           \
    a = redoubt_dual_mac(odd, column[4], redoubt_dual_mac(even, column[0], a)); \
    b = redoubt_dual_mac(odd, column[5], redoubt_dual_mac(even, column[1], b)); \
    c = redoubt_dual_mac(odd, column[6], redoubt_dual_mac(even, column[2], c)); \
    d = redoubt_dual_mac(odd, column[7], redoubt_dual_mac(even, column[3], d)); \
    column += 8;                                                          \
  } while (0)
#endif

/* The last 1 ... 3 bytes of a row of `count`, the others 0; reads nothing outside the row. */
REDOUBT_STEP uint32_t redoubt_load_tail(const int8_t *end, long count) {
  long tail = count & 3;
  if (count >= 4) return redoubt_load_bytes(end - 4) >> (32 - 8 * tail);
  uint32_t bytes = 0;
  for (long i = 1; i <= tail; i++) bytes = bytes << 8 | (uint8_t)end[-i];
  return bytes;
}

/* Dot products of `channels` rows of `count` weights, one behind the other, with a column of ceil(count / 4) groups;
 * lanes of the last group beyond `count` are ignored.
 *
 *   sums      Four words per channel.
 *   channels  At least 1.
 *
 * The sums go through memory, because the loop over the weights takes every register there is. */
REDOUBT_STEP void redoubt_dot_columns(
    redoubt_four_sums *sums, long channels, const uint32_t *start, const int8_t *weights, long count) {
  do {
    int32_t a = 0, b = 0, c = 0, d = 0;
    uint32_t bytes;
    const uint32_t *column = start;
    const int8_t *end = weights + (count & ~7l);
    if (weights != end) {
      do {
        bytes = redoubt_load_bytes(weights);
        REDOUBT_GROUP_OF_FOUR(bytes);
        bytes = redoubt_load_bytes(weights + 4);
        weights += 8;
        REDOUBT_GROUP_OF_FOUR(bytes);
      } while (weights != end);
    }
    if (count & 7) {
      if (count & 4) {
        bytes = redoubt_load_bytes(weights);
        weights += 4;
        REDOUBT_GROUP_OF_FOUR(bytes);
      }
      if (count & 3) {
        weights += count & 3;
        bytes = redoubt_load_tail(weights, count);
        REDOUBT_GROUP_OF_FOUR(bytes);
      }
    }
    *sums++ = (redoubt_four_sums){a, b, c, d};
  } while (--channels != 0);
}

/* Requantises the sums of four pixels in `count` channels, at least 1, to bytes: those of a channel `step` bytes apart,
 * the first written last, the channels one behind the other. */
REDOUBT_STEP void redoubt_store_four_pixels(
    const redoubt_four_sums *sums, const redoubt_fast_channel *channels, long count, int8_t *output, long step) {
  do {
#if REDOUBT_HAS_DUAL_MAC
#define REDOUBT_RESCALE(sum)                                              \
  "add " sum ", r4, " sum ", lsl #1\n\t"                                  \
  "add %[t], r6, " sum ", asr #31\n\t"                                   \
  "smmlar " sum ", " sum ", r5, %[t]\n\t"                                \
  "asr " sum ", " sum ", r8\n\t"                                         \
  "ssat " sum ", #8, " sum "\n\t"
    uint32_t t;
    __asm__ volatile("ldm %[channels]!, {r4, r5, r6, r8}\n\t"
                     "ldm %[sums]!, {r9, r10, r11, r12}\n\t"                             //
                     REDOUBT_RESCALE("r12") REDOUBT_RESCALE("r11") REDOUBT_RESCALE("r10")
                     REDOUBT_RESCALE("r9")
                     "add %[t], %[output], %[step], lsl #1\n\t"
                     "strb r12, [%[t], %[step]]\n\t"
                     "strb r11, [%[t]]\n\t"
                     "strb r10, [%[output], %[step]]\n\t"
                     "strb r9, [%[output]], #1\n\t"
                     : [channels] "+r"(channels), [sums] "+r"(sums), [output] "+r"(output), [t] "=&r"(t)
                     : [step] "r"(step)
                     : "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "memory");
#else
    const int32_t values[4] = {sums->first, sums->second, sums->third, sums->fourth};
    for (int i = 3; i >= 0; i--)
      output[i * step] = (int8_t)redoubt_rescale(
          (int32_t)((uint32_t)channels->bias + 2u * (uint32_t)values[i]), channels->multiplier, channels->addend,
          channels->shift);
    sums++;
    channels++;
    output++;
#endif
  } while (--count != 0);
}

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

#if REDOUBT_HAS_DUAL_MAC
/* Nineteen instructions for sixteen products; needs weights aligned to 4. */
#define REDOUBT_SIXTEEN_OF_ROW                                            \
  __asm__("ldm %[w]!, {r4, r5, r6, r8}\n\t"                               \
          "ldm %[row]!, {r9, r10, r11, r12}\n\t"                          \
          "sxtb16 %[t], r4\n\t"                                          \
          "smlad %[sum], %[t], r9, %[sum]\n\t"                           \
          "sxtb16 r4, r4, ror #8\n\t"                                    \
          "smlad %[sum], r4, r10, %[sum]\n\t"                            \
          "sxtb16 %[t], r5\n\t"                                          \
          "smlad %[sum], %[t], r11, %[sum]\n\t"                          \
          "sxtb16 r5, r5, ror #8\n\t"                                    \
          "smlad %[sum], r5, r12, %[sum]\n\t"                            \
          "ldm %[row]!, {r9, r10, r11, r12}\n\t"                          \
          "sxtb16 %[t], r6\n\t"                                          \
          "smlad %[sum], %[t], r9, %[sum]\n\t"                           \
          "sxtb16 r6, r6, ror #8\n\t"                                    \
          "smlad %[sum], r6, r10, %[sum]\n\t"                            \
          "sxtb16 %[t], r8\n\t"                                          \
          "smlad %[sum], %[t], r11, %[sum]\n\t"                          \
          "sxtb16 r8, r8, ror #8\n\t"                                    \
          "smlad %[sum], r8, r12, %[sum]\n\t"                            \
          : [sum] "+r"(sum), [row] "+r"(row), [w] "+r"(weights), [t] "=&r"(lanes) \
          : "m"(*(const uint32_t(*)[8])row), "m"(*(const int8_t(*)[16])weights) \
          : "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12")
#endif

/* Dot products of rows of `count` weights plus their offset, one behind the other, with an expanded row of
 * ceil(count / 4) groups, whose lanes beyond `count` hold 0.
 *
 *   sums      One word per channel.
 *   channels  At least 1.
 *   offsets   Added to every weight, in both lanes. */
REDOUBT_STEP void redoubt_dot_rows(
    int32_t *sums, long channels, const uint32_t *start, const int8_t *weights, long count, uint32_t offsets) {
  long blocks = 0;
#if REDOUBT_HAS_DUAL_MAC
  if (offsets == 0 && (((uintptr_t)weights | (uintptr_t)count) & 3) == 0) blocks = count & ~31l;
#endif
  do {
    int32_t sum = 0;
    const uint32_t *row = start;
#if REDOUBT_HAS_DUAL_MAC
    if (blocks != 0) {
      const int8_t *end = weights + blocks;
      do {
        uint32_t lanes;
        REDOUBT_SIXTEEN_OF_ROW;
        REDOUBT_SIXTEEN_OF_ROW;
      } while (weights != end);
    }
#endif
    for (long rest = count - blocks; rest > 0; rest -= 4) {
      uint32_t bytes;
      if (rest >= 4) {
        bytes = redoubt_load_bytes(weights);
        weights += 4;
      } else {
        weights += rest;
        bytes = redoubt_load_tail(weights, count);
      }
      sum = redoubt_dual_mac(row[0], redoubt_even_lanes(offsets, bytes), sum);
      sum = redoubt_dual_mac(row[1], redoubt_odd_lanes(offsets, bytes), sum);
      row += 2;
    }
    *sums++ = sum;
  } while (--channels != 0);
}

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

/* Requantises the sums of four neighbouring channels to four neighbouring bytes. */
REDOUBT_STEP void redoubt_store_four_channels(
    redoubt_four_sums sums, const redoubt_fast_channel *channels, int8_t *output) {
#if REDOUBT_HAS_DUAL_MAC
#define REDOUBT_STORE_CHANNEL(sum, place)                                 \
  "ldm %[channels]!, {r4, r5, r6, r8}\n\t"                               \
  "add %[" sum "], r4, %[" sum "], lsl #1\n\t"                           \
  "add r6, r6, %[" sum "], asr #31\n\t"                                  \
  "smmlar r6, %[" sum "], r5, r6\n\t"                                    \
  "asr r6, r6, r8\n\t"                                                   \
  "ssat r6, #8, r6\n\t"                                                  \
  "strb r6, [%[output], #" place "]\n\t"
  __asm__ volatile(REDOUBT_STORE_CHANNEL("a", "0") REDOUBT_STORE_CHANNEL("b", "1")
                       REDOUBT_STORE_CHANNEL("c", "2") REDOUBT_STORE_CHANNEL("d", "3")
                   : [a] "+r"(sums.first), [b] "+r"(sums.second), [c] "+r"(sums.third), [d] "+r"(sums.fourth),
                     [channels] "+r"(channels)
                   : [output] "r"(output)
                   : "r4", "r5", "r6", "r8", "memory");
#else
  const int32_t values[4] = {sums.first, sums.second, sums.third, sums.fourth};
  for (int i = 0; i < 4; i++) {
    redoubt_fast_channel c = channels[i];
    output[i] = (int8_t)redoubt_rescale(
        (int32_t)((uint32_t)c.bias + 2u * (uint32_t)values[i]), c.multiplier, c.addend, c.shift);
  }
#endif
}

/* As `redoubt_depthwise_four` for `pixels` neighbouring output pixels, at least 1, whose windows meet the input alike.
 *
 *   kept      Where the sums of the last pixel go; NULL to have all of them requantised and stored.
 *   stride    Bytes from a window to the next in the input.
 *   depth     Bytes from a pixel to the next in the output. */
REDOUBT_STEP void redoubt_depthwise_pixels(
    long pixels, const int8_t *input, long stride, long step, long line, const uint32_t *weights, long skip, long rows,
    long taps, uint32_t offsets, const redoubt_fast_channel *channels, redoubt_four_sums *kept, int8_t *output,
    long depth) {
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
