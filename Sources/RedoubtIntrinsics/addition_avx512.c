#if defined(__x86_64__)

#include "addition_avx512.h"

REDOUBT_AVX512_INLINE __m512i sixteen(const redoubt_operand512 *first, const redoubt_operand512 *second,
                                      const redoubt_scaling512 *scaling, bool subtracts, __m128i bytes1,
                                      __m128i bytes2) {
  const __m512i values1 = redoubt_operand_values512(first, bytes1),
                values2 = redoubt_operand_values512(second, bytes2);
  const __m512i sum = subtracts ? _mm512_sub_epi32(values1, values2) : _mm512_add_epi32(values1, values2);
  return redoubt_scaled512(_mm512_add_epi32(sum, _mm512_set1_epi32(REDOUBT_ACCUMULATOR_BIAS)), scaling);
}

REDOUBT_AVX512 void redoubt_addition_run_avx512(const redoubt_addition *p, const int8_t *input1,
                                                const int8_t *input2, int8_t *output, size_t count) {
  const redoubt_operand512 first =
      redoubt_make_operand512(p->offset1, p->left_shift, p->multiplier1, p->shift1);
  const redoubt_operand512 second =
      redoubt_make_operand512(p->offset2, p->left_shift, p->multiplier2, p->shift2);
  redoubt_block block;
  redoubt_block_fill(&block, p->output_multiplier, p->output_shift);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(&block);
  const redoubt_clamp512 clamp = redoubt_make_clamp512(p->output_zero_point, p->minimum, p->maximum);
  const bool subtracts = p->subtracts;
  for (size_t index = 0; index < count; index += 64) {
    const __mmask64 lanes = redoubt_mask64(count - index);
    const __m512i a = _mm512_maskz_loadu_epi8(lanes, input1 + index);
    const __m512i b = _mm512_maskz_loadu_epi8(lanes, input2 + index);
    const __m512i scaled0 =
        sixteen(&first, &second, &scaling, subtracts, _mm512_castsi512_si128(a), _mm512_castsi512_si128(b));
    const __m512i scaled1 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 1),
                                    _mm512_extracti32x4_epi32(b, 1));
    const __m512i scaled2 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 2),
                                    _mm512_extracti32x4_epi32(b, 2));
    const __m512i scaled3 = sixteen(&first, &second, &scaling, subtracts, _mm512_extracti32x4_epi32(a, 3),
                                    _mm512_extracti32x4_epi32(b, 3));
    _mm512_mask_storeu_epi8(output + index, lanes,
                            redoubt_packed512(scaled0, scaled1, scaled2, scaled3, &clamp));
  }
}

#endif
