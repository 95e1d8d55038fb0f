#include "depthwise.h"

#include "staging.h"

bool redoubt_depthwise_prepare(const redoubt_window *window, redoubt_depthwise *plan) {
  redoubt_staged_size staged;
  if (window->input_channels != window->output_channels || !redoubt_staged_size_make(window, &staged)) {
    return false;
  }
  const int32_t channels = window->output_channels;
  plan->window = *window;
  plan->staged_height = staged.height;
  plan->staged_width = staged.width;
  plan->has_padding = staged.has_padding;
  plan->row_groups = (int32_t)(((int64_t)window->kernel_height + 3) / 4);
  const bool shares_vectors =
      channels < REDOUBT_LANES && REDOUBT_LANES % channels == 0 && window->stride_width == 1;
  plan->pixels_per_vector = shares_vectors ? REDOUBT_LANES / channels : 1;
  plan->blocks = (int32_t)(((int64_t)channels + REDOUBT_LANES - 1) / REDOUBT_LANES);

  const int64_t taps = (int64_t)plan->row_groups * window->kernel_width;
  if (taps > INT32_MAX / 64) return false;
  const int64_t block_bytes = REDOUBT_BLOCK_HEADER_BYTES + taps * REDOUBT_LANES * 4;
  if (block_bytes * plan->blocks > INT32_MAX) return false;
  plan->block_bytes = (size_t)block_bytes;
  plan->packed_bytes = (size_t)(block_bytes * plan->blocks);

  // A vector may begin at the last column's last channel; whole chunks of 64 columns are written.
  const int64_t row_lanes = ((int64_t)staged.width * channels + REDOUBT_LANES + 63) / 64 * 64;
  const int64_t image_bytes = (staged.bytes + REDOUBT_STAGING_SLACK + 63) / 64 * 64;
  if (row_lanes > INT32_MAX / 4 / plan->row_groups) return false;
  plan->interleaved_bytes = (size_t)row_lanes * 4;
  plan->interleaved_offset = (size_t)image_bytes;
  const int64_t staged_bytes = image_bytes + row_lanes * 4 * plan->row_groups;
  if (staged_bytes > INT32_MAX) return false;
  plan->staged_bytes = (size_t)staged_bytes;
  return true;
}

bool redoubt_depthwise_supports(const redoubt_window *window) {
  redoubt_depthwise plan;
  return redoubt_depthwise_prepare(window, &plan);
}

void redoubt_depthwise_pack_begin(const redoubt_depthwise *plan, void *packed) {
  redoubt_blocks_clear(packed, plan->block_bytes, plan->blocks);
}

void redoubt_depthwise_pack_channel(const redoubt_depthwise *plan, void *packed, int32_t channel,
                                    const int8_t *weights, int32_t bias, int32_t multiplier, int32_t shift,
                                    const redoubt_quantisation *quantisation) {
  const redoubt_window *window = &plan->window;
  redoubt_block *block =
      (redoubt_block *)((char *)packed + plan->block_bytes * (size_t)(channel / REDOUBT_LANES));
  int8_t *block_weights = (int8_t *)block + REDOUBT_BLOCK_HEADER_BYTES;
  // A channel has one lane per pixel that shares the vector.
  const int32_t lane_step = plan->pixels_per_vector > 1 ? window->output_channels : REDOUBT_LANES;
  redoubt_weight_sums sums = {0, 0};
  for (int32_t row = 0; row < window->kernel_height; row++) {
    for (int32_t column = 0; column < window->kernel_width; column++) {
      const int64_t tap = (int64_t)row * window->kernel_width + column;
      const int8_t weight = weights[tap * window->output_channels + channel];
      sums.sum += weight;
      sums.magnitude += weight < 0 ? -weight : weight;
      const int64_t group = (int64_t)(row / 4) * window->kernel_width + column;
      for (int32_t lane = channel % REDOUBT_LANES; lane < REDOUBT_LANES; lane += lane_step) {
        block_weights[(group * REDOUBT_LANES + lane) * 4 + row % 4] = weight;
      }
    }
  }
  for (int32_t lane = channel % REDOUBT_LANES; lane < REDOUBT_LANES; lane += lane_step) {
    redoubt_block_set_lane(block, lane, sums, bias, multiplier, shift, quantisation);
  }
}

void redoubt_depthwise_stage(redoubt_isa isa, const redoubt_depthwise *plan, const int8_t *input,
                             int32_t input_zero_point, uint8_t *staged) {
  redoubt_stage(isa, &plan->window, plan->staged_height, plan->staged_width, input, input_zero_point, staged);
}

void redoubt_depthwise_run(redoubt_isa isa, const redoubt_depthwise *plan, const void *packed,
                           uint8_t *staged, const redoubt_quantisation *quantisation, int8_t *output) {
#if defined(__x86_64__)
  const int32_t zero_point = quantisation->input_zero_point;
  const bool has_wide_padding = plan->has_padding && (zero_point < -128 || zero_point > 127);
  if (isa == REDOUBT_ISA_AVX512_VNNI && !has_wide_padding) {
    redoubt_depthwise_run_avx512(plan, packed, staged, quantisation, output);
    return;
  }
  if (isa == REDOUBT_ISA_AVX2 && !has_wide_padding) {
    redoubt_depthwise_run_avx2(plan, packed, staged, quantisation, output);
    return;
  }
#else
  (void)isa;
#endif
  redoubt_depthwise_run_portable(plan, packed, staged, quantisation, output);
}
