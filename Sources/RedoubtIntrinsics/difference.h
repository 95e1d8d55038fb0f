/// What the paths of the difference kernels share.
#ifndef REDOUBT_DIFFERENCE_INTERNAL_H
#define REDOUBT_DIFFERENCE_INTERNAL_H

#include "block.h"
#include "redoubt_difference.h"

/// Changed inputs, ordered by input pixel, in scratch memory.
typedef struct redoubt_changed_inputs {
  /// Per pixel of the rows with changes, and one more: where its entries begin.
  int32_t *starts;
  /// The same: sum of the changes of all pixels before.
  int32_t *totals;
  /// Per entry: (pixel × positions + position in the pixel) × bytes of a row of weights.
  int32_t *places;
  /// Per entry: changes of four channels as int8, the first in the lowest byte; of one channel if depthwise. A change
  /// that int8 does not hold is spread over several entries of one place.
  int32_t *changes;
  /// Input rows with changes: `first_row ..< end_row`.
  int32_t first_row, end_row;
  /// Per input row `words` words: bit i of word j is set if pixel 64 j + i has changed.
  uint64_t *changed;
  /// The same for output rows: whether a changed pixel lies in the window.
  uint64_t *touched;
  int32_t words;
  /// The entries that one output pixel meets: where their rows of weights begin, and their changes.
  int32_t *met_rows, *met_changes;
} redoubt_changed_inputs;

/// The part of the input that one output pixel meets: rows `from ..< to`, of which the pixels `first ..< end`.
typedef struct redoubt_reach {
  int32_t from, to;
  size_t first, end;
  /// Pixels from one row to the next.
  size_t pitch;
  /// `offset` + place is where the weights of an entry in the first row begin; in each further one `step` more.
  int32_t offset, step;
} redoubt_reach;

enum { REDOUBT_LARGEST_KERNEL = 32 };

/// Entries that may be read or written past the last one.
enum { REDOUBT_ENTRY_SLACK = 16 };

/// So many entries make up any change of a byte.
enum { REDOUBT_ENTRIES_PER_CHANGE = 3 };

/// Packed weights, unless depthwise, are unsigned: weight + 128. A dot product takes one unsigned and one signed
/// operand, and changes have signs. What this adds is 128 × the sum of the changes met.
enum { REDOUBT_WEIGHT_BIAS = 128 };

static inline const uint8_t *redoubt_difference_rows(const redoubt_difference *plan, const void *packed) {
  return (const uint8_t *)packed + (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES;
}

/// Bytes of a row of packed weights.
static inline int32_t redoubt_difference_row_bytes(const redoubt_difference *plan) {
  return plan->is_depthwise ? 1 : plan->blocks * REDOUBT_LANES * 4;
}

static inline const redoubt_block *redoubt_difference_block(const void *packed, int32_t index) {
  return redoubt_block_at(packed, REDOUBT_BLOCK_HEADER_BYTES, index);
}

/// Brings the changes of a depthwise operator's input into order by pixel. What entries keep by pixel or row is filled
/// for the rows with changes only.
void redoubt_difference_gather_depthwise(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                                         redoubt_changed_inputs *inputs);
/// The same for a whole image as a difference from the zero point.
void redoubt_difference_gather_image_depthwise(const redoubt_difference *plan, const int8_t *input,
                                               redoubt_changed_inputs *inputs);

/// The same for any other operator, whose entries hold four channels.
void redoubt_difference_gather(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                               redoubt_changed_inputs *inputs);
/// The same for a whole image as a difference from the zero point.
void redoubt_difference_gather_image(const redoubt_difference *plan, const int8_t *input,
                                     redoubt_changed_inputs *inputs);

/// Fills `touched` for the output rows whose windows meet a row with changes.
///
/// Returns the number of pixels touched.
int64_t redoubt_difference_touch(const redoubt_difference *plan, const redoubt_changed_inputs *inputs);

/// Runs over the output pixels touched and sets those outputs; with `sums` not NULL over all pixels,
/// and stores their accumulators there instead.
/// - base: the known accumulators; with `sums` those of one pixel, which hold for all.
typedef void redoubt_difference_run(const redoubt_difference *plan, const void *packed,
                                    const redoubt_changed_inputs *inputs, const int32_t *base, int32_t *sums,
                                    redoubt_differing_tensor *output);

redoubt_difference_run redoubt_difference_run_portable;
redoubt_difference_run redoubt_difference_run_avx512;
redoubt_difference_run redoubt_difference_run_depthwise;

/// Sets the outputs of one block.
/// - accumulators: 16.
/// - first: index of the block's first output.
void redoubt_difference_store(const redoubt_difference *plan, const redoubt_block *block,
                              const int32_t *accumulators, size_t first, int32_t count,
                              redoubt_differing_tensor *output);

void redoubt_difference_compare_avx512(const int8_t *bytes, size_t first, size_t count,
                                       redoubt_differing_tensor *tensor);

static inline int32_t redoubt_smaller(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t redoubt_larger(int32_t a, int32_t b) { return a > b ? a : b; }

/// Sets a byte that has not differed yet, where that makes a difference.
static inline void redoubt_differing_set(redoubt_differing_tensor *tensor, size_t index, int8_t byte) {
  const int8_t known = tensor->bytes[index];
  if (byte == known) return;
  tensor->indices[tensor->count] = (uint32_t)index;
  tensor->deltas[tensor->count] = byte - known;
  tensor->count++;
  tensor->bytes[index] = byte;
}

#endif
