/// Entries of changes that lie dense in memory. A path includes this file and hands its collecting function in, so that
/// the compiler joins the two.
#ifndef REDOUBT_DIFFERENCE_GATHER_H
#define REDOUBT_DIFFERENCE_GATHER_H

#include "difference.h"

/// Makes entries of the dense changes of one pixel, and clears these.
/// - place: of the pixel's first entry.
/// - count: entries so far.
///
/// Returns the entries from then on.
typedef int32_t redoubt_collect(const redoubt_changed_inputs *inputs, int16_t *dense, int32_t positions,
                                int32_t row_bytes, int32_t place, int32_t count);

/// `redoubt_difference_collect` with `collect`.
static inline __attribute__((always_inline)) void redoubt_collect_rows(const redoubt_difference *plan,
                                                                       redoubt_changed_inputs *changed,
                                                                       redoubt_collect *collect) {
  // A copy that no store can reach stays in registers.
  const redoubt_changed_inputs inputs = *changed;
  const int32_t width = plan->window.input_width, positions = plan->positions;
  const int32_t row_bytes = redoubt_difference_row_bytes(plan);
  int32_t count = 0, total = 0;
  size_t pixel = (size_t)inputs.first_row * (size_t)width;
  for (int32_t row = inputs.first_row; row < inputs.end_row; row++) {
    uint64_t *words = inputs.changed + (size_t)row * (size_t)inputs.words;
    for (int32_t word = 0; word < inputs.words; word++) {
      uint64_t bits = 0;
      const int32_t end = redoubt_smaller(width - 64 * word, 64);
      for (int32_t column = 0; column < end; column++, pixel++) {
        const bool is_changed = inputs.starts[pixel] != 0;
        const int32_t sum = inputs.totals[pixel];
        inputs.starts[pixel] = count;
        inputs.totals[pixel] = total;
        if (!is_changed) continue;
        total += sum;
        bits |= UINT64_C(1) << column;
        count = collect(&inputs, inputs.dense + pixel * (size_t)positions * 4, positions, row_bytes,
                        (int32_t)pixel * positions * row_bytes, count);
      }
      words[word] = bits;
    }
  }
  inputs.starts[pixel] = count;
  inputs.totals[pixel] = total;
}

#endif
