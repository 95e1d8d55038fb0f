#include "difference.h"

#if defined(__x86_64__)

#include "avx512.h"

/// Lists the outputs of one block that differ.
REDOUBT_AVX512_INLINE void list_changes(__m512i values, size_t first, int32_t count, redoubt_differing_tensor *output) {
  const __mmask16 lanes = (__mmask16)redoubt_mask64((size_t)count);
  const __m128i new_bytes = _mm512_cvtepi32_epi8(values);
  const __m128i old_bytes = _mm_maskz_loadu_epi8(lanes, output->bytes + first);
  const __mmask16 differs = _mm_mask_cmpneq_epi8_mask(lanes, new_bytes, old_bytes);
  if (differs == 0) return;
  const __m512i order = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i indices = _mm512_add_epi32(_mm512_set1_epi32((int32_t)first), order);
  const __m512i deltas =
      _mm512_sub_epi32(_mm512_cvtepi8_epi32(new_bytes), _mm512_cvtepi8_epi32(old_bytes));
  _mm512_storeu_si512(output->indices + output->count, _mm512_maskz_compress_epi32(differs, indices));
  _mm512_storeu_si512(output->deltas + output->count, _mm512_maskz_compress_epi32(differs, deltas));
  output->count += (size_t)__builtin_popcount(differs);
  _mm_mask_storeu_epi8(output->bytes + first, differs, new_bytes);
}

/// `count` (up to four) blocks from `block` on.
REDOUBT_AVX512_INLINE void run_blocks(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                      int32_t segment_count, const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output, int32_t block, const int count) {
  const size_t row_bytes = (size_t)plan->blocks * REDOUBT_LANES * 2;
  const int8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)block * REDOUBT_LANES * 2;
  __m512i vectors[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    vectors[index] = _mm512_loadu_si512(base + (block + index) * REDOUBT_LANES);
  }
  for (int32_t segment = 0; segment < segment_count; segment++) {
    const int8_t *segment_rows = rows + segments[segment].offset * (int64_t)row_bytes;
    for (int32_t entry = segments[segment].begin; entry < segments[segment].end; entry++) {
      const int8_t *weights = segment_rows + (int64_t)inputs->places[entry] * (int64_t)row_bytes;
      const __m512i delta = _mm512_set1_epi32(inputs->deltas[entry]);
#pragma clang loop unroll(full)
      for (int index = 0; index < count; index++) {
        const __m512i wide = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(weights + index * 32)));
        vectors[index] = _mm512_dpwssd_epi32(vectors[index], wide, delta);
      }
    }
  }
  if (sums != NULL) {
#pragma clang loop unroll(full)
    for (int index = 0; index < count; index++) {
      _mm512_storeu_si512(sums + (block + index) * REDOUBT_LANES, vectors[index]);
    }
    return;
  }
  const int32_t channels = plan->window.output_channels;
  const redoubt_quantisation *quantisation = &plan->quantisation;
  const __m512i zero_point = _mm512_set1_epi32(quantisation->output_zero_point);
  const __m512i minimum = _mm512_set1_epi32(quantisation->minimum);
  const __m512i maximum = _mm512_set1_epi32(quantisation->maximum);
  const __m512i bias = _mm512_set1_epi32(REDOUBT_ACCUMULATOR_BIAS);
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    const redoubt_block *parameters = redoubt_difference_block(packed, block + index);
    const int32_t channel = (block + index) * REDOUBT_LANES;
    const int32_t lanes = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
    const size_t first = pixel * (size_t)channels + (size_t)channel;
    if (parameters->exact_lanes != REDOUBT_ALL_LANES) {
      int32_t accumulators[REDOUBT_LANES];
      _mm512_storeu_si512(accumulators, vectors[index]);
      redoubt_difference_store(plan, parameters, accumulators, first, lanes, output);
      continue;
    }
    const redoubt_scaling512 scaling = redoubt_load_scaling512(parameters);
    __m512i values = redoubt_scaled512(_mm512_add_epi32(vectors[index], bias), &scaling);
    values = _mm512_add_epi32(values, zero_point);
    values = _mm512_min_epi32(_mm512_max_epi32(values, minimum), maximum);
    list_changes(values, first, lanes, output);
  }
}

REDOUBT_AVX512 void redoubt_difference_pixel_avx512(const redoubt_difference *plan, const void *packed,
                                                    const redoubt_changed_inputs *inputs,
                                                    const redoubt_segment *segments, int32_t segment_count,
                                                    const int32_t *base, int32_t *sums, size_t pixel,
                                                    redoubt_differing_tensor *output) {
  int32_t block = 0;
  for (; block + 4 <= plan->blocks; block += 4) {
    run_blocks(plan, packed, inputs, segments, segment_count, base, sums, pixel, output, block, 4);
  }
  for (; block + 2 <= plan->blocks; block += 2) {
    run_blocks(plan, packed, inputs, segments, segment_count, base, sums, pixel, output, block, 2);
  }
  if (block < plan->blocks) {
    run_blocks(plan, packed, inputs, segments, segment_count, base, sums, pixel, output, block, 1);
  }
}

#endif
