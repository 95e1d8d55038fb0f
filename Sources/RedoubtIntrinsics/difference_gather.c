#include <string.h>

#include "difference.h"

/// Clears what the pixels of the rows with changes keep.
static void clear_rows(const redoubt_difference *plan, redoubt_changed_inputs *inputs) {
  const size_t width = (size_t)plan->window.input_width, first = (size_t)inputs->first_row * width;
  const size_t pixels = (size_t)inputs->end_row * width - first;
  memset(inputs->starts + first, 0, pixels * sizeof *inputs->starts);
  memset(inputs->totals + first, 0, pixels * sizeof *inputs->totals);
}

void redoubt_difference_spread(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                               redoubt_changed_inputs *inputs) {
  const uint32_t depth = (uint32_t)plan->window.input_channels, width = (uint32_t)plan->window.input_width;
  inputs->first_row = (int32_t)(changes->indices[0] / (depth * width));
  inputs->end_row = (int32_t)(changes->indices[changes->count - 1] / (depth * width)) + 1;
  clear_rows(plan, inputs);
  int32_t *starts = inputs->starts, *totals = inputs->totals;
  int16_t *dense = inputs->dense;
  const uint32_t padding = (uint32_t)plan->positions * 4 - depth;
  const bool is_power = (depth & (depth - 1)) == 0;
  const int depth_shift = is_power ? __builtin_ctz(depth) : 0;
  for (size_t next = 0; next < changes->count; next++) {
    const uint32_t index = changes->indices[next];
    const int32_t delta = changes->deltas[next];
    const uint32_t pixel = is_power ? index >> depth_shift : index / depth;
    dense[index + pixel * padding] = (int16_t)delta;
    totals[pixel] += delta;
    starts[pixel] = 1;
  }
}

void redoubt_difference_spread_image(const redoubt_difference *plan, const int8_t *input,
                                     redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const int32_t pixels = window->input_height * window->input_width, depth = window->input_channels;
  inputs->first_row = 0;
  inputs->end_row = window->input_height;
  clear_rows(plan, inputs);
  int16_t *dense = inputs->dense;
  for (int32_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < depth; channel++) {
      const int32_t value = input[channel] - plan->quantisation.input_zero_point;
      dense[channel] = (int16_t)value;
      inputs->totals[pixel] += value;
    }
    inputs->starts[pixel] = 1;
    input += depth;
    dense += plan->positions * 4;
  }
}
