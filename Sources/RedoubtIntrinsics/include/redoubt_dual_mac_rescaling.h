#ifndef REDOUBT_DUAL_MAC_RESCALING_H
#define REDOUBT_DUAL_MAC_RESCALING_H

#include "redoubt_dual_mac_lanes.h"

/* Accumulators to int8 values. */

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

/* Dot products of a row of weights with the four vectors that lie interleaved in a column. */
typedef struct {
  int32_t first, second, third, fourth;
} redoubt_four_sums;

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

#endif
