/// The walk over output pixels that all paths share. A path includes this file and hands its kernel in, so that the
/// compiler joins the two.
#ifndef REDOUBT_DIFFERENCE_PIXELS_H
#define REDOUBT_DIFFERENCE_PIXELS_H

#include <string.h>

#include "difference.h"

/// Computes one output pixel: its accumulators, from `base` (16 × blocks of them), and then either stores them in
/// `sums`, or if that is NULL requantises them and sets the output.
typedef void redoubt_difference_pixel(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, const redoubt_reach *reach,
                                      const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output);

/// Marks output columns `from ... to`.
static inline void redoubt_touch(uint64_t *touched, int32_t from, int32_t to) {
  for (int32_t column = from; column <= to; column++) touched[column / 64] |= UINT64_C(1) << (column % 64);
}

/// Marks the output columns whose window meets a changed pixel of input row `row`.
static inline void redoubt_mark_columns(const redoubt_difference *plan, const redoubt_changed_inputs *inputs,
                                        int32_t row) {
  const redoubt_window *window = &plan->window;
  const int32_t stride = window->stride_width, last = window->output_width - 1;
  const uint64_t *changed = inputs->changed + (size_t)row * (size_t)inputs->words;
  if (stride == 1 && inputs->words == 1 && window->pad_left < 64) {
    // Output column x meets pixel x - pad_left + k for k in 0 ..< kernel_width.
    const uint64_t inside = last == 63 ? ~UINT64_C(0) : (UINT64_C(1) << (last + 1)) - 1;
    uint64_t marks = 0;
    for (int32_t cell = 0; cell < window->kernel_width; cell++) {
      const int32_t shift = window->pad_left - cell;
      marks |= shift >= 0 ? changed[0] << shift : changed[0] >> -shift;
    }
    inputs->touched[0] |= marks & inside;
    return;
  }
  for (int32_t word = 0; word < inputs->words; word++) {
    for (uint64_t bits = changed[word]; bits != 0; bits &= bits - 1) {
      // Output column x meets this pixel when 0 <= place - x * stride < kernel_width.
      const int32_t place = word * 64 + __builtin_ctzll(bits) + window->pad_left;
      const int32_t lowest = place - window->kernel_width + 1;
      const int32_t from = lowest <= 0 ? 0 : (lowest + stride - 1) / stride;
      redoubt_touch(inputs->touched, from, redoubt_smaller(last, place / stride));
    }
  }
}

/// Marks the output columns of row `y` whose window meets a changed pixel.
///
/// Returns false, with nothing marked, where the window meets no row with changes.
static inline bool redoubt_mark_row(const redoubt_difference *plan, const redoubt_changed_inputs *inputs, int32_t y) {
  const int32_t top = y * plan->window.stride_height - plan->window.pad_top;
  const int32_t from = redoubt_larger(top, inputs->first_row);
  const int32_t to = redoubt_smaller(top + plan->window.kernel_height, inputs->end_row);
  if (from >= to) return false;
  for (int32_t word = 0; word < inputs->words; word++) inputs->touched[word] = 0;
  for (int32_t row = from; row < to; row++) redoubt_mark_columns(plan, inputs, row);
  return true;
}

/// Computes the output pixel at row `y` and column `x` from input rows `from ..< to`.
static inline __attribute__((always_inline)) void redoubt_difference_at(
    const redoubt_difference *plan, const void *packed, const redoubt_changed_inputs *inputs, const int32_t *base,
    int32_t *sums, redoubt_differing_tensor *output, redoubt_difference_pixel *kernel, int32_t y, int32_t x,
    int32_t from, int32_t to) {
  const redoubt_window *window = &plan->window;
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  const int32_t width = window->input_width;
  const int32_t top = y * window->stride_height - window->pad_top;
  const int32_t left = x * window->stride_width - window->pad_left;
  const int32_t first = redoubt_larger(left, 0), end = redoubt_smaller(left + window->kernel_width, width);
  const redoubt_reach reach = {
      .from = from,
      .to = first < end ? to : from,
      .first = (size_t)from * (size_t)width + (size_t)first,
      .end = (size_t)from * (size_t)width + (size_t)end,
      .pitch = (size_t)width,
      .offset = ((int64_t)(from - top) * window->kernel_width - left - (int64_t)from * width) * plan->positions,
      .step = (int64_t)(window->kernel_width - width) * plan->positions,
  };
  const size_t pixel = (size_t)y * (size_t)window->output_width + (size_t)x;
  kernel(plan, packed, inputs, &reach, sums != NULL ? base : base + pixel * lanes,
         sums != NULL ? sums + pixel * lanes : NULL, pixel, output);
}

/// `redoubt_difference_run` with `kernel`.
static inline __attribute__((always_inline)) void redoubt_difference_pixels(
    const redoubt_difference *plan, const void *packed, const redoubt_changed_inputs *changed, const int32_t *base,
    int32_t *sums, redoubt_differing_tensor *output, redoubt_difference_pixel *kernel) {
  const redoubt_window *window = &plan->window;
  // Copies that no store of the kernel can reach stay in registers.
  const redoubt_changed_inputs inputs = *changed;
  redoubt_differing_tensor result = *output;
  for (int32_t y = 0; y < window->output_height; y++) {
    const int32_t top = y * window->stride_height - window->pad_top;
    const int32_t from = redoubt_larger(top, inputs.first_row);
    const int32_t to = redoubt_smaller(top + window->kernel_height, inputs.end_row);
    if (sums != NULL) {
      for (int32_t x = 0; x < window->output_width; x++) {
        redoubt_difference_at(plan, packed, &inputs, base, sums, &result, kernel, y, x, from, to);
      }
      continue;
    }
    if (!redoubt_mark_row(plan, &inputs, y)) continue;
    for (int32_t word = 0; word < inputs.words; word++) {
      for (uint64_t bits = inputs.touched[word]; bits != 0; bits &= bits - 1) {
        const int32_t x = word * 64 + __builtin_ctzll(bits);
        redoubt_difference_at(plan, packed, &inputs, base, NULL, &result, kernel, y, x, from, to);
      }
    }
  }
  output->count = result.count;
}

#endif
