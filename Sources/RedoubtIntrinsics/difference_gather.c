#include <string.h>

#include "difference.h"

/// Changes of four channels as entries: a change that int8 does not hold goes on in the next word.
typedef struct redoubt_four_changes {
  uint32_t words[REDOUBT_ENTRIES_PER_CHANGE];
} redoubt_four_changes;

/// Adds a channel's change.
/// - count: so many words are filled; 1 holds changes that int8 holds.
static inline __attribute__((always_inline)) void add_change(redoubt_four_changes *four, int32_t change, uint32_t shift,
                                                             const int count) {
#pragma clang loop unroll(full)
  for (int word = 0; word < count; word++) {
    const int32_t part = count == 1 ? change : redoubt_larger(-128, redoubt_smaller(change, 127));
    four->words[word] |= ((uint32_t)part & 255) << shift;
    change -= part;
  }
}

/// Writes the words from entry `first` on.
///
/// Returns how many of them are entries: the first is, the others where they hold anything.
static inline __attribute__((always_inline)) int32_t store_entries(const redoubt_changed_inputs *inputs, int32_t first,
                                                                   int32_t place, const redoubt_four_changes *four,
                                                                   const int count) {
  int32_t used = 0;
#pragma clang loop unroll(full)
  for (int word = 0; word < count; word++) {
    inputs->places[first + word] = place;
    inputs->changes[first + word] = (int32_t)four->words[word];
    used += word == 0 || four->words[word] != 0;
  }
  return used;
}

/// Makes entries of changes, and keeps for each pixel that has some (others keep 0) where they end in `starts`, and the sum
/// up to there in `totals`.
static inline __attribute__((always_inline)) void make_entries(const redoubt_difference *plan,
                                                               const redoubt_differing_tensor *changes,
                                                               redoubt_changed_inputs *kept, const int count) {
  // Copies that no store can reach stay in registers.
  const redoubt_changed_inputs inputs = *kept;
  const redoubt_differing_tensor list = *changes;
  const uint32_t depth = (uint32_t)plan->window.input_channels;
  const uint32_t padding = (uint32_t)plan->positions * 4 - depth;
  const int32_t row_bytes = redoubt_difference_row_bytes(plan);
  const bool is_power = (depth & (depth - 1)) == 0;
  const int depth_shift = is_power ? __builtin_ctz(depth) : 0;
  uint32_t position = UINT32_MAX;
  int32_t first = 0, used = 0, total = 0;
  redoubt_four_changes four = {{0}};
  for (size_t next = 0; next < list.count; next++) {
    const uint32_t index = list.indices[next];
    const int32_t change = list.deltas[next];
    const uint32_t pixel = is_power ? index >> depth_shift : index / depth;
    const uint32_t cell = index + pixel * padding;
    const bool is_new = cell / 4 != position;
    position = cell / 4;
    first += is_new ? used : 0;
    for (int word = 0; word < count; word++) four.words[word] = is_new ? 0 : four.words[word];
    add_change(&four, change, cell % 4 * 8, count);
    used = store_entries(&inputs, first, (int32_t)position * row_bytes, &four, count);
    total += change;
    inputs.starts[pixel] = first + used;
    inputs.totals[pixel] = total;
  }
}

/// Turns what `make_entries` keeps for each pixel into where its entries start, and the sum before them; and marks the
/// pixels that have some.
static void begin_pixels(const redoubt_difference *plan, redoubt_changed_inputs *kept) {
  const redoubt_changed_inputs inputs = *kept;
  const int32_t width = plan->window.input_width;
  int32_t count = 0, total = 0;
  size_t pixel = (size_t)inputs.first_row * (size_t)width;
  for (int32_t row = inputs.first_row; row < inputs.end_row; row++) {
    uint64_t *words = inputs.changed + (size_t)row * (size_t)inputs.words;
    for (int32_t word = 0; word < inputs.words; word++) {
      uint64_t bits = 0;
      const int32_t columns = redoubt_smaller(width - 64 * word, 64);
      for (int32_t column = 0; column < columns; column++, pixel++) {
        const int32_t end = inputs.starts[pixel], sum = inputs.totals[pixel];
        const bool is_changed = end != 0;
        inputs.starts[pixel] = count;
        inputs.totals[pixel] = total;
        count = is_changed ? end : count;
        total = is_changed ? sum : total;
        bits |= (uint64_t)is_changed << column;
      }
      words[word] = bits;
    }
  }
  inputs.starts[pixel] = count;
  inputs.totals[pixel] = total;
}

void redoubt_difference_gather(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                               redoubt_changed_inputs *inputs) {
  const uint32_t row = (uint32_t)plan->window.input_channels * (uint32_t)plan->window.input_width;
  inputs->first_row = (int32_t)(changes->indices[0] / row);
  inputs->end_row = (int32_t)(changes->indices[changes->count - 1] / row) + 1;
  const size_t width = (size_t)plan->window.input_width;
  const size_t pixels = (size_t)(inputs->end_row - inputs->first_row) * width;
  memset(inputs->starts + (size_t)inputs->first_row * width, 0, pixels * sizeof *inputs->starts);
  uint32_t too_wide = 0;
  for (size_t next = 0; next < changes->count; next++) too_wide |= ((uint32_t)changes->deltas[next] + 128) & ~255u;
  if (too_wide == 0) {
    make_entries(plan, changes, inputs, 1);
  } else {
    make_entries(plan, changes, inputs, REDOUBT_ENTRIES_PER_CHANGE);
  }
  begin_pixels(plan, inputs);
}

void redoubt_difference_gather_image(const redoubt_difference *plan, const int8_t *input,
                                     redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const int32_t pixels = window->input_height * window->input_width, depth = window->input_channels;
  const int32_t row_bytes = redoubt_difference_row_bytes(plan);
  inputs->first_row = 0;
  inputs->end_row = window->input_height;
  int32_t count = 0, total = 0;
  for (int32_t pixel = 0; pixel < pixels; pixel++, input += depth) {
    inputs->starts[pixel] = count;
    inputs->totals[pixel] = total;
    for (int32_t position = 0; position < plan->positions; position++) {
      redoubt_four_changes four = {{0}};
      for (int32_t channel = position * 4; channel < redoubt_smaller(position * 4 + 4, depth); channel++) {
        const int32_t change = input[channel] - plan->quantisation.input_zero_point;
        add_change(&four, change, (uint32_t)channel % 4 * 8, REDOUBT_ENTRIES_PER_CHANGE);
        total += change;
      }
      const int32_t place = (pixel * plan->positions + position) * row_bytes;
      count += store_entries(inputs, count, place, &four, REDOUBT_ENTRIES_PER_CHANGE);
    }
  }
  inputs->starts[pixels] = count;
  inputs->totals[pixels] = total;
}
