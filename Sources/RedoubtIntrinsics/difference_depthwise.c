#include <string.h>

#include "difference_pixels.h"

static void run_pixel(const redoubt_difference *plan, const void *packed, const redoubt_changed_inputs *inputs,
                      const redoubt_reach *reach, const int32_t *base, int32_t *sums, size_t pixel,
                      redoubt_differing_tensor *output) {
  const int32_t channels = plan->window.output_channels;
  const int8_t *rows = (const int8_t *)redoubt_difference_rows(plan, packed);
  // Sixteen channels at a time; entries of other channels are passed over.
  for (int32_t index = 0; index < plan->blocks; index++) {
    const int32_t first = index * REDOUBT_LANES;
    const int32_t count = channels - first < REDOUBT_LANES ? channels - first : REDOUBT_LANES;
    uint32_t accumulators[REDOUBT_LANES];
    memcpy(accumulators, base + first, sizeof accumulators);
    for (int32_t row = 0; row < reach->to - reach->from; row++) {
      const size_t skipped = (size_t)row * reach->pitch;
      const int32_t end = inputs->starts[reach->end + skipped];
      for (int32_t entry = inputs->starts[reach->first + skipped]; entry < end; entry++) {
        const int32_t lane = inputs->places[entry] % channels - first;
        if (lane < 0 || lane >= count) continue;
        const int8_t weight = rows[reach->offset + row * reach->step + inputs->places[entry]];
        accumulators[lane] += (uint32_t)(inputs->changes[entry] * weight);
      }
    }
    if (sums != NULL) {
      memcpy(sums + first, accumulators, sizeof accumulators);
      continue;
    }
    int32_t signed_sums[REDOUBT_LANES];
    memcpy(signed_sums, accumulators, sizeof signed_sums);
    redoubt_difference_store(plan, redoubt_difference_block(packed, index), signed_sums,
                             pixel * (size_t)channels + (size_t)first, count, output);
  }
}

void redoubt_difference_run_depthwise(const redoubt_difference *plan, const void *packed,
                               const redoubt_changed_inputs *inputs, const int32_t *base, int32_t *sums,
                               redoubt_differing_tensor *output) {
  redoubt_difference_pixels(plan, packed, inputs, base, sums, output, run_pixel);
}

void redoubt_difference_gather_depthwise(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                                         redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const uint32_t depth = (uint32_t)window->input_channels, width = (uint32_t)window->input_width;
  inputs->first_row = (int32_t)(changes->indices[0] / (depth * width));
  inputs->end_row = (int32_t)(changes->indices[changes->count - 1] / (depth * width)) + 1;
  size_t next = 0, pixel = (size_t)inputs->first_row * width;
  for (int32_t row = inputs->first_row; row < inputs->end_row; row++) {
    uint64_t *words = inputs->changed + (size_t)row * (size_t)inputs->words;
    memset(words, 0, (size_t)inputs->words * sizeof *words);
    for (uint32_t column = 0; column < width; column++, pixel++) {
      inputs->starts[pixel] = (int32_t)next;
      for (; next < changes->count && changes->indices[next] < (pixel + 1) * depth; next++) {
        inputs->places[next] = (int32_t)changes->indices[next];
        inputs->changes[next] = changes->deltas[next];
        words[column / 64] |= UINT64_C(1) << (column % 64);
      }
    }
  }
  inputs->starts[pixel] = (int32_t)next;
}

void redoubt_difference_gather_image_depthwise(const redoubt_difference *plan, const int8_t *input,
                                               redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const int32_t pixels = window->input_height * window->input_width, depth = window->input_channels;
  inputs->first_row = 0;
  inputs->end_row = window->input_height;
  for (int32_t pixel = 0; pixel <= pixels; pixel++) inputs->starts[pixel] = pixel * depth;
  for (int32_t entry = 0; entry < pixels * depth; entry++) {
    inputs->places[entry] = entry;
    inputs->changes[entry] = input[entry] - plan->quantisation.input_zero_point;
  }
}
