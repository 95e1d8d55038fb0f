#if defined(__x86_64__)

#include "addition.h"
#include "avx512.h"

/// An operand: its bytes widened, offset (with the accumulator bias), shifted left and scaled.
typedef struct operand512 {
  redoubt_scaling512 scaling;
  __m512i offset;
  __m128i left_shift;
} operand512;

REDOUBT_AVX512_INLINE operand512 make_operand(int32_t offset, int32_t left_shift, int32_t multiplier,
                                              int32_t shift) {
  redoubt_block block;
  redoubt_block_fill(&block, multiplier, shift);
  return (operand512){redoubt_load_scaling512(&block), _mm512_set1_epi32(offset + (REDOUBT_ACCUMULATOR_BIAS >> left_shift)), _mm_cvtsi32_si128(left_shift)};
}

REDOUBT_AVX512_INLINE __m512i operand_values(const operand512 *operand, __m128i bytes) {
  const __m512i wide = _mm512_add_epi32(_mm512_cvtepi8_epi32(bytes), operand->offset);
  return redoubt_scaled512(_mm512_sll_epi32(wide, operand->left_shift), &operand->scaling);
}

REDOUBT_AVX512_INLINE __m512i sixteen(const operand512 *first, const operand512 *second,
                                      const redoubt_scaling512 *scaling, bool subtracts, __m128i bytes1,
                                      __m128i bytes2) {
  const __m512i values1 = operand_values(first, bytes1), values2 = operand_values(second, bytes2);
  const __m512i sum = subtracts ? _mm512_sub_epi32(values1, values2) : _mm512_add_epi32(values1, values2);
  return redoubt_scaled512(_mm512_add_epi32(sum, _mm512_set1_epi32(REDOUBT_ACCUMULATOR_BIAS)), scaling);
}

REDOUBT_AVX512 void redoubt_addition_run_avx512(const redoubt_addition *p, const int8_t *input1,
                                                const int8_t *input2, int8_t *output, size_t count) {
  const operand512 first = make_operand(p->offset1, p->left_shift, p->multiplier1, p->shift1);
  const operand512 second = make_operand(p->offset2, p->left_shift, p->multiplier2, p->shift2);
  redoubt_block block;
  redoubt_block_fill(&block, p->output_multiplier, p->output_shift);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(&block);
  const redoubt_clamp512 clamp = redoubt_make_clamp512(p->output_zero_point, p->minimum, p->maximum);
  const bool subtracts = p->subtracts;
  for (size_t index = 0; index < count; index += 64) {
    const __mmask64 lanes = redoubt_mask64(count - index);
    const __m512i a = _mm512_maskz_loadu_epi8(lanes, input1 + index);
    const __m512i b = _mm512_maskz_loadu_epi8(lanes, input2 + index);
    const __m512i scaled0 = sixteen(&first, &second, &scaling, subtracts, _mm512_castsi512_si128(a),
                                    _mm512_castsi512_si128(b));
    const __m512i scaled1 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 1),
                                    _mm512_extracti32x4_epi32(b, 1));
    const __m512i scaled2 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 2),
                                    _mm512_extracti32x4_epi32(b, 2));
    const __m512i scaled3 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 3),
                                    _mm512_extracti32x4_epi32(b, 3));
    _mm512_mask_storeu_epi8(output + index, lanes, redoubt_packed512(scaled0, scaled1, scaled2, scaled3, &clamp));
  }
}

#endif
