#if defined(__x86_64__)

#include "avx2.h"
#include "depthwise.h"

/// Writes columns of four rows as groups of four bytes, in chunks of 16.
REDOUBT_AVX2 static void interleave(const uint8_t *const rows[4], uint8_t *to, size_t columns) {
  for (size_t column = 0; column < columns; column += 16) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(rows[0] + column));
    const __m128i b = _mm_loadu_si128((const __m128i *)(rows[1] + column));
    const __m128i c = _mm_loadu_si128((const __m128i *)(rows[2] + column));
    const __m128i d = _mm_loadu_si128((const __m128i *)(rows[3] + column));
    const __m128i ab_low = _mm_unpacklo_epi8(a, b), ab_high = _mm_unpackhi_epi8(a, b);
    const __m128i cd_low = _mm_unpacklo_epi8(c, d), cd_high = _mm_unpackhi_epi8(c, d);
    _mm_storeu_si128((__m128i *)to, _mm_unpacklo_epi16(ab_low, cd_low));
    _mm_storeu_si128((__m128i *)(to + 16), _mm_unpackhi_epi16(ab_low, cd_low));
    _mm_storeu_si128((__m128i *)(to + 32), _mm_unpacklo_epi16(ab_high, cd_high));
    _mm_storeu_si128((__m128i *)(to + 48), _mm_unpackhi_epi16(ab_high, cd_high));
    to += 64;
  }
}

/// One vector of 16 lanes. Four lanes of four kernel rows fill a register of 16-bit products.
REDOUBT_AVX2_INLINE void compute_vector(const redoubt_depthwise *plan, const redoubt_block *block,
                                        const uint8_t *cells, size_t column_step, bool is_exact,
                                        const redoubt_quantisation *quantisation, int8_t *output,
                                        int32_t lanes) {
  __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                     _mm256_setzero_si256()};
  const int8_t *weights = redoubt_block_weights(block);
  for (int32_t group = 0; group < plan->row_groups; group++) {
    const uint8_t *column_cells = cells + (size_t)group * plan->interleaved_bytes;
    for (int32_t column = 0; column < plan->window.kernel_width; column++) {
#pragma clang loop unroll(full)
      for (int quarter = 0; quarter < 4; quarter++) {
        const __m256i activations =
            _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(column_cells + quarter * 16)));
        const __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(weights + quarter * 16)));
        sums[quarter] = _mm256_add_epi32(sums[quarter], _mm256_madd_epi16(activations, wide));
      }
      weights += REDOUBT_LANES * 4;
      column_cells += column_step;
    }
  }
  __m256i low = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[0], sums[1]), 0xd8);
  __m256i high = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[2], sums[3]), 0xd8);
  low = _mm256_add_epi32(low, _mm256_loadu_si256((const __m256i *)block->bias));
  high = _mm256_add_epi32(high, _mm256_loadu_si256((const __m256i *)(block->bias + 8)));
  if (is_exact) {
    redoubt_store_exact256(low, high, block, quantisation, output, lanes);
  } else {
    int32_t all[REDOUBT_LANES];
    _mm256_storeu_si256((__m256i *)all, low);
    _mm256_storeu_si256((__m256i *)(all + 8), high);
    redoubt_block_store(block, all, quantisation, output, lanes);
  }
}

REDOUBT_AVX2 void redoubt_depthwise_run_avx2(const redoubt_depthwise *plan, const void *packed,
                                             uint8_t *staged, const redoubt_quantisation *quantisation,
                                             int8_t *output) {
  const redoubt_window *window = &plan->window;
  const size_t channels = (size_t)window->output_channels;
  const int32_t vectors = redoubt_depthwise_vectors_per_row(plan);
  const bool is_shared = plan->pixels_per_vector > 1;
  const size_t output_pitch = (size_t)window->output_width * channels;
  const size_t output_step = is_shared ? REDOUBT_LANES : channels;
  const size_t vector_step = is_shared ? REDOUBT_LANES * 4 : (size_t)window->stride_width * channels * 4;
  const size_t column_step = (size_t)window->dilation_width * channels * 4;
  const bool clamp_is_exact = redoubt_clamp_is_exact(quantisation);
  uint8_t *interleaved = staged + plan->interleaved_offset;
  for (int32_t row = 0; row < window->output_height; row++) {
    for (int32_t group = 0; group < plan->row_groups; group++) {
      const uint8_t *rows[4];
      for (int32_t tap = 0; tap < 4; tap++)
        rows[tap] = redoubt_depthwise_row(plan, staged, row, group * 4 + tap);
      interleave(rows, interleaved + (size_t)group * plan->interleaved_bytes,
                 (size_t)plan->staged_width * channels);
    }
    for (int32_t index = 0; index < plan->blocks; index++) {
      const redoubt_block *block = redoubt_block_at(packed, plan->block_bytes, index);
      const bool is_exact = clamp_is_exact && block->exact_lanes == REDOUBT_ALL_LANES;
      const size_t channel = (size_t)index * REDOUBT_LANES;
      const size_t row_end = is_shared ? output_pitch : channels;
      for (int32_t vector = 0; vector < vectors; vector++) {
        // Shared vectors walk along the row, the others along the channels of one pixel.
        const size_t begin = is_shared ? (size_t)vector * REDOUBT_LANES : channel;
        const size_t rest = row_end - begin;
        compute_vector(plan, block, interleaved + channel * 4 + (size_t)vector * vector_step, column_step,
                       is_exact, quantisation,
                       output + (size_t)row * output_pitch + channel + (size_t)vector * output_step,
                       rest < REDOUBT_LANES ? (int32_t)rest : REDOUBT_LANES);
      }
    }
  }
}

#endif
