/// What the paths of the depthwise convolution share.
///
/// Packed weights of a block are [row group][kernel column][16 lanes][4 kernel rows]. The vector paths first
/// bring the rows under one output row into the matching form, [row group][staged column][channel][4 kernel
/// rows], so that one dot product covers four kernel rows of 16 lanes.
#ifndef REDOUBT_DEPTHWISE_INTERNAL_H
#define REDOUBT_DEPTHWISE_INTERNAL_H

#include "block.h"
#include "redoubt_depthwise.h"

/// Vectors of 16 lanes that make up one output row of a block.
static inline int32_t redoubt_depthwise_vectors_per_row(const redoubt_depthwise *plan) {
  if (plan->pixels_per_vector == 1) return plan->window.output_width;
  return (plan->window.output_width + plan->pixels_per_vector - 1) / plan->pixels_per_vector;
}

/// First byte of the staged row that kernel row `tap` reads for output row `row`. Taps past the kernel, whose
/// weights are 0, read its last row.
static inline const uint8_t *redoubt_depthwise_row(const redoubt_depthwise *plan, const uint8_t *staged,
                                                   int32_t row, int32_t tap) {
  const redoubt_window *window = &plan->window;
  if (tap >= window->kernel_height) tap = window->kernel_height - 1;
  const int32_t staged_row = row * window->stride_height + tap * window->dilation_height;
  return staged + (size_t)staged_row * (size_t)plan->staged_width * (size_t)window->input_channels;
}

/// Each path computes the whole image, blocks that are not exact by the scalar scaling.
void redoubt_depthwise_run_portable(const redoubt_depthwise *plan, const void *packed, const uint8_t *staged,
                                    const redoubt_quantisation *quantisation, int8_t *output);
void redoubt_depthwise_run_avx2(const redoubt_depthwise *plan, const void *packed, uint8_t *staged,
                                const redoubt_quantisation *quantisation, int8_t *output);
void redoubt_depthwise_run_avx512(const redoubt_depthwise *plan, const void *packed, uint8_t *staged,
                                  const redoubt_quantisation *quantisation, int8_t *output);

#endif
