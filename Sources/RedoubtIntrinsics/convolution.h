/// What the paths of the convolution share.
#ifndef REDOUBT_CONVOLUTION_INTERNAL_H
#define REDOUBT_CONVOLUTION_INTERNAL_H

#include "block.h"
#include "redoubt_convolution.h"

/// Byte steps in the staged image.
typedef struct redoubt_convolution_steps {
  /// Between neighbouring output pixels, output rows, kernel rows, and the runs of a kernel row.
  size_t pixel, row, kernel_row, run;
} redoubt_convolution_steps;

static inline redoubt_convolution_steps redoubt_convolution_steps_of(const redoubt_convolution *plan) {
  const redoubt_window *window = &plan->window;
  const size_t channels = (size_t)window->input_channels;
  const size_t pitch = (size_t)plan->staged_width * channels;
  return (redoubt_convolution_steps){
      .pixel = (size_t)window->stride_width * channels,
      .row = (size_t)window->stride_height * pitch,
      .kernel_row = (size_t)window->dilation_height * pitch,
      .run = (size_t)window->dilation_width * channels,
  };
}

/// Rows of output as the kernels see them. Where neighbouring rows continue each other, they are one long
/// row.
typedef struct redoubt_output_rows {
  int32_t rows;
  int32_t pixels;
} redoubt_output_rows;

static inline redoubt_output_rows redoubt_output_rows_of(const redoubt_convolution *plan) {
  const redoubt_window *window = &plan->window;
  const redoubt_convolution_steps steps = redoubt_convolution_steps_of(plan);
  if (steps.row == steps.pixel * (size_t)window->output_width) {
    return (redoubt_output_rows){1, window->output_height * window->output_width};
  }
  return (redoubt_output_rows){window->output_height, window->output_width};
}

/// Each path computes blocks `first_block..<end_block`, or with `is_exact` false leaves scaling to the scalar
/// code.
void redoubt_convolution_run_portable(const redoubt_convolution *plan, const void *packed,
                                      const uint8_t *staged, const redoubt_quantisation *quantisation,
                                      int8_t *output, int32_t first_block, int32_t end_block);
void redoubt_convolution_run_avx2(const redoubt_convolution *plan, const void *packed, const uint8_t *staged,
                                  const redoubt_quantisation *quantisation, int8_t *output,
                                  int32_t first_block, int32_t end_block, bool is_exact);
void redoubt_convolution_run_avx512(const redoubt_convolution *plan, const void *packed,
                                    const uint8_t *staged, const redoubt_quantisation *quantisation,
                                    int8_t *output, int32_t first_block, int32_t end_block, bool is_exact);
void redoubt_convolution_accumulate_avx512(const redoubt_convolution *plan, const void *packed,
                                           const uint8_t *staged, int32_t *accumulators);

/// The path for padding that has no byte: its cells contribute 0 by an explicit test.
void redoubt_convolution_run_wide_padding(const redoubt_convolution *plan, const void *packed,
                                          const uint8_t *staged, const redoubt_quantisation *quantisation,
                                          int8_t *output);

#endif
