#include <string.h>

#include "convolution.h"
#include "staging.h"

/// Adds four products per lane.
static inline void accumulate_group(uint32_t accumulators[REDOUBT_LANES], const uint8_t *cells,
                                    const int8_t *weights) {
  const int32_t x0 = cells[0], x1 = cells[1], x2 = cells[2], x3 = cells[3];
  for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
    const int8_t *w = weights + lane * 4;
    accumulators[lane] += (uint32_t)(x0 * w[0] + x1 * w[1] + x2 * w[2] + x3 * w[3]);
  }
}

void redoubt_convolution_run_portable(const redoubt_convolution *plan, const void *packed,
                                      const uint8_t *staged, const redoubt_quantisation *quantisation,
                                      int8_t *output, int32_t first_block, int32_t end_block) {
  const redoubt_window *window = &plan->window;
  const redoubt_convolution_steps steps = redoubt_convolution_steps_of(plan);
  const redoubt_output_rows rows = redoubt_output_rows_of(plan);
  const int32_t channels = window->output_channels;
  for (int32_t index = first_block; index < end_block; index++) {
    const redoubt_block *block = redoubt_block_at(packed, plan->block_bytes, index);
    const int32_t channel = index * REDOUBT_LANES;
    const int32_t count = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
    int8_t *to = output + channel;
    for (int32_t row = 0; row < rows.rows; row++) {
      for (int32_t pixel = 0; pixel < rows.pixels; pixel++) {
        const uint8_t *window_start = staged + (size_t)row * steps.row + (size_t)pixel * steps.pixel;
        const int8_t *weights = redoubt_block_weights(block);
        uint32_t accumulators[REDOUBT_LANES];
        memcpy(accumulators, block->bias, sizeof accumulators);
        for (int32_t kernel_row = 0; kernel_row < window->kernel_height; kernel_row++) {
          for (int32_t run = 0; run < plan->runs_per_row; run++) {
            const uint8_t *cells =
                window_start + (size_t)kernel_row * steps.kernel_row + (size_t)run * steps.run;
            for (int32_t group = 0; group < plan->run_groups; group++) {
              accumulate_group(accumulators, cells, weights);
              cells += 4;
              weights += REDOUBT_LANES * 4;
            }
          }
        }
        int32_t sums[REDOUBT_LANES];
        memcpy(sums, accumulators, sizeof sums);
        redoubt_block_store(block, sums, quantisation, to, count);
        to += channels;
      }
    }
  }
}

/// One lane of one pixel, cell by cell. In unsigned form a padding cell is `128 + zero point`, whatever its
/// width.
static int32_t wide_padding_sum(const redoubt_convolution *plan, const redoubt_block *block, int32_t lane,
                                const uint8_t *staged, int32_t top, int32_t left, uint32_t padding_value) {
  const redoubt_window *window = &plan->window;
  const int8_t *group_weights = redoubt_block_weights(block) + lane * 4;
  const int32_t taps_per_run = window->kernel_width / plan->runs_per_row;
  uint32_t sum = (uint32_t)block->bias[lane];
  for (int32_t kernel_row = 0; kernel_row < window->kernel_height; kernel_row++) {
    const int32_t row = top + kernel_row * window->dilation_height;
    for (int32_t run = 0; run < plan->runs_per_row; run++) {
      for (int32_t index = 0; index < plan->run_bytes; index++) {
        const int32_t tap = run * taps_per_run + index / window->input_channels;
        const int32_t column = left + tap * window->dilation_width;
        const size_t cell =
            ((size_t)row * (size_t)plan->staged_width + (size_t)column) * (size_t)window->input_channels +
            (size_t)(index % window->input_channels);
        const uint32_t value = redoubt_is_padding(window, row, column) ? padding_value : staged[cell];
        const int32_t weight = group_weights[(size_t)(index / 4) * REDOUBT_LANES * 4 + (size_t)(index % 4)];
        sum += value * (uint32_t)weight;
      }
      group_weights += (size_t)plan->run_groups * REDOUBT_LANES * 4;
    }
  }
  return (int32_t)sum;
}

void redoubt_convolution_run_wide_padding(const redoubt_convolution *plan, const void *packed,
                                          const uint8_t *staged, const redoubt_quantisation *quantisation,
                                          int8_t *output) {
  const redoubt_window *window = &plan->window;
  const int32_t channels = window->output_channels;
  const uint32_t padding_value = (uint32_t)quantisation->input_zero_point + 128;
  for (int32_t y = 0; y < window->output_height; y++) {
    for (int32_t x = 0; x < window->output_width; x++) {
      for (int32_t index = 0; index < plan->blocks; index++) {
        const redoubt_block *block = redoubt_block_at(packed, plan->block_bytes, index);
        const int32_t channel = index * REDOUBT_LANES;
        const int32_t count = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
        int32_t sums[REDOUBT_LANES];
        for (int32_t lane = 0; lane < count; lane++) {
          sums[lane] = wide_padding_sum(plan, block, lane, staged, y * window->stride_height,
                                        x * window->stride_width, padding_value);
        }
        redoubt_block_store(block, sums, quantisation, output + channel, count);
      }
      output += channels;
    }
  }
}
