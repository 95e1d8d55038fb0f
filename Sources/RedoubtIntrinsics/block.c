#include "block.h"

#include <string.h>

#include "requantisation.h"

void redoubt_blocks_clear(void *packed, size_t block_bytes, int32_t blocks) {
  memset(packed, 0, block_bytes * (size_t)blocks);
  for (int32_t index = 0; index < blocks; index++) {
    redoubt_block *block = (redoubt_block *)((char *)packed + block_bytes * (size_t)index);
    block->exact_lanes = REDOUBT_ALL_LANES;
  }
}

/// Whether |accumulator| stays below 2^30 for every input.
static bool is_bounded(redoubt_weight_sums sums, int32_t bias, int32_t input_zero_point) {
  const int64_t lowest = -128 - (int64_t)input_zero_point;
  const int64_t highest = 127 - (int64_t)input_zero_point;
  const int64_t reach = -lowest > highest ? -lowest : highest;
  // A zero point this far out is a fault; leaving it to the scalar path keeps the product below in range.
  if (reach > INT64_C(1) << 20) return false;
  const int64_t bias_magnitude = bias < 0 ? -(int64_t)bias : bias;
  return sums.magnitude * reach + bias_magnitude < INT64_C(1) << 30;
}

void redoubt_block_set_lane(redoubt_block *block, int32_t lane, redoubt_weight_sums sums, int32_t bias,
                            int32_t multiplier, int32_t shift, const redoubt_quantisation *quantisation) {
  const uint32_t bit = UINT32_C(1) << lane;
  const uint32_t offset = -(uint32_t)quantisation->input_zero_point - 128;
  block->bias[lane] = (int32_t)((uint32_t)bias + offset * (uint32_t)sums.sum);
  block->multiplier[lane] = multiplier;
  block->shift[lane] = shift;

  // The same for every input: a channel without weights (networks have them, with biases as large as their
  // scales are small), or one with multiplier 0.
  const bool is_constant = sums.magnitude == 0 || multiplier == 0;
  const bool is_bounded_product = quantisation->rounding == REDOUBT_ROUNDING_DOUBLE && multiplier > 0 &&
                                  shift <= 0 && shift >= -31 &&
                                  is_bounded(sums, bias, quantisation->input_zero_point);
  uint64_t scale = 0, nudge = 0;
  int32_t right = 0;
  if (is_constant) {
    nudge = (uint64_t)(uint32_t)redoubt_requantised(bias, multiplier, shift, quantisation->rounding) << 32;
  } else if (is_bounded_product) {
    right = -shift;
    scale = (uint64_t)multiplier;
    // The first rounding adds half at bit 31, the second half of the last place that stays.
    nudge = (UINT64_C(1) << 31) + (right > 0 ? UINT64_C(1) << (31 + right) : 0);
    // Values from 0 on get this 1 back.
    if (right > 0) nudge -= UINT64_C(1) << 32;
    nudge -= scale * 2 * REDOUBT_ACCUMULATOR_BIAS;
  }
  (lane % 2 == 0 ? block->nudge_even : block->nudge_odd)[lane / 2] = nudge;
  block->doubled_multiplier[lane] = (uint32_t)scale * 2;
  block->right[lane] = right;
  block->away_lanes = right > 0 ? block->away_lanes | bit : block->away_lanes & ~bit;
  block->exact_lanes = is_constant || is_bounded_product ? block->exact_lanes | bit : block->exact_lanes & ~bit;
}

void redoubt_block_fill(redoubt_block *block, int32_t multiplier, int32_t shift) {
  const redoubt_quantisation quantisation = {.rounding = REDOUBT_ROUNDING_DOUBLE};
  memset(block, 0, sizeof *block);
  for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
    // Sums of one weight of 1: not constant.
    redoubt_block_set_lane(block, lane, (redoubt_weight_sums){0, 1}, 0, multiplier, shift, &quantisation);
  }
}

bool redoubt_clamp_is_exact(const redoubt_quantisation *quantisation) {
  return quantisation->output_zero_point >= -128 && quantisation->output_zero_point <= 127 &&
         quantisation->minimum >= -128 && quantisation->minimum <= 127 && quantisation->maximum >= -128 &&
         quantisation->maximum <= 127;
}

void redoubt_block_store(const redoubt_block *block, const int32_t *accumulators,
                         const redoubt_quantisation *quantisation, int8_t *output, int32_t count) {
  const bool is_single = quantisation->rounding == REDOUBT_ROUNDING_SINGLE;
  for (int32_t lane = 0; lane < count; lane++) {
    const int32_t multiplier = block->multiplier[lane], shift = block->shift[lane];
    const int32_t scaled = is_single ? redoubt_requantised_single(accumulators[lane], multiplier, shift)
                                     : redoubt_requantised_double(accumulators[lane], multiplier, shift);
    output[lane] = redoubt_clamped(scaled, quantisation->output_zero_point, quantisation->minimum,
                                   quantisation->maximum);
  }
}
