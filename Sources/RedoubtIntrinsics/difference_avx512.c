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

/// Products of the entries of one sign, for `count` blocks: in two sets of sums, since one would wait for itself.
REDOUBT_AVX512_INLINE void add_products(__m512i sums[4], const redoubt_entries *entries,
                                        const redoubt_segment *segments, int32_t segment_count, const int sign,
                                        const int8_t *rows, int64_t row_bytes, const int count) {
  __m512i others[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = others[index] = _mm512_setzero_si512();
  for (int32_t segment = 0; segment < segment_count; segment++) {
    const int8_t *segment_rows = rows + segments[segment].offset * row_bytes;
    const int32_t end = segments[segment].end[sign];
    int32_t entry = segments[segment].begin[sign];
    for (; entry + 1 < end; entry += 2) {
      const int8_t *weights = segment_rows + entries->places[entry] * row_bytes;
      const int8_t *next = segment_rows + entries->places[entry + 1] * row_bytes;
      const __m512i magnitudes = _mm512_set1_epi32((int32_t)entries->magnitudes[entry]);
      const __m512i next_magnitudes = _mm512_set1_epi32((int32_t)entries->magnitudes[entry + 1]);
#pragma clang loop unroll(full)
      for (int index = 0; index < count; index++) {
        sums[index] = _mm512_dpbusd_epi32(sums[index], magnitudes, _mm512_loadu_si512(weights + index * 64));
        others[index] =
            _mm512_dpbusd_epi32(others[index], next_magnitudes, _mm512_loadu_si512(next + index * 64));
      }
    }
    if (entry < end) {
      const int8_t *weights = segment_rows + entries->places[entry] * row_bytes;
      const __m512i magnitudes = _mm512_set1_epi32((int32_t)entries->magnitudes[entry]);
#pragma clang loop unroll(full)
      for (int index = 0; index < count; index++) {
        sums[index] = _mm512_dpbusd_epi32(sums[index], magnitudes, _mm512_loadu_si512(weights + index * 64));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = _mm512_add_epi32(sums[index], others[index]);
}

/// `count` (up to four) blocks from `block` on.
REDOUBT_AVX512_INLINE void run_blocks(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                      int32_t segment_count, const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output, int32_t block, const int count) {
  const int64_t row_bytes = (int64_t)plan->blocks * REDOUBT_LANES * 4;
  const int8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)block * REDOUBT_LANES * 4;
  __m512i vectors[4], falling[4];
  add_products(vectors, &inputs->signs[REDOUBT_RISING], segments, segment_count, REDOUBT_RISING, rows, row_bytes,
               count);
  add_products(falling, &inputs->signs[REDOUBT_FALLING], segments, segment_count, REDOUBT_FALLING, rows, row_bytes,
               count);
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    const __m512i known = _mm512_loadu_si512(base + (block + index) * REDOUBT_LANES);
    vectors[index] = _mm512_add_epi32(known, _mm512_sub_epi32(vectors[index], falling[index]));
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

REDOUBT_AVX512 void redoubt_difference_compare_avx512(const int8_t *bytes, size_t first, size_t count,
                                                       redoubt_differing_tensor *tensor) {
  for (size_t index = 0; index < count; index += 64) {
    const __mmask64 lanes = redoubt_mask64(count - index);
    const __m512i new_bytes = _mm512_maskz_loadu_epi8(lanes, bytes + index);
    const __m512i old_bytes = _mm512_maskz_loadu_epi8(lanes, tensor->bytes + first + index);
    uint64_t differs = _mm512_cmpneq_epi8_mask(new_bytes, old_bytes);
    for (; differs != 0; differs &= differs - 1) {
      const size_t place = index + (size_t)__builtin_ctzll(differs);
      redoubt_differing_set(tensor, first + place, bytes[place]);
    }
  }
}

#endif
