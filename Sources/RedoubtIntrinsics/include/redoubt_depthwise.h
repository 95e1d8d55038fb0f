/// DEPTHWISE_CONV_2D with depth multiplier 1. Calls come in the order described in `redoubt_convolution.h`.
#ifndef REDOUBT_DEPTHWISE_H
#define REDOUBT_DEPTHWISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "redoubt_isa.h"
#include "redoubt_quantisation.h"
#include "redoubt_window.h"

/// What the window implies. Filled by `redoubt_depthwise_prepare`; read only afterwards, plain value, may be
/// copied.
typedef struct redoubt_depthwise {
  redoubt_window window;
  /// Rows and columns of the staged image, padding included.
  int32_t staged_height;
  int32_t staged_width;
  /// Groups of four kernel rows (the last one filled with zero weights).
  int32_t row_groups;
  /// Output pixels that share a vector of 16 lanes: 16 / channels where that divides and columns are
  /// adjacent, otherwise 1.
  int32_t pixels_per_vector;
  /// Blocks of 16 lanes, and bytes of each in packed memory.
  int32_t blocks;
  size_t block_bytes;
  /// Bytes of one row of four-row groups, the form in which the dot products read the image.
  size_t interleaved_bytes;
  /// Where in staging memory the interleaved rows begin.
  size_t interleaved_offset;
  /// Whether some window position covers padding.
  bool has_padding;
  /// Bytes of packed memory.
  size_t packed_bytes;
  /// Bytes of staging memory: padded image, interleaved rows, slack.
  size_t staged_bytes;
} redoubt_depthwise;

/// Whether this window is one for the functions below: `output_channels == input_channels`, sizes positive,
/// paddings not negative, byte counts within 31 bits.
bool redoubt_depthwise_supports(const redoubt_window *window);

/// Checks `window` as `redoubt_depthwise_supports` does and computes `plan`; returns false if it is not
/// supported.
bool redoubt_depthwise_prepare(const redoubt_window *window, redoubt_depthwise *plan);

/// Clears `packed` (`plan->packed_bytes` bytes, owned by the caller, aligned to 64 bytes) so that channels
/// can be packed into it.
void redoubt_depthwise_pack_begin(const redoubt_depthwise *plan, void *packed);

/// Packs one channel. The packed channel depends on `quantisation->input_zero_point` and
/// `quantisation->rounding`.
/// - weights: the whole tensor, (1, kernel_height, kernel_width, channels).
/// - bias: the channel's bias; 0 where the operator has none.
void redoubt_depthwise_pack_channel(const redoubt_depthwise *plan, void *packed, int32_t channel,
                                    const int8_t *weights, int32_t bias, int32_t multiplier, int32_t shift,
                                    const redoubt_quantisation *quantisation);

/// Copies one image into the padded, unsigned form that `redoubt_depthwise_run` reads.
/// - input: (input_height, input_width, input_channels), dead after the call.
/// - staged: `plan->staged_bytes` bytes, owned by the caller, distinct from `input`.
void redoubt_depthwise_stage(redoubt_isa isa, const redoubt_depthwise *plan, const int8_t *input,
                             int32_t input_zero_point, uint8_t *staged);

/// Computes every output of one image.
/// - staged: as filled by `redoubt_depthwise_stage`; its interleaved rows are overwritten, so not shared by
/// threads.
/// - output: (output_height, output_width, output_channels), exactly.
void redoubt_depthwise_run(redoubt_isa isa, const redoubt_depthwise *plan, const void *packed,
                           uint8_t *staged, const redoubt_quantisation *quantisation, int8_t *output);

#endif
