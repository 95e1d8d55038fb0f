#if defined(__x86_64__)

#include "addition_avx512.h"

/// Byte permutations of two registers (VBMI) look a byte up in 256 entries.
#define TABLES __attribute__((target(REDOUBT_AVX512_FEATURES ",avx512vbmi")))
#define TABLES_INLINE \
  static inline __attribute__((always_inline, target(REDOUBT_AVX512_FEATURES ",avx512vbmi")))

/// A scaled operand as `slope * q + deviation(q) + constant`. The slope is below 2^21 and the deviation,
/// which is what rounding adds to a straight line, fits 8 bits: half a unit per step of `q`, and two
/// roundings.
typedef struct line {
  int32_t slope;
  int32_t constant;
  /// Deviations of 0...63, 64...127, -128...-65 and -64...-1.
  __m512i deviations[4];
} line;

TABLES_INLINE line make_line(int32_t offset, int32_t left_shift, int32_t multiplier, int32_t shift) {
  const redoubt_operand512 operand = redoubt_make_operand512(offset, left_shift, multiplier, shift);
  int8_t bytes[256];
  int32_t values[256];
  for (int32_t index = 0; index < 256; index++) bytes[index] = (int8_t)(index < 128 ? index : index - 256);
  for (int32_t index = 0; index < 256; index += 16) {
    const __m128i sixteen = _mm_loadu_si128((const __m128i *)(bytes + index));
    _mm512_storeu_si512(values + index, redoubt_operand_values512(&operand, sixteen));
  }
  line result;
  result.constant = values[0];
  result.slope = (values[127] - values[128] + 127) / 255;
  for (int32_t index = 0; index < 256; index++) {
    bytes[index] = (int8_t)(values[index] - result.slope * bytes[index] - result.constant);
  }
  for (int32_t index = 0; index < 4; index++)
    result.deviations[index] = _mm512_loadu_si512(bytes + index * 64);
  return result;
}

TABLES_INLINE __m512i looked_up(const __m512i table[4], __m512i bytes) {
  const __m512i positive = _mm512_permutex2var_epi8(table[0], bytes, table[1]);
  const __m512i negative = _mm512_permutex2var_epi8(table[2], bytes, table[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), positive, negative);
}

/// The unsigned operand of a dot product: what multiplies (deviation 1, deviation 2, q 1, q 2).
static int32_t digits(int32_t deviation, int32_t slope1, int32_t slope2, int32_t shift) {
  const uint32_t digit1 = (uint32_t)slope1 >> shift & 0xff, digit2 = (uint32_t)slope2 >> shift & 0xff;
  return (int32_t)((uint32_t)deviation | (uint32_t)deviation << 8 | digit1 << 16 | digit2 << 24);
}

/// What is prepared of an addition.
typedef struct addition_tables {
  /// Deviations of the operands, those of the second with the sign of its slope.
  __m512i deviations1[4], deviations2[4];
  redoubt_block scaling;
  /// What multiplies (deviation 1, deviation 2, q 1, q 2), and what is added to the sum.
  int32_t high, middle, low, start;
} addition_tables;

_Static_assert(sizeof(addition_tables) <= REDOUBT_ADDITION_TABLE_BYTES, "the caller's memory holds the tables");

TABLES void redoubt_addition_fill_tables_avx512(const redoubt_addition *p, void *memory) {
  addition_tables *tables = memory;
  const line first = make_line(p->offset1, p->left_shift, p->multiplier1, p->shift1);
  const line second = make_line(p->offset2, p->left_shift, p->multiplier2, p->shift2);
  for (int32_t index = 0; index < 4; index++) {
    tables->deviations1[index] = first.deviations[index];
    tables->deviations2[index] = p->subtracts
                                     ? _mm512_sub_epi8(_mm512_setzero_si512(), second.deviations[index])
                                     : second.deviations[index];
  }
  tables->high = digits(0, first.slope, second.slope, 16);
  tables->middle = digits(0, first.slope, second.slope, 8);
  tables->low = digits(1, first.slope, second.slope, 0);
  tables->start = first.constant + REDOUBT_ACCUMULATOR_BIAS;
  // -q is ~q + 1, so a difference is a sum over complemented bytes.
  tables->start += p->subtracts ? second.slope - second.constant : second.constant;
  redoubt_block_fill(&tables->scaling, p->output_multiplier, p->output_shift);
}

