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

/// A tensor of an inference, and in which bytes it differs from the known inference.
typedef struct redoubt_differing_tensor {
  /// The bytes, differences included.
  int8_t *bytes;
  /// Positions that differ, each once, ascending where a kernel reads the list. Room for `REDOUBT_DIFFERENCE_SLACK`
  /// more than the tensor has bytes.
  uint32_t *indices;
  /// Byte minus known byte, both as int8; not 0. Room as above.
  int32_t *deltas;
  size_t count;
} redoubt_differing_tensor;

/// Elements past the last one that a vector path may write.
enum { REDOUBT_DIFFERENCE_SLACK = 16 };

/// What the window implies. Filled by `redoubt_difference_prepare`; plain value, may be copied.
typedef struct redoubt_difference {
  redoubt_window window;
  redoubt_quantisation quantisation;
  bool is_depthwise;
  /// Whether zero point and clamp are ones that vector paths get right.
  bool clamp_is_exact;
  /// Rows of packed weights per kernel cell: groups of four input channels, single channels if depthwise.
  int32_t positions;
  /// Blocks of 16 output channels.
  int32_t blocks;
  /// Bytes of packed memory.
  size_t packed_bytes;
  /// Bytes of working memory, aligned to 64 bytes, which any number of operators may share; owned by the caller. It holds
  /// nothing between two calls.
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
/// - accumulators: `plan->accumulators` elements, aligned to 64 bytes, (output_height, output_width, 16 × blocks).
void redoubt_difference_accumulate(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                                   void *scratch, const int8_t *input,
                                   int32_t *accumulators);

/// Follows changed input bytes to the output; or, where so much has changed that computing the operator anew is faster,
/// leaves the output as it is and returns false.
/// - accumulators: of the known input.
/// - output: the known output; holds the new one, with its list, afterwards.
bool redoubt_difference_inputs(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                               void *scratch, const int32_t *accumulators,
                               const redoubt_differing_tensor *input, redoubt_differing_tensor *output);

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
/// - output: its list is appended to, and this channel must not occur in it; ascending only if it was empty.
void redoubt_difference_weights(const redoubt_difference *plan, const void *packed, const int32_t *accumulators,
                                const int8_t *input, int32_t channel, const redoubt_tap_change *taps,
                                size_t tap_count, int32_t bias_delta, redoubt_differing_tensor *output);

/// Follows changes through an operator whose every output depends on the same element of its two inputs alone.
/// - table: result for the bytes of the first (row) and the second input, both as unsigned; 256 × 256.
/// - output: the known output; holds the new one, with its list, afterwards.
void redoubt_difference_combine(const int8_t *table, const redoubt_differing_tensor *first,
                                const redoubt_differing_tensor *second, redoubt_differing_tensor *output);

/// Makes `count` bytes those of `tensor` from byte `first` on, where it is as known so far, and lists the differences.
void redoubt_difference_compare(redoubt_isa isa, const int8_t *bytes, size_t first, size_t count,
                                redoubt_differing_tensor *tensor);

/// Takes the differences of `tensors` back and empties their lists.
void redoubt_difference_revert(redoubt_differing_tensor *tensors, size_t count);

#endif
