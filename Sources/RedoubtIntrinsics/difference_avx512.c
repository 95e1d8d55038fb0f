#include "difference_gather.h"
#include "difference_pixels.h"

#if defined(__x86_64__)

#include "avx512.h"

/// Lists outputs that differ, `differs` saying which of those from `first` on.
REDOUBT_AVX512_INLINE void list_differences(uint64_t differs, size_t first, const int8_t new_bytes[64],
                                            const int8_t old_bytes[64], redoubt_differing_tensor *output) {
  size_t count = output->count;
  for (; differs != 0; differs &= differs - 1) {
    const size_t place = (size_t)__builtin_ctzll(differs);
    output->indices[count] = (uint32_t)(first + place);
    output->deltas[count] = new_bytes[place] - old_bytes[place];
    count++;
  }
  output->count = count;
}

/// Sets the outputs of `count` blocks.
/// - values: scaled, neither shifted by the zero point nor clamped.
REDOUBT_AVX512_INLINE void set_outputs(const __m512i values[4], const redoubt_clamp512 *clamp, size_t first,
                                       int32_t rest, redoubt_differing_tensor *output, const int count) {
  const __mmask64 lanes = redoubt_mask64((size_t)rest);
  const __m512i new_bytes = redoubt_packed512(values[0], values[count > 1 ? 1 : 0], values[count > 2 ? 2 : 0],
                                              values[count > 3 ? 3 : 0], clamp);
  const __m512i old_bytes = _mm512_maskz_loadu_epi8(lanes, output->bytes + first);
  const uint64_t differs = _mm512_mask_cmpneq_epi8_mask(lanes, new_bytes, old_bytes);
  if (differs == 0) return;
  int8_t new_array[64], old_array[64];
  _mm512_storeu_si512(new_array, new_bytes);
  _mm512_storeu_si512(old_array, old_bytes);
  list_differences(differs, first, new_array, old_array, output);
  _mm512_mask_storeu_epi8(output->bytes + first, differs, new_bytes);
}

/// Adds the products of one entry, for `count` blocks.
REDOUBT_AVX512_INLINE void add_entry(__m512i sums[4], const int8_t *weights, uint32_t magnitudes, const int count) {
  const __m512i all = _mm512_set1_epi32((int32_t)magnitudes);
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    sums[index] = _mm512_dpbusd_epi32(sums[index], all, _mm512_loadu_si512(weights + index * 64));
  }
}

/// Products of the entries of one sign, for `count` blocks: in two sets of sums, since one would wait for itself.
REDOUBT_AVX512_INLINE void add_products(__m512i sums[4], const redoubt_entries *entries, const redoubt_reach *reach,
                                        const int8_t *rows, int64_t row_bytes, const int count) {
  __m512i others[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = others[index] = _mm512_setzero_si512();
  const int32_t *places = entries->places, *starts = entries->starts;
  const uint32_t *magnitudes = entries->magnitudes;
  const int8_t *line_rows = rows + reach->offset * row_bytes;
  size_t first = reach->first, end = reach->end;
  for (int32_t line = reach->from; line < reach->to; line++) {
    const int32_t line_end = starts[end];
    int32_t entry = starts[first];
    for (; entry + 1 < line_end; entry += 2) {
      add_entry(sums, line_rows + places[entry] * row_bytes, magnitudes[entry], count);
      add_entry(others, line_rows + places[entry + 1] * row_bytes, magnitudes[entry + 1], count);
    }
    if (entry < line_end) add_entry(sums, line_rows + places[entry] * row_bytes, magnitudes[entry], count);
    first += reach->pitch;
    end += reach->pitch;
    line_rows += reach->step * row_bytes;
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = _mm512_add_epi32(sums[index], others[index]);
}

/// `count` (up to four) blocks from `block` on.
REDOUBT_AVX512_INLINE void run_blocks(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, const redoubt_reach *reach, const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output, int32_t block, const int count) {
  const int64_t row_bytes = (int64_t)plan->blocks * REDOUBT_LANES * 4;
  const int8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)block * REDOUBT_LANES * 4;
  __m512i vectors[4], falling[4];
  add_products(vectors, &inputs->signs[REDOUBT_RISING], reach, rows, row_bytes, count);
  add_products(falling, &inputs->signs[REDOUBT_FALLING], reach, rows, row_bytes, count);
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
  const __m512i bias = _mm512_set1_epi32(REDOUBT_ACCUMULATOR_BIAS);
  const int32_t channel = block * REDOUBT_LANES;
  const size_t first = pixel * (size_t)channels + (size_t)channel;
  redoubt_scaling512 scaling[4];
  uint32_t exact = redoubt_clamp_is_exact(quantisation) ? REDOUBT_ALL_LANES : 0;
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    exact &= redoubt_difference_block(packed, block + index)->exact_lanes;
  }
  if (exact != REDOUBT_ALL_LANES) {
    // A copy, since the compiler keeps nothing in registers whose address leaves this file.
    redoubt_differing_tensor copy = *output;
    for (int index = 0; index < count; index++) {
      int32_t accumulators[REDOUBT_LANES];
      _mm512_storeu_si512(accumulators, vectors[index]);
      const int32_t rest = channels - channel - index * REDOUBT_LANES;
      redoubt_difference_store(plan, redoubt_difference_block(packed, block + index), accumulators,
                               first + (size_t)index * REDOUBT_LANES,
                               rest < REDOUBT_LANES ? rest : REDOUBT_LANES, &copy);
    }
    output->count = copy.count;
    return;
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    scaling[index] = redoubt_load_scaling512(redoubt_difference_block(packed, block + index));
    vectors[index] = _mm512_add_epi32(vectors[index], bias);
  }
  redoubt_scale_vectors512(
      vectors, (const redoubt_scaling512 *const[4]){&scaling[0], &scaling[1], &scaling[2], &scaling[3]}, count);
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  const int32_t rest = channels - channel;
  set_outputs(vectors, &clamp, first, rest < count * REDOUBT_LANES ? rest : count * REDOUBT_LANES, output, count);
}

