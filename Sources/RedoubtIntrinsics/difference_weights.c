#include "difference.h"
#include "requantisation.h"

void redoubt_difference_weights(const redoubt_difference *plan, const void *packed, const int32_t *accumulators,
                                const int8_t *input, int32_t channel, const redoubt_tap_change *taps,
                                size_t tap_count, int32_t bias_delta, redoubt_differing_tensor *output) {
  const redoubt_window *window = &plan->window;
  const redoubt_quantisation *quantisation = &plan->quantisation;
  const redoubt_block *block = redoubt_difference_block(packed, channel / REDOUBT_LANES);
  const int32_t lane = channel % REDOUBT_LANES;
  const int32_t multiplier = block->multiplier[lane], shift = block->shift[lane];
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  size_t pixel = 0;
  for (int32_t y = 0; y < window->output_height; y++) {
    const int32_t top = y * window->stride_height - window->pad_top;
    for (int32_t x = 0; x < window->output_width; x++, pixel++) {
      const int32_t left = x * window->stride_width - window->pad_left;
      uint32_t delta = (uint32_t)bias_delta;
      for (size_t index = 0; index < tap_count; index++) {
        const redoubt_tap_change *tap = &taps[index];
        const int32_t row = top + tap->kernel_row, column = left + tap->kernel_column;
        if (row < 0 || row >= window->input_height || column < 0 || column >= window->input_width) continue;
        const size_t cell = (size_t)row * (size_t)window->input_width + (size_t)column;
        const int32_t source = plan->is_depthwise ? channel : tap->input_channel;
        const int32_t value =
            input[cell * (size_t)window->input_channels + (size_t)source] - quantisation->input_zero_point;
        delta += (uint32_t)(value * tap->delta);
      }
      if (delta == 0) continue;
      const int32_t sum = (int32_t)((uint32_t)accumulators[pixel * lanes + (size_t)channel] + delta);
      const int8_t byte = redoubt_clamped(redoubt_requantised(sum, multiplier, shift, quantisation->rounding),
                                          quantisation->output_zero_point, quantisation->minimum,
                                          quantisation->maximum);
      redoubt_differing_set(output, pixel * (size_t)window->output_channels + (size_t)channel, byte);
    }
  }
}
