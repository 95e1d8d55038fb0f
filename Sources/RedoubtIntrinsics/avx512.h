/// Steps of the AVX-512 VNNI path that several kernels share.
#ifndef REDOUBT_AVX512_H
#define REDOUBT_AVX512_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "block.h"

#define REDOUBT_AVX512_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define REDOUBT_AVX512 __attribute__((target(REDOUBT_AVX512_FEATURES)))
#define REDOUBT_AVX512_INLINE static inline __attribute__((always_inline, target(REDOUBT_AVX512_FEATURES)))

/// The lowest `count` (0...64) bits.
static inline uint64_t redoubt_mask64(size_t count) {
  return count >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
}

/// Scaling parameters of 16 exact lanes.
typedef struct redoubt_scaling512 {
  __m512i multiplier, multiplier_odd, nudge_even, nudge_odd, right;
  __mmask16 away;
} redoubt_scaling512;

REDOUBT_AVX512_INLINE redoubt_scaling512 redoubt_load_scaling512(const redoubt_block *block) {
  redoubt_scaling512 scaling;
  scaling.multiplier = _mm512_loadu_si512(block->doubled_multiplier);
  scaling.multiplier_odd = _mm512_srli_epi64(scaling.multiplier, 32);
  scaling.nudge_even = _mm512_loadu_si512(block->nudge_even);
  scaling.nudge_odd = _mm512_loadu_si512(block->nudge_odd);
  scaling.right = _mm512_loadu_si512(block->right);
  scaling.away = (__mmask16)block->away_lanes;
  return scaling;
}

/// The formula of `block.h`, from the biased accumulator on.
REDOUBT_AVX512_INLINE __m512i redoubt_scaled512(__m512i biased, const redoubt_scaling512 *scaling) {
  const __m512i even =
      _mm512_add_epi64(_mm512_mul_epu32(biased, scaling->multiplier), scaling->nudge_even);
  const __m512i odd = _mm512_add_epi64(
      _mm512_mul_epu32(_mm512_srli_epi64(biased, 32), scaling->multiplier_odd), scaling->nudge_odd);
  const __m512i high = _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_CDAB);
  const __m512i corrected = _mm512_add_epi32(high, _mm512_maskz_srli_epi32(scaling->away, biased, 30));
  return _mm512_srav_epi32(corrected, scaling->right);
}

/// Zero point and clamp within int8.
typedef struct redoubt_clamp512 {
  __m512i zero_point, minimum, maximum;
} redoubt_clamp512;

REDOUBT_AVX512_INLINE redoubt_clamp512 redoubt_make_clamp512(int32_t zero_point, int32_t minimum,
                                                             int32_t maximum) {
  redoubt_clamp512 clamp;
  clamp.zero_point = _mm512_set1_epi16((short)zero_point);
  clamp.minimum = _mm512_set1_epi8((char)minimum);
  clamp.maximum = _mm512_set1_epi8((char)maximum);
  return clamp;
}

/// Four vectors of scaled values as 64 output bytes in order.
REDOUBT_AVX512_INLINE __m512i redoubt_packed512(__m512i a, __m512i b, __m512i c, __m512i d,
                                                const redoubt_clamp512 *clamp) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m512i ab = _mm512_adds_epi16(_mm512_packs_epi32(a, b), clamp->zero_point);
  const __m512i cd = _mm512_adds_epi16(_mm512_packs_epi32(c, d), clamp->zero_point);
  __m512i bytes = _mm512_packs_epi16(ab, cd);
  bytes = _mm512_max_epi8(bytes, clamp->minimum);
  bytes = _mm512_min_epi8(bytes, clamp->maximum);
  return _mm512_permutexvar_epi32(order, bytes);
}

#endif
