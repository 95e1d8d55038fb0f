/// The padded, unsigned copy of an image that convolutions read.
#ifndef REDOUBT_STAGING_H
#define REDOUBT_STAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "redoubt_isa.h"
#include "redoubt_window.h"

/// Bytes that staging writes, and kernels may read, past the last cell.
enum { REDOUBT_STAGING_SLACK = 64 };

/// Rows and columns of the staged image.
typedef struct redoubt_staged_size {
  int32_t height;
  int32_t width;
  /// Bytes of the cells, without slack.
  int64_t bytes;
  bool has_padding;
} redoubt_staged_size;

/// Whether the sizes in `window` are positive, its paddings not negative and every tensor's byte count and
/// the staged image's below 2^31; if so, fills `size`.
bool redoubt_staged_size_make(const redoubt_window *window, redoubt_staged_size *size);

/// Copies `input` with every byte's sign bit inverted, the zero point around it and zeros in the slack.
void redoubt_stage(redoubt_isa isa, const redoubt_window *window, int32_t staged_height, int32_t staged_width,
                   const int8_t *input, int32_t input_zero_point, uint8_t *staged);

/// Whether the staged cell at (`row`, `column`) is padding.
static inline bool redoubt_is_padding(const redoubt_window *window, int32_t row, int32_t column) {
  return row < window->pad_top || row - window->pad_top >= window->input_height ||
         column < window->pad_left || column - window->pad_left >= window->input_width;
}

#endif
