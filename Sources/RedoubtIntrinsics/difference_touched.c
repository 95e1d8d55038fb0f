#include "difference.h"

/// Bits 0, 2, 4, … side by side.
static uint64_t every_other(uint64_t bits) {
  bits &= UINT64_C(0x5555555555555555);
  bits = (bits | bits >> 1) & UINT64_C(0x3333333333333333);
  bits = (bits | bits >> 2) & UINT64_C(0x0f0f0f0f0f0f0f0f);
  bits = (bits | bits >> 4) & UINT64_C(0x00ff00ff00ff00ff);
  bits = (bits | bits >> 8) & UINT64_C(0x0000ffff0000ffff);
  return (bits | bits >> 16) & UINT64_C(0xffffffff);
}

/// Marks the output columns whose window meets a changed pixel of input row `row`.
static void mark_columns(const redoubt_difference *plan, const redoubt_changed_inputs *inputs, int32_t row,
                         uint64_t *touched) {
  const redoubt_window *window = &plan->window;
  const int32_t stride = window->stride_width, last = window->output_width - 1;
  const uint64_t *changed = inputs->changed + (size_t)row * (size_t)inputs->words;
  if (inputs->words == 1 && window->input_width + window->pad_left <= 64) {
    // Output column x meets pixel x * stride - pad_left + k for k in 0 ..< kernel_width.
    uint64_t marks = 0;
    for (int32_t cell = 0; cell < window->kernel_width; cell++) {
      const int32_t shift = window->pad_left - cell;
      marks |= shift >= 0 ? changed[0] << shift : changed[0] >> -shift;
    }
    if (stride <= 2) {
      if (stride == 2) marks = every_other(marks);
      touched[0] |= marks & (last == 63 ? ~UINT64_C(0) : (UINT64_C(1) << (last + 1)) - 1);
      return;
    }
    for (int32_t column = 0; column <= last && column * stride < 64; column++) {
      touched[0] |= (marks >> (column * stride) & 1) << column;
    }
    return;
  }
  for (int32_t word = 0; word < inputs->words; word++) {
    for (uint64_t bits = changed[word]; bits != 0; bits &= bits - 1) {
      // Output column x meets this pixel when 0 <= place - x * stride < kernel_width.
      const int32_t place = word * 64 + __builtin_ctzll(bits) + window->pad_left;
      const int32_t lowest = place - window->kernel_width + 1;
      const int32_t end = redoubt_smaller(last, place / stride);
      for (int32_t column = lowest <= 0 ? 0 : (lowest + stride - 1) / stride; column <= end; column++) {
        touched[column / 64] |= UINT64_C(1) << (column % 64);
      }
    }
  }
}

int64_t redoubt_difference_touch(const redoubt_difference *plan, const redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  int64_t pixels = 0;
  for (int32_t y = 0; y < window->output_height; y++) {
    const int32_t top = y * window->stride_height - window->pad_top;
    const int32_t from = redoubt_larger(top, inputs->first_row);
    const int32_t to = redoubt_smaller(top + window->kernel_height, inputs->end_row);
    if (from >= to) continue;
    uint64_t *touched = inputs->touched + (size_t)y * (size_t)inputs->words;
    for (int32_t word = 0; word < inputs->words; word++) touched[word] = 0;
    for (int32_t row = from; row < to; row++) mark_columns(plan, inputs, row, touched);
    for (int32_t word = 0; word < inputs->words; word++) pixels += __builtin_popcountll(touched[word]);
  }
  return pixels;
}
