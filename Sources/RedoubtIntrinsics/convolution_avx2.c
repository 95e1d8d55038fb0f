#if defined(__x86_64__)

#include "avx2.h"
#include "convolution.h"

enum { MAXIMUM_PIXELS = 3 };

/// What every tile of one call has in common.
typedef struct convolution_job {
  redoubt_convolution_steps steps;
  int32_t kernel_rows, runs_per_row, run_groups;
  const redoubt_block *block;
  /// Lanes of the block that are channels, and bytes between output pixels.
  int32_t lanes;
  size_t channels;
  const redoubt_quantisation *quantisation;
  bool is_exact;
} convolution_job;

/// Pair sums of one pixel as 16 lanes with the bias.
REDOUBT_AVX2_INLINE void finish_pixel(const convolution_job *job, const __m256i sums[4], int8_t *output) {
  const redoubt_block *block = job->block;
  __m256i low = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[0], sums[1]), 0xd8);
  __m256i high = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[2], sums[3]), 0xd8);
  low = _mm256_add_epi32(low, _mm256_loadu_si256((const __m256i *)block->bias));
  high = _mm256_add_epi32(high, _mm256_loadu_si256((const __m256i *)(block->bias + 8)));
  if (job->is_exact) {
    redoubt_store_exact256(low, high, block, job->quantisation, output, job->lanes);
  } else {
    int32_t lanes[REDOUBT_LANES];
    _mm256_storeu_si256((__m256i *)lanes, low);
    _mm256_storeu_si256((__m256i *)(lanes + 8), high);
    redoubt_block_store(block, lanes, job->quantisation, output, job->lanes);
  }
}

/// `pixels` neighbouring output pixels times one block. `vpmaddubsw` would saturate, so operands widen to 16
/// bits.
REDOUBT_AVX2_INLINE void tile(const convolution_job *job, const uint8_t *cells, int8_t *output,
                              const int pixels) {
  __m256i sums[MAXIMUM_PIXELS][4];
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    for (int quarter = 0; quarter < 4; quarter++) sums[pixel][quarter] = _mm256_setzero_si256();
  }
  const int8_t *weights = redoubt_block_weights(job->block);
  for (int32_t kernel_row = 0; kernel_row < job->kernel_rows; kernel_row++) {
    for (int32_t run = 0; run < job->runs_per_row; run++) {
      const uint8_t *from = cells + (size_t)kernel_row * job->steps.kernel_row + (size_t)run * job->steps.run;
      for (int32_t group = 0; group < job->run_groups; group++) {
        __m256i activations[MAXIMUM_PIXELS];
#pragma clang loop unroll(full)
        for (int pixel = 0; pixel < pixels; pixel++) {
          int32_t four;
          memcpy(&four, from + (size_t)pixel * job->steps.pixel, 4);
          activations[pixel] = _mm256_cvtepu8_epi16(_mm_set1_epi32(four));
        }
#pragma clang loop unroll(full)
        for (int quarter = 0; quarter < 4; quarter++) {
          const __m256i wide =
              _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(weights + quarter * 16)));
#pragma clang loop unroll(full)
          for (int pixel = 0; pixel < pixels; pixel++) {
            sums[pixel][quarter] =
                _mm256_add_epi32(sums[pixel][quarter], _mm256_madd_epi16(activations[pixel], wide));
          }
        }
        from += 4;
        weights += REDOUBT_LANES * 4;
      }
    }
  }
#pragma clang loop unroll(full)
  for (int pixel = 0; pixel < pixels; pixel++) {
    finish_pixel(job, sums[pixel], output + (size_t)pixel * job->channels);
  }
}

REDOUBT_AVX2 static void tile_1(const convolution_job *job, const uint8_t *cells, int8_t *output) {
  tile(job, cells, output, 1);
}
REDOUBT_AVX2 static void tile_2(const convolution_job *job, const uint8_t *cells, int8_t *output) {
  tile(job, cells, output, 2);
}
REDOUBT_AVX2 static void tile_3(const convolution_job *job, const uint8_t *cells, int8_t *output) {
  tile(job, cells, output, 3);
}

void redoubt_convolution_run_avx2(const redoubt_convolution *plan, const void *packed, const uint8_t *staged,
                                  const redoubt_quantisation *quantisation, int8_t *output,
                                  int32_t first_block, int32_t end_block, bool is_exact) {
  const redoubt_window *window = &plan->window;
  const redoubt_output_rows rows = redoubt_output_rows_of(plan);
  convolution_job job = {
      .steps = redoubt_convolution_steps_of(plan),
      .kernel_rows = window->kernel_height,
      .runs_per_row = plan->runs_per_row,
      .run_groups = plan->run_groups,
      .channels = (size_t)window->output_channels,
      .quantisation = quantisation,
      .is_exact = is_exact,
  };
  for (int32_t index = first_block; index < end_block; index++) {
    job.block = redoubt_block_at(packed, plan->block_bytes, index);
    const int32_t lanes = window->output_channels - index * REDOUBT_LANES;
    job.lanes = lanes < REDOUBT_LANES ? lanes : REDOUBT_LANES;
    for (int32_t row = 0; row < rows.rows; row++) {
      const uint8_t *cells = staged + (size_t)row * job.steps.row;
      int8_t *to = output + (size_t)row * (size_t)rows.pixels * job.channels + (size_t)index * REDOUBT_LANES;
      for (int32_t pixel = 0; pixel < rows.pixels; pixel += MAXIMUM_PIXELS) {
        const int32_t rest = rows.pixels - pixel;
        (rest >= 3 ? tile_3 : rest == 2 ? tile_2 : tile_1)(&job, cells, to);
        cells += MAXIMUM_PIXELS * job.steps.pixel;
        to += MAXIMUM_PIXELS * job.channels;
      }
    }
  }
}

#endif
