/// An operator with weights when only few bytes differ from an inference whose accumulators are known.
///
/// Order of calls: `redoubt_difference_prepare` and `redoubt_difference_pack` once per operator; per known inference
/// `redoubt_difference_accumulate`; then any number of `redoubt_difference_inputs` (bytes of the input differ) and
/// `redoubt_difference_weights` (weights or the bias of one channel differ). The last two change the output in place
/// and list what they have changed; with that list the caller undoes it.
#ifndef REDOUBT_DIFFERENCE_H
#define REDOUBT_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "redoubt_isa.h"
#include "redoubt_quantisation.h"
#include "redoubt_window.h"

/// Bytes of a tensor that differ from the known ones.
typedef struct redoubt_changes {
  /// Positions in the tensor, ascending, each once. Room for `REDOUBT_CHANGES_SLACK` more than the tensor has bytes.
  uint32_t *indices;
  /// New value minus known value, both as int8; not 0. Room as above.
  int32_t *deltas;
  size_t count;
} redoubt_changes;

/// Elements past the last one that a vector path may write.
enum { REDOUBT_CHANGES_SLACK = 16 };

/// What the window implies. Filled by `redoubt_difference_prepare`; plain value, may be copied.
typedef struct redoubt_difference {
  redoubt_window window;
  redoubt_quantisation quantisation;
  bool is_depthwise;
  /// Positions of a pixel in the list of changed inputs: pairs of channels, single channels if depthwise.
  int32_t positions;
  /// Blocks of 16 output channels.
  int32_t blocks;
  /// Bytes of packed memory.
  size_t packed_bytes;
  /// Bytes of working memory, which holds nothing between two calls.
  size_t scratch_bytes;
  /// Accumulators of one image: output pixels × 16 × blocks.
  size_t accumulators;
} redoubt_difference;

/// Checks `window` and computes `plan`; false where a size is not positive, a padding negative, a dilation other than
/// 1, or a byte count does not fit 31 bits.
bool redoubt_difference_prepare(const redoubt_window *window, const redoubt_quantisation *quantisation,
                                bool is_depthwise, redoubt_difference *plan);

/// Packs all weights.
/// - packed: `plan->packed_bytes` bytes, aligned to 64 bytes.
/// - weights: (output_channels, kernel_height, kernel_width, input_channels), or with depthwise (1, kernel_height,
///   kernel_width, channels).
/// - bias: one per output channel, or NULL.
/// - multipliers, shifts: one per output channel.
void redoubt_difference_pack(const redoubt_difference *plan, void *packed, const int8_t *weights,
                             const int32_t *bias, const int32_t *multipliers, const int32_t *shifts);

/// Computes all accumulators of one image, biases included.
/// - scratch: `plan->scratch_bytes` bytes, aligned to 64 bytes.
/// - accumulators: `plan->accumulators` elements, aligned to 64 bytes, (output_height, output_width, 16 × blocks).
void redoubt_difference_accumulate(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                                   void *scratch, const int8_t *input, int32_t *accumulators);

/// Follows changed input bytes to the output.
/// - accumulators: of the known input.
/// - input_changes: may be empty.
/// - output: the known output; holds the new one afterwards.
/// - output_changes: filled.
void redoubt_difference_inputs(redoubt_isa isa, const redoubt_difference *plan, const void *packed, void *scratch,
                               const int32_t *accumulators, const redoubt_changes *input_changes, int8_t *output,
                               redoubt_changes *output_changes);

/// A weight of one output channel that differs.
typedef struct redoubt_tap_change {
  int32_t kernel_row;
  int32_t kernel_column;
  /// 0 for depthwise.
  int32_t input_channel;
  /// New weight minus packed weight.
  int32_t delta;
} redoubt_tap_change;

/// Follows changed weights and a changed bias of one channel to the output, for the known input.
/// - bias_delta: new bias minus packed bias, wrapped.
/// - output, output_changes: as above; the list is appended to, and the channel must not occur in it.
///   It is ascending only if it was empty.
void redoubt_difference_weights(const redoubt_difference *plan, const void *packed, const int32_t *accumulators,
                                const int8_t *input, int32_t channel, const redoubt_tap_change *taps,
                                size_t tap_count, int32_t bias_delta, int8_t *output,
                                redoubt_changes *output_changes);

/// Lists the bytes in which `bytes` differs from `known`, and copies them over.
/// - changes: filled.
void redoubt_difference_compare(const int8_t *bytes, int8_t *known, size_t count, redoubt_changes *changes);

#endif
