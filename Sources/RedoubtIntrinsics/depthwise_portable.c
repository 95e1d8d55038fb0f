#include <string.h>

#include "depthwise.h"
#include "staging.h"

/// Adds the products of one tap for `count` lanes.
static inline void accumulate_tap(uint32_t sums[REDOUBT_LANES], const uint8_t *cells, const int8_t *weights,
                                  int32_t count) {
  for (int32_t lane = 0; lane < count; lane++)
    sums[lane] += (uint32_t)((int32_t)cells[lane] * weights[lane * 4]);
}

/// As above where the cell is padding: its value in unsigned form need not fit a byte.
static inline void accumulate_padding(uint32_t sums[REDOUBT_LANES], uint32_t value, const int8_t *weights,
                                      int32_t count) {
  for (int32_t lane = 0; lane < count; lane++) sums[lane] += value * (uint32_t)(int32_t)weights[lane * 4];
}

void redoubt_depthwise_run_portable(const redoubt_depthwise *plan, const void *packed, const uint8_t *staged,
                                    const redoubt_quantisation *quantisation, int8_t *output) {
  const redoubt_window *window = &plan->window;
  const int32_t channels = window->output_channels;
  const uint32_t padding_value = (uint32_t)quantisation->input_zero_point + 128;
  const bool has_wide_padding = plan->has_padding && padding_value > 255;
  for (int32_t y = 0; y < window->output_height; y++) {
    for (int32_t x = 0; x < window->output_width; x++) {
      for (int32_t index = 0; index < plan->blocks; index++) {
        const redoubt_block *block = redoubt_block_at(packed, plan->block_bytes, index);
        const int8_t *weights = redoubt_block_weights(block);
        const int32_t channel = index * REDOUBT_LANES;
        const int32_t count = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
        uint32_t sums[REDOUBT_LANES];
        memcpy(sums, block->bias, sizeof sums);
        for (int32_t row = 0; row < window->kernel_height; row++) {
          const uint8_t *cells = redoubt_depthwise_row(plan, staged, y, row) + channel;
          const int32_t staged_row = y * window->stride_height + row * window->dilation_height;
          for (int32_t column = 0; column < window->kernel_width; column++) {
            const int32_t staged_column = x * window->stride_width + column * window->dilation_width;
            const int64_t group = (int64_t)(row / 4) * window->kernel_width + column;
            const int8_t *tap_weights = weights + group * REDOUBT_LANES * 4 + row % 4;
            if (has_wide_padding && redoubt_is_padding(window, staged_row, staged_column)) {
              accumulate_padding(sums, padding_value, tap_weights, count);
            } else {
              accumulate_tap(sums, cells + (size_t)staged_column * (size_t)channels, tap_weights, count);
            }
          }
        }
        int32_t signed_sums[REDOUBT_LANES];
        memcpy(signed_sums, sums, sizeof sums);
        redoubt_block_store(block, signed_sums, quantisation, output + channel, count);
      }
      output += channels;
    }
  }
}
