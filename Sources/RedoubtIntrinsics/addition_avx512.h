/// The scaled operands of an addition, 16 at a time.
#ifndef REDOUBT_ADDITION_AVX512_H
#define REDOUBT_ADDITION_AVX512_H

#include "addition.h"
#include "avx512.h"

/// An operand: its bytes widened, offset (with the accumulator bias), shifted left and scaled.
typedef struct redoubt_operand512 {
  redoubt_scaling512 scaling;
  __m512i offset;
  __m128i left_shift;
} redoubt_operand512;

REDOUBT_AVX512_INLINE redoubt_operand512 redoubt_make_operand512(int32_t offset, int32_t left_shift,
                                                                 int32_t multiplier, int32_t shift) {
  redoubt_block block;
  redoubt_block_fill(&block, multiplier, shift);
  redoubt_operand512 operand;
  operand.scaling = redoubt_load_scaling512(&block);
  operand.offset = _mm512_set1_epi32(offset + (REDOUBT_ACCUMULATOR_BIAS >> left_shift));
  operand.left_shift = _mm_cvtsi32_si128(left_shift);
  return operand;
}

REDOUBT_AVX512_INLINE __m512i redoubt_operand_values512(const redoubt_operand512 *operand, __m128i bytes) {
  const __m512i wide = _mm512_add_epi32(_mm512_cvtepi8_epi32(bytes), operand->offset);
  return redoubt_scaled512(_mm512_sll_epi32(wide, operand->left_shift), &operand->scaling);
}

#endif
