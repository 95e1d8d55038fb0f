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

/// The formula of `block.h`, from the biased accumulator on, for `count` (up to four) vectors in place.
/// Written one vector after the other, the chains of dependent steps would fill the processor's scheduler and
/// its units wait.
REDOUBT_AVX512_INLINE void redoubt_scale_vectors512(__m512i vectors[4],
                                                    const redoubt_scaling512 *const scaling[4],
                                                    const int count) {
  __m512i even[4], odd[4], signs[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) odd[index] = _mm512_srli_epi64(vectors[index], 32);
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    even[index] = _mm512_mul_epu32(vectors[index], scaling[index]->multiplier);
    odd[index] = _mm512_mul_epu32(odd[index], scaling[index]->multiplier_odd);
    signs[index] = _mm512_srli_epi32(vectors[index], 30);
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    even[index] = _mm512_add_epi64(even[index], scaling[index]->nudge_even);
    odd[index] = _mm512_add_epi64(odd[index], scaling[index]->nudge_odd);
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    vectors[index] = _mm512_mask_shuffle_epi32(odd[index], 0x5555, even[index], _MM_PERM_CDAB);
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    vectors[index] =
        _mm512_mask_add_epi32(vectors[index], scaling[index]->away, vectors[index], signs[index]);
    vectors[index] = _mm512_srav_epi32(vectors[index], scaling[index]->right);
  }
}

/// `redoubt_scale_vectors512` of one vector.
REDOUBT_AVX512_INLINE __m512i redoubt_scaled512(__m512i biased, const redoubt_scaling512 *scaling) {
  __m512i vectors[4] = {biased, biased, biased, biased};
  redoubt_scale_vectors512(vectors, (const redoubt_scaling512 *const[4]){scaling, scaling, scaling, scaling},
                           1);
  return vectors[0];
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
