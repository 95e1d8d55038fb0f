/// Geometry of a sliding window over one NHWC image.
#ifndef REDOUBT_WINDOW_H
#define REDOUBT_WINDOW_H

#include <stdint.h>

/// Sizes in elements, for one batch entry. An output cell (y, x) reads input rows
/// `y * stride_height - pad_top + ky * dilation_height` and columns
/// `x * stride_width - pad_left + kx * dilation_width`; cells outside the input are padding.
///
/// FULLY_CONNECTED is the window with every size 1 except the channels.
typedef struct redoubt_window {
  int32_t input_height;
  int32_t input_width;
  int32_t input_channels;
  int32_t output_height;
  int32_t output_width;
  int32_t output_channels;
  int32_t kernel_height;
  int32_t kernel_width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t dilation_height;
  int32_t dilation_width;
  int32_t pad_top;
  int32_t pad_left;
} redoubt_window;

#endif
