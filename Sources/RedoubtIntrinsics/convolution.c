#include "convolution.h"

#include <string.h>

#include "staging.h"

bool redoubt_convolution_prepare(const redoubt_window *window, redoubt_convolution *plan) {
  redoubt_staged_size staged;
  if (!redoubt_staged_size_make(window, &staged)) return false;
  plan->window = *window;
  plan->staged_height = staged.height;
  plan->staged_width = staged.width;
  plan->has_padding = staged.has_padding;
  plan->staged_bytes = (size_t)staged.bytes + REDOUBT_STAGING_SLACK;
  const bool is_dilated = window->dilation_width != 1;
  plan->runs_per_row = is_dilated ? window->kernel_width : 1;
  plan->run_bytes = is_dilated ? window->input_channels : window->input_channels * window->kernel_width;
  plan->run_groups = (int32_t)(((int64_t)plan->run_bytes + 3) / 4);
  const int64_t groups = (int64_t)plan->run_groups * plan->runs_per_row * window->kernel_height;
  const int64_t blocks = ((int64_t)window->output_channels + REDOUBT_LANES - 1) / REDOUBT_LANES;
  if (groups > INT32_MAX / 64 - REDOUBT_BLOCK_HEADER_BYTES) return false;
  const int64_t block_bytes = REDOUBT_BLOCK_HEADER_BYTES + groups * REDOUBT_LANES * 4;
  if (block_bytes * blocks > INT32_MAX) return false;
  plan->groups = (int32_t)groups;
  plan->blocks = (int32_t)blocks;
  plan->block_bytes = (size_t)block_bytes;
  plan->packed_bytes = (size_t)(block_bytes * blocks);
  return true;
}

void redoubt_convolution_pack_begin(const redoubt_convolution *plan, void *packed) {
  redoubt_blocks_clear(packed, plan->block_bytes, plan->blocks);
}

void redoubt_convolution_pack_channel(const redoubt_convolution *plan, void *packed, int32_t channel,
                                      const int8_t *weights, int32_t bias, int32_t multiplier, int32_t shift,
                                      const redoubt_quantisation *quantisation) {
  const redoubt_window *window = &plan->window;
  const int32_t lane = channel % REDOUBT_LANES;
  redoubt_block *block =
      (redoubt_block *)((char *)packed + plan->block_bytes * (size_t)(channel / REDOUBT_LANES));
  const int32_t runs = window->kernel_height * plan->runs_per_row;
  const int8_t *from = weights + (size_t)channel * (size_t)runs * (size_t)plan->run_bytes;
  int8_t *to = (int8_t *)block + REDOUBT_BLOCK_HEADER_BYTES + lane * 4;
  const int32_t whole_groups = plan->run_bytes / 4, rest = plan->run_bytes % 4;
  redoubt_weight_sums sums = {0, 0};
  for (int32_t run = 0; run < runs; run++) {
    for (int32_t index = 0; index < plan->run_bytes; index++) {
      sums.sum += from[index];
      sums.magnitude += from[index] < 0 ? -from[index] : from[index];
    }
    for (int32_t group = 0; group < whole_groups; group++) {
      memcpy(to, from, 4);
      from += 4;
      to += REDOUBT_LANES * 4;
    }
    if (rest > 0) {
      // The rest of the group stays 0 from `pack_begin`.
      memcpy(to, from, (size_t)rest);
      from += rest;
      to += REDOUBT_LANES * 4;
    }
  }
  redoubt_block_set_lane(block, lane, sums, bias, multiplier, shift, quantisation);
  if (window->output_channels <= REDOUBT_LANES / 2) {
    // Eight channels leave half of the lanes: kernels scale a second pixel there.
    redoubt_block_set_lane(block, lane + REDOUBT_LANES / 2, sums, bias, multiplier, shift, quantisation);
  }
}

void redoubt_convolution_stage(redoubt_isa isa, const redoubt_convolution *plan, const int8_t *input,
                               int32_t input_zero_point, uint8_t *staged) {
  redoubt_stage(isa, &plan->window, plan->staged_height, plan->staged_width, input, input_zero_point, staged);
}

bool redoubt_convolution_accumulate(redoubt_isa isa, const redoubt_convolution *plan, const void *packed,
                                    const uint8_t *staged, int32_t input_zero_point, int32_t *accumulators) {
#if defined(__x86_64__)
  const bool has_padding_byte = !plan->has_padding || (input_zero_point >= -128 && input_zero_point <= 127);
  if (isa == REDOUBT_ISA_AVX512_VNNI && has_padding_byte) {
    redoubt_convolution_accumulate_avx512(plan, packed, staged, accumulators);
    return true;
  }
#else
  (void)isa, (void)plan, (void)packed, (void)staged, (void)input_zero_point, (void)accumulators;
#endif
  return false;
}

void redoubt_convolution_run(redoubt_isa isa, const redoubt_convolution *plan, const void *packed,
                             const uint8_t *staged, const redoubt_quantisation *quantisation,
                             int8_t *output) {
  const int32_t zero_point = quantisation->input_zero_point;
  if (plan->has_padding && (zero_point < -128 || zero_point > 127)) {
    redoubt_convolution_run_wide_padding(plan, packed, staged, quantisation, output);
    return;
  }
  // Neighbouring blocks that are alike go to the path together.
  const bool clamp_is_exact = redoubt_clamp_is_exact(quantisation);
  int32_t first = 0;
  while (first < plan->blocks) {
    const bool is_exact = clamp_is_exact && redoubt_block_at(packed, plan->block_bytes, first)->exact_lanes ==
                                                REDOUBT_ALL_LANES;
    int32_t end = first + 1;
    while (end < plan->blocks &&
           is_exact == (clamp_is_exact &&
                        redoubt_block_at(packed, plan->block_bytes, end)->exact_lanes == REDOUBT_ALL_LANES)) {
      end++;
    }
#if defined(__x86_64__)
    if (isa == REDOUBT_ISA_AVX512_VNNI) {
      redoubt_convolution_run_avx512(plan, packed, staged, quantisation, output, first, end, is_exact);
    } else if (isa == REDOUBT_ISA_AVX2) {
      redoubt_convolution_run_avx2(plan, packed, staged, quantisation, output, first, end, is_exact);
    } else {
      redoubt_convolution_run_portable(plan, packed, staged, quantisation, output, first, end);
    }
#else
    (void)isa;
    redoubt_convolution_run_portable(plan, packed, staged, quantisation, output, first, end);
#endif
    first = end;
  }
}
