#ifndef REDOUBT_DUAL_MAC_ADDITION_H
#define REDOUBT_DUAL_MAC_ADDITION_H

#include "redoubt_dual_mac_rescaling.h"

/* Steps of ADD: two int8 operands brought to one scale, added, and rescaled. */

/* An operand's way to the common scale.
 *
 *   offsets     Added to every element, in both lanes: minus the zero point.
 *   left        21 where a right shift follows, else 22: the bits that an element gains, doubled as the high multiply wants
 *               it; with 22 the right shift by one below loses nothing.
 *   multiplier  0 ... 2^31 - 1, in Q31.
 *   addend      Half a step of the shift: 1 << (shift - 1).
 *   shift       1 ... 30. */
typedef struct {
  uint32_t offsets;
  int32_t left, multiplier, addend, shift;
} redoubt_fast_operand;

/* Both operands, and what `redoubt_rescale` wants of the sum. */
typedef struct {
  redoubt_fast_operand first, second;
  int32_t multiplier, addend, shift;
} redoubt_fast_sum;

/* A doubled value rescaled as by `redoubt_rescale`, without zero point and saturation. */
REDOUBT_STEP int32_t redoubt_rescale_operand(int32_t doubled, const redoubt_fast_operand *p) {
  int32_t value = p->addend + (doubled >> 31);
#if REDOUBT_HAS_DUAL_MAC
  __asm__("smmlar %0, %1, %2, %3" : "=r"(value) : "r"(doubled), "r"(p->multiplier), "r"(value));
#else
  value += (int32_t)(((int64_t)doubled * p->multiplier + 0x80000000ll) >> 32);
#endif
  return value >> p->shift;
}

/* Adds four neighbouring elements of an operand to sums in the common scale. */
REDOUBT_STEP void redoubt_add_operand(int32_t sums[4], const int8_t *elements, const redoubt_fast_operand *p) {
  const uint32_t bytes = redoubt_load_bytes(elements), left = (uint32_t)p->left;
  const uint32_t even = redoubt_even_lanes(p->offsets, bytes), odd = redoubt_odd_lanes(p->offsets, bytes);
  /* A lane holds at most ten bits and a sign: the upper one leaves the word. */
  sums[0] += redoubt_rescale_operand((int32_t)(even << left), p);
  sums[1] += redoubt_rescale_operand((int32_t)(odd << left), p);
  sums[2] += redoubt_rescale_operand((int32_t)((even >> 16) << left), p);
  sums[3] += redoubt_rescale_operand((int32_t)((odd >> 16) << left), p);
}

/* Adds `groups` groups of four elements. */
REDOUBT_STEP void redoubt_add_groups(
    const int8_t *first, const int8_t *second, int8_t *output, long groups, const redoubt_fast_sum *p) {
  for (; groups > 0; groups--) {
    int32_t sums[4] = {0, 0, 0, 0};
    redoubt_add_operand(sums, first, &p->first);
    redoubt_add_operand(sums, second, &p->second);
    first += 4;
    second += 4;
    for (int i = 0; i < 4; i++)
      output[i] = (int8_t)redoubt_rescale((int32_t)((uint32_t)sums[i] << 1), p->multiplier, p->addend, p->shift);
    output += 4;
  }
}

#endif