TABLES void redoubt_addition_run_tables_avx512(const redoubt_addition *p, const void *memory,
                                               const int8_t *input1, const int8_t *input2, int8_t *output,
                                               size_t count) {
  const addition_tables *tables = memory;
  __m512i table1[4], table2[4];
  for (int32_t index = 0; index < 4; index++) {
    table1[index] = tables->deviations1[index];
    table2[index] = tables->deviations2[index];
  }
  const __m512i complement = _mm512_set1_epi8(p->subtracts ? -1 : 0);
  const __m512i high = _mm512_set1_epi32(tables->high), middle = _mm512_set1_epi32(tables->middle);
  const __m512i low = _mm512_set1_epi32(tables->low), start = _mm512_set1_epi32(tables->start);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(&tables->scaling);
  const redoubt_scaling512 *const scalings[4] = {&scaling, &scaling, &scaling, &scaling};
  const __m512i zero_point = _mm512_set1_epi16((short)p->output_zero_point);
  const __m512i minimum = _mm512_set1_epi8((char)p->minimum), maximum = _mm512_set1_epi8((char)p->maximum);
  for (size_t index = 0; index < count; index += 64) {
    const __mmask64 lanes = redoubt_mask64(count - index);
    const __m512i a = _mm512_maskz_loadu_epi8(lanes, input1 + index);
    const __m512i b = _mm512_maskz_loadu_epi8(lanes, input2 + index);
    const __m512i deviations1 = looked_up(table1, a), deviations2 = looked_up(table2, b);
    const __m512i signed_b = _mm512_xor_si512(b, complement);
    const __m512i low_deviations = _mm512_unpacklo_epi8(deviations1, deviations2);
    const __m512i high_deviations = _mm512_unpackhi_epi8(deviations1, deviations2);
    const __m512i low_bytes = _mm512_unpacklo_epi8(a, signed_b),
                  high_bytes = _mm512_unpackhi_epi8(a, signed_b);
    const __m512i fours[4] = {_mm512_unpacklo_epi16(low_deviations, low_bytes),
                              _mm512_unpackhi_epi16(low_deviations, low_bytes),
                              _mm512_unpacklo_epi16(high_deviations, high_bytes),
                              _mm512_unpackhi_epi16(high_deviations, high_bytes)};
    __m512i sums[4];
#pragma clang loop unroll(full)
    for (int part = 0; part < 4; part++) {
      // Horner's rule over the three digits of the slopes.
      __m512i sum = _mm512_dpbusd_epi32(_mm512_setzero_si512(), high, fours[part]);
      sum = _mm512_dpbusd_epi32(_mm512_slli_epi32(sum, 8), middle, fours[part]);
      sum = _mm512_dpbusd_epi32(_mm512_slli_epi32(sum, 8), low, fours[part]);
      sums[part] = _mm512_add_epi32(sum, start);
    }
    redoubt_scale_vectors512(sums, scalings, 4);
    // The packs undo the unpacks, so no permutation is needed.
    const __m512i words0 = _mm512_adds_epi16(_mm512_packs_epi32(sums[0], sums[1]), zero_point);
    const __m512i words1 = _mm512_adds_epi16(_mm512_packs_epi32(sums[2], sums[3]), zero_point);
    const __m512i bytes = _mm512_max_epi8(_mm512_packs_epi16(words0, words1), minimum);
    _mm512_mask_storeu_epi8(output + index, lanes, _mm512_min_epi8(bytes, maximum));
  }
}

#endif
