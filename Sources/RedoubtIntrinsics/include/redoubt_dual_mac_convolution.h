#ifndef REDOUBT_DUAL_MAC_CONVOLUTION_H
#define REDOUBT_DUAL_MAC_CONVOLUTION_H

#include "redoubt_dual_mac_rescaling.h"

/* Steps of CONV_2D: columns of four pixels, and their dot products. */

#if REDOUBT_HAS_DUAL_MAC
#define REDOUBT_EXPAND_GROUP(bytes, even, odd)                           \
  "sxtab16 r9, %[offsets], " bytes "\n\t"                                \
  "sxtab16 " bytes ", %[offsets], " bytes ", ror #8\n\t"                 \
  "str r9, [%[column], #" even "]\n\t"                                   \
  "str " bytes ", [%[column], #" odd "]\n\t"
#endif

/* Expands `groups` times four bytes, every `step` bytes of the source (0 repeats the same four), to one of the four
 * interleaved lanes of a column: its two words of a group lie 16 bytes apart, its groups 32. Out of line: it runs for every
 * pixel's line of taps, from several places. */
static __attribute__((noinline, unused)) void redoubt_expand_to_column(
    uint32_t *column, const int8_t *source, long step, long groups, uint32_t offsets) {
#if REDOUBT_HAS_DUAL_MAC
  /* Twenty instructions for sixteen bytes; the load of four words needs them aligned. */
  if (((uintptr_t)source & 3) == 0 && step == 4 && groups >= 4) {
    long turns = groups >> 2;
    groups &= 3;
    __asm__ volatile(
        "1:\n\t"
        "ldm %[source]!, {r4, r5, r6, r8}\n\t"                            //
        REDOUBT_EXPAND_GROUP("r4", "0", "16") REDOUBT_EXPAND_GROUP("r5", "32", "48")
        REDOUBT_EXPAND_GROUP("r6", "64", "80") REDOUBT_EXPAND_GROUP("r8", "96", "112")
        "add %[column], #128\n\t"
        "subs %[turns], #1\n\t"
        "bne 1b"
        : [column] "+r"(column), [source] "+r"(source), [turns] "+r"(turns)
        : [offsets] "r"(offsets)
        : "r4", "r5", "r6", "r8", "r9", "cc", "memory");
  }
#endif
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

#endif
