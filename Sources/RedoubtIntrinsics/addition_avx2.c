#if defined(__x86_64__)

#include "addition.h"
#include "avx2.h"

/// Eight bytes widened, offset, shifted left and scaled.
REDOUBT_AVX2_INLINE __m256i operand_values(const int8_t *bytes, int32_t offset, int32_t left_shift,
                                           const redoubt_block *block) {
  const __m256i wide = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)bytes));
  const __m256i shifted = _mm256_sll_epi32(
      _mm256_add_epi32(wide, _mm256_set1_epi32(offset + (REDOUBT_ACCUMULATOR_BIAS >> left_shift))),
      _mm_cvtsi32_si128(left_shift));
  return redoubt_scaled256(shifted, block, 0);
}

REDOUBT_AVX2 void redoubt_addition_run_avx2(const redoubt_addition *p, const int8_t *input1,
                                            const int8_t *input2, int8_t *output, size_t count) {
  const redoubt_quantisation quantisation = {
      .output_zero_point = p->output_zero_point, .minimum = p->minimum, .maximum = p->maximum};
  redoubt_block first, second, result;
  redoubt_block_fill(&first, p->multiplier1, p->shift1);
  redoubt_block_fill(&second, p->multiplier2, p->shift2);
  redoubt_block_fill(&result, p->output_multiplier, p->output_shift);
  const size_t whole = count / REDOUBT_LANES * REDOUBT_LANES;
  for (size_t index = 0; index < whole; index += REDOUBT_LANES) {
    __m256i sums[2];
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      const __m256i a = operand_values(input1 + index + half * 8, p->offset1, p->left_shift, &first);
      const __m256i b = operand_values(input2 + index + half * 8, p->offset2, p->left_shift, &second);
      sums[half] = p->subtracts ? _mm256_sub_epi32(a, b) : _mm256_add_epi32(a, b);
    }
    redoubt_store_exact256(sums[0], sums[1], &result, &quantisation, output + index, REDOUBT_LANES);
  }
  redoubt_addition_run_scalar(p, input1 + whole, input2 + whole, output + whole, count - whole);
}

#endif
