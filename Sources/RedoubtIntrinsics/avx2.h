/// Steps of the AVX2 path that several kernels share.
#ifndef REDOUBT_AVX2_H
#define REDOUBT_AVX2_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "block.h"

#define REDOUBT_AVX2 __attribute__((target("avx2")))
#define REDOUBT_AVX2_INLINE static inline __attribute__((always_inline, target("avx2")))

/// All ones in the lanes of `half` whose bit is set in `bits`.
REDOUBT_AVX2_INLINE __m256i redoubt_lane_mask256(uint32_t bits, int half) {
  const __m256i lanes = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  return _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int)(bits >> (half * 8))), lanes), lanes);
}

/// The formula of `block.h`, from the biased accumulator on, for lanes `half * 8 ..< half * 8 + 8`.
REDOUBT_AVX2_INLINE __m256i redoubt_scaled256(__m256i biased, const redoubt_block *block, int half) {
  const __m256i multiplier = _mm256_loadu_si256((const __m256i *)(block->doubled_multiplier + half * 8));
  const __m256i nudge_even = _mm256_loadu_si256((const __m256i *)(block->nudge_even + half * 4));
  const __m256i nudge_odd = _mm256_loadu_si256((const __m256i *)(block->nudge_odd + half * 4));
  const __m256i right = _mm256_loadu_si256((const __m256i *)(block->right + half * 8));
  const __m256i away = redoubt_lane_mask256(block->away_lanes, half);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epu32(biased, multiplier), nudge_even);
  const __m256i odd = _mm256_add_epi64(
      _mm256_mul_epu32(_mm256_srli_epi64(biased, 32), _mm256_srli_epi64(multiplier, 32)), nudge_odd);
  const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
  const __m256i corrected = _mm256_add_epi32(high, _mm256_and_si256(_mm256_srli_epi32(biased, 30), away));
  return _mm256_srav_epi32(corrected, right);
}

/// Scales 16 exact lanes, clamps within int8 and writes the first `lanes` bytes.
REDOUBT_AVX2_INLINE void redoubt_store_exact256(__m256i low, __m256i high, const redoubt_block *block,
                                                const redoubt_quantisation *quantisation, int8_t *output,
                                                int32_t lanes) {
  const __m256i bias = _mm256_set1_epi32(REDOUBT_ACCUMULATOR_BIAS);
  low = redoubt_scaled256(_mm256_add_epi32(low, bias), block, 0);
  high = redoubt_scaled256(_mm256_add_epi32(high, bias), block, 1);
  // The packs work within 128-bit halves; the permutation restores the order of the lanes.
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
  words = _mm256_adds_epi16(words, _mm256_set1_epi16((short)quantisation->output_zero_point));
  __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  bytes = _mm_max_epi8(bytes, _mm_set1_epi8((char)quantisation->minimum));
  bytes = _mm_min_epi8(bytes, _mm_set1_epi8((char)quantisation->maximum));
  if (lanes >= REDOUBT_LANES) {
    _mm_storeu_si128((__m128i *)output, bytes);
  } else {
    int8_t all[REDOUBT_LANES];
    _mm_storeu_si128((__m128i *)all, bytes);
    memcpy(output, all, (size_t)lanes);
  }
}

#endif
