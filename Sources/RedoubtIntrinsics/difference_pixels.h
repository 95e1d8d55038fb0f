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

/// Computes the output pixel at row `y` and column `x` from input rows `from ..< to`.
static inline __attribute__((always_inline)) void redoubt_difference_at(
    const redoubt_difference *plan, const void *packed, const redoubt_changed_inputs *inputs, const int32_t *base,
    int32_t *sums, redoubt_differing_tensor *output, redoubt_difference_pixel *kernel, int32_t y, int32_t x,
    int32_t from, int32_t to) {
  const redoubt_window *window = &plan->window;
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  const int32_t width = window->input_width;
  const int32_t pixel_bytes = plan->positions * redoubt_difference_row_bytes(plan);
  const int32_t top = y * window->stride_height - window->pad_top;
  const int32_t left = x * window->stride_width - window->pad_left;
  const int32_t first = redoubt_larger(left, 0), end = redoubt_smaller(left + window->kernel_width, width);
  const redoubt_reach reach = {
      .from = from,
      .to = first < end ? to : from,
      .first = (size_t)from * (size_t)width + (size_t)first,
      .end = (size_t)from * (size_t)width + (size_t)end,
      .pitch = (size_t)width,
      .offset = ((from - top) * window->kernel_width - left - from * width) * pixel_bytes,
      .step = (window->kernel_width - width) * pixel_bytes,
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
    if (from >= to) continue;
    const uint64_t *touched = inputs.touched + (size_t)y * (size_t)inputs.words;
    for (int32_t word = 0; word < inputs.words; word++) {
      for (uint64_t bits = touched[word]; bits != 0; bits &= bits - 1) {
        const int32_t x = word * 64 + __builtin_ctzll(bits);
        redoubt_difference_at(plan, packed, &inputs, base, NULL, &result, kernel, y, x, from, to);
      }
    }
  }
  output->count = result.count;
}

#endif
