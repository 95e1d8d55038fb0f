/// The order of changes by pixel, for paths with dense magnitudes. A path includes this file and hands its collecting
/// function in, so that the compiler joins the two.
#ifndef REDOUBT_DIFFERENCE_GATHER_H
#define REDOUBT_DIFFERENCE_GATHER_H

#include <string.h>

#include "difference.h"

/// Makes entries of the dense magnitudes of one pixel and sign, and clears these.
/// - place: of the pixel's first entry.
/// - count: entries so far.
///
/// Returns the entries from then on.
typedef int32_t redoubt_collect(const redoubt_entries *entries, uint8_t *dense, int32_t positions, int32_t place,
                                int32_t count);

/// `redoubt_difference_gather` with `collect`.
static inline __attribute__((always_inline)) void redoubt_gather_dense(const redoubt_difference *plan,
                                                                       const redoubt_differing_tensor *changes,
                                                                       redoubt_changed_inputs *inputs,
                                                                       redoubt_collect *collect) {
  const redoubt_window *window = &plan->window;
  const uint32_t depth = (uint32_t)window->input_channels;
  const int32_t width = window->input_width, positions = plan->positions;
  const uint32_t row_bytes = depth * (uint32_t)width, pitch = (uint32_t)positions * 4;
  inputs->first_row = (int32_t)(changes->indices[0] / row_bytes);
  inputs->end_row = (int32_t)(changes->indices[changes->count - 1] / row_bytes) + 1;
  const size_t first_pixel = (size_t)inputs->first_row * (size_t)width;
  const size_t pixels = (size_t)(inputs->end_row - inputs->first_row) * (size_t)width;
  // Until the entries are made, the starts say which pixels have changed.
  int32_t *starts[2] = {inputs->signs[0].starts, inputs->signs[1].starts};
  uint8_t *rising = inputs->dense[REDOUBT_RISING], *falling = inputs->dense[REDOUBT_FALLING];
  memset(starts[0] + first_pixel, 0, pixels * sizeof(int32_t));
  const bool is_power = (depth & (depth - 1)) == 0;
  const int depth_shift = is_power ? __builtin_ctz(depth) : 0;
  for (size_t next = 0; next < changes->count; next++) {
    const uint32_t index = changes->indices[next];
    const int32_t delta = changes->deltas[next];
    const uint32_t pixel = is_power ? index >> depth_shift : index / depth;
    const uint32_t cell = index + pixel * (pitch - depth);
    rising[cell] = (uint8_t)redoubt_larger(delta, 0);
    falling[cell] = (uint8_t)redoubt_larger(-delta, 0);
    starts[0][pixel] = 1;
  }
  int32_t counts[2] = {0, 0};
  size_t pixel = first_pixel;
  for (int32_t row = inputs->first_row; row < inputs->end_row; row++) {
    uint64_t *words = inputs->changed + (size_t)row * (size_t)inputs->words;
    for (int32_t word = 0; word < inputs->words; word++) {
      uint64_t bits = 0;
      const int32_t end = redoubt_smaller(width - 64 * word, 64);
      for (int32_t column = 0; column < end; column++, pixel++) {
        const bool is_changed = starts[0][pixel] != 0;
        starts[0][pixel] = counts[0];
        starts[1][pixel] = counts[1];
        if (!is_changed) continue;
        bits |= UINT64_C(1) << column;
        const int32_t place = (int32_t)pixel * positions;
        counts[0] = collect(&inputs->signs[0], rising + pixel * pitch, positions, place, counts[0]);
        counts[1] = collect(&inputs->signs[1], falling + pixel * pitch, positions, place, counts[1]);
      }
      words[word] = bits;
    }
  }
  starts[0][pixel] = counts[0];
  starts[1][pixel] = counts[1];
}

#endif
