/// From the accumulators of a tile to output bytes.
#ifndef REDOUBT_CONVOLUTION_AVX512_H
#define REDOUBT_CONVOLUTION_AVX512_H

#include "avx512.h"
#include "convolution.h"

/// What every tile of one call has in common.
typedef struct redoubt_convolution_job512 {
  redoubt_convolution_steps steps;
  size_t block_bytes, channels;
  int32_t kernel_rows, runs_per_row, run_groups;
  /// First block of the tile, and how many of its lanes are channels.
  const redoubt_block *block;
  int32_t lanes;
  const redoubt_quantisation *quantisation;
  /// Whether the vector scaling applies; and what its accumulators start with above the block's bias, else 0.
  bool is_exact;
  int32_t accumulator_bias;
  /// Accumulators are stored as they are; `channels` then counts the bytes of a pixel's.
  bool is_unscaled;
} redoubt_convolution_job512;

enum { REDOUBT_MAXIMUM_ACCUMULATORS = 24 };

/// Writes `vectors` (at most four) vectors of 16 lanes that follow `first` in pixel-major order.
REDOUBT_AVX512_INLINE void redoubt_store_vectors(const redoubt_convolution_job512 *job, __m512i bytes,
                                                 const int blocks, const int vectors, int8_t *to) {
  const int lanes = blocks < 4 ? blocks * REDOUBT_LANES : 64;
  if (job->channels == (size_t)lanes) {
    _mm512_mask_storeu_epi8(to, redoubt_mask64((size_t)vectors * REDOUBT_LANES), bytes);
    return;
  }
  if (lanes == 64) {
    _mm512_mask_storeu_epi8(to, redoubt_mask64((size_t)job->lanes), bytes);
  } else if (lanes == 32) {
    const __mmask32 mask = (__mmask32)redoubt_mask64((size_t)job->lanes);
    _mm256_mask_storeu_epi8(to, mask, _mm512_castsi512_si256(bytes));
    if (vectors > 2) _mm256_mask_storeu_epi8(to + job->channels, mask, _mm512_extracti64x4_epi64(bytes, 1));
  } else {
    const __mmask16 mask = (__mmask16)redoubt_mask64((size_t)job->lanes);
    _mm_mask_storeu_epi8(to, mask, _mm512_castsi512_si128(bytes));
    if (vectors > 1) _mm_mask_storeu_epi8(to + job->channels, mask, _mm512_extracti32x4_epi32(bytes, 1));
    if (vectors > 2) _mm_mask_storeu_epi8(to + job->channels * 2, mask, _mm512_extracti32x4_epi32(bytes, 2));
    if (vectors > 3) _mm_mask_storeu_epi8(to + job->channels * 3, mask, _mm512_extracti32x4_epi32(bytes, 3));
  }
}

/// Scales, clamps and stores the accumulators of a tile, four vectors at a time.
REDOUBT_AVX512_INLINE void redoubt_finish_exact(const redoubt_convolution_job512 *job,
                                                const __m512i *accumulators, const int pixels,
                                                const int blocks, int8_t *output) {
  const redoubt_quantisation *quantisation = job->quantisation;
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  redoubt_scaling512 scaling[4];
  const int vectors = pixels * blocks;
#pragma clang loop unroll(full)
  for (int first = 0; first < vectors; first += 4) {
    if (first == 0 || blocks > 4) {
#pragma clang loop unroll(full)
      for (int block = 0; block < (blocks < 4 ? blocks : 4); block++) {
        scaling[block] =
            redoubt_load_scaling512(redoubt_block_at(job->block, job->block_bytes, first % blocks + block));
      }
    }
    const int count = vectors - first < 4 ? vectors - first : 4;
    __m512i scaled[4];
    const redoubt_scaling512 *scalings[4];
#pragma clang loop unroll(full)
    for (int index = 0; index < 4; index++) {
      scaled[index] = accumulators[first + (index < count ? index : 0)];
      scalings[index] = &scaling[blocks < 4 ? index % blocks : index];
    }
    redoubt_scale_vectors512(scaled, scalings, count);
    const __m512i bytes = redoubt_packed512(scaled[0], scaled[1], scaled[2], scaled[3], &clamp);
    int8_t *to = output + (size_t)(first / blocks) * job->channels;
    if (blocks > 4) {
      const int32_t lanes = job->lanes - (first % blocks) * REDOUBT_LANES;
      _mm512_mask_storeu_epi8(to + (first % blocks) * REDOUBT_LANES, redoubt_mask64((size_t)lanes), bytes);
    } else {
      redoubt_store_vectors(job, bytes, blocks, count, to);
    }
  }
}

/// As `redoubt_finish_exact` for one block of eight channels: two pixels share a vector.
REDOUBT_AVX512_INLINE void redoubt_finish_eight_channels(const redoubt_convolution_job512 *job,
                                                         const __m512i *accumulators, const int pixels,
                                                         int8_t *output) {
  const redoubt_quantisation *quantisation = job->quantisation;
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(job->block);
#pragma clang loop unroll(full)
  for (int first = 0; first < pixels; first += 8) {
    const int count = pixels - first < 8 ? pixels - first : 8;
    __m512i scaled[4];
#pragma clang loop unroll(full)
    for (int pair = 0; pair < 4; pair++) {
      scaled[pair] = accumulators[first + (pair * 2 < count ? pair * 2 : 0)];
      if (pair * 2 + 1 < count) {
        const __m256i second = _mm512_castsi512_si256(accumulators[first + pair * 2 + 1]);
        scaled[pair] = _mm512_inserti64x4(scaled[pair], second, 1);
      }
    }
    redoubt_scale_vectors512(scaled,
                             (const redoubt_scaling512 *const[4]){&scaling, &scaling, &scaling, &scaling},
                             (count + 1) / 2);
    const __m512i bytes = redoubt_packed512(scaled[0], scaled[1], scaled[2], scaled[3], &clamp);
    _mm512_mask_storeu_epi8(output + first * 8, redoubt_mask64((size_t)count * 8), bytes);
  }
}

/// Leaves scaling to the scalar definition.
REDOUBT_AVX512_INLINE void redoubt_finish_scalar(const redoubt_convolution_job512 *job,
                                                 const __m512i *accumulators, const int pixels,
                                                 const int blocks, int8_t *output) {
  // Constant indices only: an accumulator whose address escapes would live in memory through the product
  // loop.
  int32_t sums[REDOUBT_MAXIMUM_ACCUMULATORS][REDOUBT_LANES];
#pragma clang loop unroll(full)
  for (int index = 0; index < pixels * blocks; index++) _mm512_storeu_si512(sums[index], accumulators[index]);
  for (int pixel = 0; pixel < pixels; pixel++) {
    for (int block = 0; block < blocks; block++) {
      const int32_t lanes = job->lanes - block * REDOUBT_LANES;
      redoubt_block_store(redoubt_block_at(job->block, job->block_bytes, block), sums[pixel * blocks + block],
                          job->quantisation, output + (size_t)pixel * job->channels + block * REDOUBT_LANES,
                          lanes < REDOUBT_LANES ? lanes : REDOUBT_LANES);
    }
  }
}

#endif
