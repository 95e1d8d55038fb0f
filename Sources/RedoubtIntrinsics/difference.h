/// What the paths of the difference kernels share.
#ifndef REDOUBT_DIFFERENCE_INTERNAL_H
#define REDOUBT_DIFFERENCE_INTERNAL_H

#include "block.h"
#include "redoubt_difference.h"

/// Changes of one sign, ordered by input pixel. The dot products take unsigned bytes, so a change is a magnitude in
/// one of two such lists.
typedef struct redoubt_entries {
  /// Per pixel of the rows with changes, and one more: where its entries begin.
  int32_t *starts;
  /// Per entry: pixel × positions + position in the pixel.
  int32_t *places;
  /// Per entry: magnitudes of four channels, the first in the lowest byte; of one channel if depthwise.
  uint32_t *magnitudes;
} redoubt_entries;

enum { REDOUBT_RISING = 0, REDOUBT_FALLING = 1 };

/// Changed inputs, in scratch memory.
typedef struct redoubt_changed_inputs {
  redoubt_entries signs[2];
  /// Input rows with changes: `first_row ..< end_row`.
  int32_t first_row, end_row;
  /// Per row `words` words: bit i of word j is set if pixel 64 j + i has changed.
  uint64_t *changed;
  /// The same for the output row at hand: whether a changed pixel lies in the window.
  uint64_t *touched;
  int32_t words;
  /// Unless depthwise, magnitudes by sign as (pixel, 4 × positions); zero between two calls.
  uint8_t *dense[2];
} redoubt_changed_inputs;

/// The part of the input that one output pixel meets: rows `from ..< to`, of which the pixels `first ..< end`.
typedef struct redoubt_reach {
  int32_t from, to;
  size_t first, end;
  /// Pixels from one row to the next.
  size_t pitch;
  /// `offset` + place is the row of weights of an entry in the first row; in each further one `step` more.
  int64_t offset, step;
} redoubt_reach;

enum { REDOUBT_LARGEST_KERNEL = 32 };

/// Entries that may be read or written past the last one.
enum { REDOUBT_ENTRY_SLACK = 16 };

static inline const int8_t *redoubt_difference_rows(const redoubt_difference *plan, const void *packed) {
  return (const int8_t *)packed + (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES;
}

static inline const redoubt_block *redoubt_difference_block(const void *packed, int32_t index) {
  return redoubt_block_at(packed, REDOUBT_BLOCK_HEADER_BYTES, index);
}

/// Brings the changes of an input into order by pixel. What entries keep by pixel or row is filled for the rows with
/// changes only.
typedef void redoubt_difference_gather(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                                       redoubt_changed_inputs *inputs);

redoubt_difference_gather redoubt_difference_gather_portable;
redoubt_difference_gather redoubt_difference_gather_avx512;
redoubt_difference_gather redoubt_difference_gather_depthwise;

/// Runs over the output pixels that the entries reach and sets those outputs; with `sums` not NULL over all pixels,
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
