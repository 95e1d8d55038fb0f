/// CONV_2D and FULLY_CONNECTED as a blocked matrix product.
///
/// Order of calls: `redoubt_convolution_prepare` once per operator; `redoubt_convolution_pack_begin` and one
/// `redoubt_convolution_pack_channel` per output channel, and the latter again for a channel whose weights,
/// bias, multiplier or shift changed; per inference and batch entry `redoubt_convolution_stage`, then
/// `redoubt_convolution_run`.
#ifndef REDOUBT_CONVOLUTION_H
#define REDOUBT_CONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "redoubt_isa.h"
#include "redoubt_quantisation.h"
#include "redoubt_window.h"

/// What the window implies. Filled by `redoubt_convolution_prepare`; read only afterwards, plain value, may
/// be copied.
typedef struct redoubt_convolution {
  redoubt_window window;
  /// Rows and columns of the staged image, padding included: exactly the cells that some window position
  /// covers.
  int32_t staged_height;
  int32_t staged_width;
  /// Kernel taps whose bytes are contiguous in the staged image form a run: a kernel row, or one tap when
  /// dilated.
  int32_t runs_per_row;
  int32_t run_bytes;
  /// Four-byte groups per run (the last one filled with zero weights) and per output channel.
  int32_t run_groups;
  int32_t groups;
  /// Blocks of 16 output channels, and bytes of each in packed memory.
  int32_t blocks;
  size_t block_bytes;
  /// Whether some window position covers padding.
  bool has_padding;
  /// Bytes of packed memory.
  size_t packed_bytes;
  /// Bytes of staging memory, slack for reads past the last cell included.
  size_t staged_bytes;
} redoubt_convolution;

/// Checks `window` and computes `plan`.
///
/// Returns false, with `plan` unspecified, where a size is not positive, a padding is negative, or a byte
/// count does not fit 31 bits. Such operators belong to the reference kernel.
bool redoubt_convolution_prepare(const redoubt_window *window, redoubt_convolution *plan);

/// Clears `packed` so that channels can be packed into it in any order.
/// - packed: `plan->packed_bytes` bytes, owned by the caller, aligned to 64 bytes.
void redoubt_convolution_pack_begin(const redoubt_convolution *plan, void *packed);

/// Packs one output channel: its weights, its bias with the input zero point folded in, its scaling.
///
/// The packed channel depends on `quantisation->input_zero_point` and `quantisation->rounding`: pack every
/// channel again when one of them changes. The other fields are not read.
/// - channel: 0..<output_channels.
/// - weights: the whole tensor, (output_channels, kernel_height, kernel_width, input_channels).
/// - bias: the channel's bias; 0 where the operator has none.
void redoubt_convolution_pack_channel(const redoubt_convolution *plan, void *packed, int32_t channel,
                                      const int8_t *weights, int32_t bias, int32_t multiplier, int32_t shift,
                                      const redoubt_quantisation *quantisation);

/// Copies one image into the padded, unsigned form that `redoubt_convolution_run` reads.
/// - input: (input_height, input_width, input_channels), dead after the call.
/// - input_zero_point: the value of padding cells. One outside int8 is allowed.
/// - staged: `plan->staged_bytes` bytes, owned by the caller, distinct from `input`.
void redoubt_convolution_stage(redoubt_isa isa, const redoubt_convolution *plan, const int8_t *input,
                               int32_t input_zero_point, uint8_t *staged);

/// Computes every output of one image.
/// - isa: a path that this machine has.
/// - packed, staged: as filled by the calls above, with the same zero point and rounding.
/// - output: (output_height, output_width, output_channels), exactly; may share memory with the staged call's
/// input.
void redoubt_convolution_run(redoubt_isa isa, const redoubt_convolution *plan, const void *packed,
                             const uint8_t *staged, const redoubt_quantisation *quantisation, int8_t *output);

/// Computes the sums that every output of one image is requantised from, biases included; false, with nothing
/// computed, on a path that has no kernel for it.
/// - isa, packed, staged: as above.
/// - accumulators: (output_height, output_width, 16 × blocks).
bool redoubt_convolution_accumulate(redoubt_isa isa, const redoubt_convolution *plan, const void *packed,
                                    const uint8_t *staged, int32_t input_zero_point, int32_t *accumulators);

#endif
