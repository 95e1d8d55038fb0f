#include "staging.h"

#include <stddef.h>
#include <string.h>

#if defined(__x86_64__)
#include "avx512.h"
#endif

/// `a * b` where both are in 0...2^31 and so is the result, else -1.
static int64_t checked_product(int64_t a, int64_t b) {
  if (a < 0 || b < 0) return -1;
  const int64_t product = a * b;
  return product <= INT32_MAX ? product : -1;
}

static int64_t cells(int32_t height, int32_t width, int32_t channels) {
  return checked_product(checked_product(height, width), channels);
}

/// Input cells that `count` windows reach from the first one.
static int64_t extent(int32_t count, int32_t stride, int32_t taps, int32_t dilation) {
  const int64_t reach = (int64_t)(count - 1) * stride + (int64_t)(taps - 1) * dilation + 1;
  return reach <= INT32_MAX ? reach : -1;
}

bool redoubt_staged_size_make(const redoubt_window *window, redoubt_staged_size *size) {
  const redoubt_window w = *window;
  const int32_t positive[] = {w.input_height,  w.input_width,     w.input_channels,  w.output_height,
                              w.output_width,  w.output_channels, w.kernel_height,   w.kernel_width,
                              w.stride_height, w.stride_width,    w.dilation_height, w.dilation_width};
  for (size_t index = 0; index < sizeof positive / sizeof positive[0]; index++) {
    if (positive[index] < 1) return false;
  }
  if (w.pad_top < 0 || w.pad_left < 0) return false;
  if (cells(w.input_height, w.input_width, w.input_channels) < 0) return false;
  if (cells(w.output_height, w.output_width, w.output_channels) < 0) return false;
  if (cells(w.kernel_height, w.kernel_width, w.input_channels) < 0) return false;

  const int64_t height = extent(w.output_height, w.stride_height, w.kernel_height, w.dilation_height);
  const int64_t width = extent(w.output_width, w.stride_width, w.kernel_width, w.dilation_width);
  const int64_t bytes = checked_product(checked_product(height, width), w.input_channels);
  // Head room, so that sums of a few such counts still fit.
  if (bytes < 0 || bytes > INT32_MAX / 8) return false;
  size->height = (int32_t)height;
  size->width = (int32_t)width;
  size->bytes = bytes;
  size->has_padding = w.pad_top > 0 || w.pad_left > 0 || height > w.input_height || width > w.input_width;
  return true;
}

/// A stretch of the staged image: first a fill, then a copy.
typedef void stretch_writer(uint8_t *to, size_t fill_bytes, const int8_t *from, size_t copy_bytes,
                            uint8_t fill);

static void write_portable(uint8_t *to, size_t fill_bytes, const int8_t *from, size_t copy_bytes,
                           uint8_t fill) {
  memset(to, fill, fill_bytes);
  to += fill_bytes;
  for (size_t index = 0; index < copy_bytes; index++) to[index] = (uint8_t)((uint8_t)from[index] ^ 0x80);
}

#if defined(__x86_64__)
REDOUBT_AVX512 static void write_avx512(uint8_t *to, size_t fill_bytes, const int8_t *from, size_t copy_bytes,
                                        uint8_t fill) {
  const __m512i filler = _mm512_set1_epi8((char)fill), sign = _mm512_set1_epi8((char)0x80);
  while (fill_bytes >= 64) {
    _mm512_storeu_si512(to, filler);
    to += 64;
    fill_bytes -= 64;
  }
  _mm512_mask_storeu_epi8(to, redoubt_mask64(fill_bytes), filler);
  to += fill_bytes;
  while (copy_bytes >= 64) {
    _mm512_storeu_si512(to, _mm512_xor_si512(_mm512_loadu_si512(from), sign));
    to += 64;
    from += 64;
    copy_bytes -= 64;
  }
  const __mmask64 rest = redoubt_mask64(copy_bytes);
  _mm512_mask_storeu_epi8(to, rest, _mm512_xor_si512(_mm512_maskz_loadu_epi8(rest, from), sign));
}
#endif

void redoubt_stage(redoubt_isa isa, const redoubt_window *window, int32_t staged_height, int32_t staged_width,
                   const int8_t *input, int32_t input_zero_point, uint8_t *staged) {
  stretch_writer *write = write_portable;
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) write = write_avx512;
#else
  (void)isa;
#endif
  // A zero point outside int8 has no byte; the kernels then do not read padding cells.
  const uint8_t fill = (uint8_t)((uint32_t)input_zero_point ^ 0x80);
  const size_t channels = (size_t)window->input_channels;
  const size_t total = (size_t)staged_height * (size_t)staged_width * channels;
  const int32_t rows_below = staged_height - window->pad_top, columns_right = staged_width - window->pad_left;
  const int32_t rows = rows_below < window->input_height ? rows_below : window->input_height;
  const int32_t columns = columns_right < window->input_width ? columns_right : window->input_width;
  memset(staged + total, 0, REDOUBT_STAGING_SLACK);
  if (rows <= 0 || columns <= 0) {
    memset(staged, fill, total);
    return;
  }
  const size_t input_pitch = (size_t)window->input_width * channels;
  const size_t copied = (size_t)columns * channels;
  const size_t between = ((size_t)staged_width - (size_t)columns) * channels;
  const size_t before =
      ((size_t)window->pad_top * (size_t)staged_width + (size_t)window->pad_left) * channels;
  if (between == 0 && copied == input_pitch) {
    write(staged, before, input, (size_t)rows * copied, fill);
  } else {
    // What lies right of one row and left of the next is one stretch.
    uint8_t *to = staged;
    for (int32_t row = 0; row < rows; row++) {
      const size_t fill_bytes = row == 0 ? before : between;
      write(to, fill_bytes, input + (size_t)row * input_pitch, copied, fill);
      to += fill_bytes + copied;
    }
  }
  const size_t written = before + (size_t)(rows - 1) * (copied + between) + copied;
  memset(staged + written, fill, total - written);
}