/// Any number of blocks.
REDOUBT_AVX512_INLINE void run_pixel(const redoubt_difference *plan, const void *packed,
                                     const redoubt_changed_inputs *inputs, const redoubt_reach *reach, const int32_t *base, int32_t *sums, size_t pixel,
                                     redoubt_differing_tensor *output) {
  int32_t block = 0;
  for (; block + 4 <= plan->blocks; block += 4) {
    run_blocks(plan, packed, inputs, reach, base, sums, pixel, output, block, 4);
  }
  for (; block + 2 <= plan->blocks; block += 2) {
    run_blocks(plan, packed, inputs, reach, base, sums, pixel, output, block, 2);
  }
  if (block < plan->blocks) {
    run_blocks(plan, packed, inputs, reach, base, sums, pixel, output, block, 1);
  }
}

REDOUBT_AVX512 void redoubt_difference_run_avx512(const redoubt_difference *plan, const void *packed,
                                                  const redoubt_changed_inputs *inputs, const int32_t *base,
                                                  int32_t *sums, redoubt_differing_tensor *output) {
  redoubt_difference_pixels(plan, packed, inputs, base, sums, output, run_pixel);
}

REDOUBT_AVX512_INLINE int32_t collect(const redoubt_entries *entries, uint8_t *dense, int32_t positions,
                                      int32_t place, int32_t count) {
  const __m512i order = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (int32_t position = 0; position < positions; position += REDOUBT_LANES) {
    const __mmask16 lanes = (__mmask16)redoubt_mask64(
        (size_t)redoubt_smaller(positions - position, REDOUBT_LANES));
    const __m512i magnitudes = _mm512_maskz_loadu_epi32(lanes, dense + position * 4);
    const __mmask16 changed = _mm512_test_epi32_mask(magnitudes, magnitudes);
    const __m512i places = _mm512_add_epi32(_mm512_set1_epi32(place + position), order);
    _mm512_storeu_si512(entries->places + count, _mm512_maskz_compress_epi32(changed, places));
    _mm512_storeu_si512(entries->magnitudes + count, _mm512_maskz_compress_epi32(changed, magnitudes));
    _mm512_mask_storeu_epi32(dense + position * 4, lanes, _mm512_setzero_si512());
    count += __builtin_popcount(changed);
  }
  return count;
}

REDOUBT_AVX512 void redoubt_difference_gather_avx512(const redoubt_difference *plan,
                                                     const redoubt_differing_tensor *changes,
                                                     redoubt_changed_inputs *inputs) {
  redoubt_gather_dense(plan, changes, inputs, collect);
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
