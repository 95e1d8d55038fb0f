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
  /// Per entry: column × positions + position in the pixel.
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
  /// Per changed pixel its column, and per row (and one more) where its pixels begin.
  int32_t *columns;
  int32_t *row_starts;
  /// Per output column of the row at hand: whether an entry lies in its window.
  uint8_t *touched;
} redoubt_changed_inputs;

/// The entries that an output pixel meets in one kernel row; `offset` + place is the row of weights.
typedef struct redoubt_segment {
  int32_t begin[2], end[2];
  int64_t offset;
} redoubt_segment;

enum { REDOUBT_LARGEST_KERNEL_HEIGHT = 32 };

static inline const int8_t *redoubt_difference_rows(const redoubt_difference *plan, const void *packed) {
  return (const int8_t *)packed + (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES;
}

static inline const redoubt_block *redoubt_difference_block(const void *packed, int32_t index) {
  return redoubt_block_at(packed, REDOUBT_BLOCK_HEADER_BYTES, index);
}

/// Computes one output pixel: its accumulators, from `base` (16 × blocks of them), and then either stores them in
/// `sums`, or if that is NULL requantises them and sets the output.
typedef void redoubt_difference_pixel(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                      int32_t segment_count, const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output);

redoubt_difference_pixel redoubt_difference_pixel_portable;
redoubt_difference_pixel redoubt_difference_pixel_avx512;
redoubt_difference_pixel redoubt_difference_pixel_depthwise;

/// Sets the outputs of one block.
/// - accumulators: 16.
/// - first: index of the block's first output.
void redoubt_difference_store(const redoubt_difference *plan, const redoubt_block *block,
                              const int32_t *accumulators, size_t first, int32_t count,
                              redoubt_differing_tensor *output);

void redoubt_difference_compare_avx512(const int8_t *bytes, size_t first, size_t count,
                                       redoubt_differing_tensor *tensor);

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
