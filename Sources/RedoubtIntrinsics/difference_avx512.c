#include "difference_pixels.h"

#if defined(__x86_64__)

#include "avx512.h"

/// Lists the bytes that differ, of `count` times sixteen.
REDOUBT_AVX512_INLINE void list_differences(uint64_t differs, size_t first, __m512i new_bytes, __m512i old_bytes,
                                            redoubt_differing_tensor *tensor, const int count) {
  const __m512i order = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i new_parts[4] = {_mm512_castsi512_si128(new_bytes), _mm512_extracti32x4_epi32(new_bytes, 1),
                                _mm512_extracti32x4_epi32(new_bytes, 2), _mm512_extracti32x4_epi32(new_bytes, 3)};
  const __m128i old_parts[4] = {_mm512_castsi512_si128(old_bytes), _mm512_extracti32x4_epi32(old_bytes, 1),
                                _mm512_extracti32x4_epi32(old_bytes, 2), _mm512_extracti32x4_epi32(old_bytes, 3)};
  size_t listed = tensor->count;
#pragma clang loop unroll(full)
  for (int part = 0; part < count; part++) {
    const __mmask16 lanes = (__mmask16)(differs >> (16 * part));
    const __m512i places = _mm512_add_epi32(_mm512_set1_epi32((int32_t)first + 16 * part), order);
    const __m512i deltas =
        _mm512_sub_epi32(_mm512_cvtepi8_epi32(new_parts[part]), _mm512_cvtepi8_epi32(old_parts[part]));
    _mm512_storeu_si512(tensor->indices + listed, _mm512_maskz_compress_epi32(lanes, places));
    _mm512_storeu_si512(tensor->deltas + listed, _mm512_maskz_compress_epi32(lanes, deltas));
    listed += (size_t)__builtin_popcount(lanes);
  }
  tensor->count = listed;
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
  list_differences(differs, first, new_bytes, old_bytes, output, count);
  _mm512_mask_storeu_epi8(output->bytes + first, differs, new_bytes);
}

/// Copies the entries that an output pixel meets to where one loop finds them.
/// - weight_bias: set to what the bias of packed weights adds to the sums.
///
/// Returns their number, rounded up to an even one.
REDOUBT_AVX512_INLINE int32_t meet(const redoubt_changed_inputs *inputs, const redoubt_reach *reach,
                                   int32_t *weight_bias) {
  const int32_t *places = inputs->places, *changes = inputs->changes, *starts = inputs->starts;
  const int32_t *totals = inputs->totals;
  int32_t *rows = inputs->met_rows, *met_changes = inputs->met_changes;
  size_t first = reach->first, end = reach->end;
  int32_t offset = reach->offset, count = 0;
  uint32_t met = 0;
  for (int32_t line = reach->from; line < reach->to; line++) {
    const __m512i offsets = _mm512_set1_epi32(offset);
    int32_t left = starts[end] - starts[first], entry = starts[first], to = count;
    count += left;
    met += (uint32_t)(totals[end] - totals[first]);
    // At least one step, since most lines have a few entries and the processor would guess wrong which have none.
    do {
      _mm512_storeu_si512(rows + to, _mm512_add_epi32(_mm512_loadu_si512(places + entry), offsets));
      _mm512_storeu_si512(met_changes + to, _mm512_loadu_si512(changes + entry));
      entry += REDOUBT_LANES;
      to += REDOUBT_LANES;
      left -= REDOUBT_LANES;
    } while (left > 0);
    first += reach->pitch;
    end += reach->pitch;
    offset += reach->step;
  }
  *weight_bias = (int32_t)(met * REDOUBT_WEIGHT_BIAS);
  // One more that adds nothing.
  rows[count] = met_changes[count] = 0;
  return (count + 1) & ~1;
}

/// Adds the products of one entry, for `count` blocks.
REDOUBT_AVX512_INLINE void add_entry(__m512i sums[4], const uint8_t *weights, int32_t changes, const int count) {
  const __m512i all = _mm512_set1_epi32(changes);
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    sums[index] = _mm512_dpbusd_epi32(sums[index], _mm512_loadu_si512(weights + index * 64), all);
  }
}

/// Adds the products of `met` entries, for `count` blocks: in two sets of sums, since one would wait for itself.
REDOUBT_AVX512_INLINE void add_products(__m512i sums[4], const redoubt_changed_inputs *inputs, int32_t met,
                                        const uint8_t *rows, const int count) {
  __m512i others[4];
  const int32_t *places = inputs->met_rows, *changes = inputs->met_changes;
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) others[index] = _mm512_setzero_si512();
  for (int32_t entry = 0; entry < met; entry += 2) {
    add_entry(sums, rows + places[entry], changes[entry], count);
    add_entry(others, rows + places[entry + 1], changes[entry + 1], count);
  }
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = _mm512_add_epi32(sums[index], others[index]);
}

/// `count` (up to four) blocks from `block` on.
REDOUBT_AVX512_INLINE void run_blocks(const redoubt_difference *plan, const void *packed,
                                      const redoubt_changed_inputs *inputs, int32_t met, int32_t weight_bias,
                                      const int32_t *base, int32_t *sums, size_t pixel,
                                      redoubt_differing_tensor *output, int32_t block, const int count) {
  const uint8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)block * REDOUBT_LANES * 4;
  __m512i vectors[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    vectors[index] = _mm512_sub_epi32(_mm512_loadu_si512(base + (block + index) * REDOUBT_LANES),
                                      _mm512_set1_epi32(weight_bias));
  }
  add_products(vectors, inputs, met, rows, count);
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
  uint32_t exact = plan->clamp_is_exact ? REDOUBT_ALL_LANES : 0;
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
                                     const redoubt_changed_inputs *inputs, const redoubt_reach *reach,
                                     const int32_t *base, int32_t *sums, size_t pixel,
                                     redoubt_differing_tensor *output) {
  int32_t bias;
  const int32_t met = meet(inputs, reach, &bias);
  int32_t block = 0;
  for (; block + 4 <= plan->blocks; block += 4) {
    run_blocks(plan, packed, inputs, met, bias, base, sums, pixel, output, block, 4);
  }
  for (; block + 2 <= plan->blocks; block += 2) {
    run_blocks(plan, packed, inputs, met, bias, base, sums, pixel, output, block, 2);
  }
  if (block < plan->blocks) {
    run_blocks(plan, packed, inputs, met, bias, base, sums, pixel, output, block, 1);
  }
}

REDOUBT_AVX512 void redoubt_difference_run_avx512(const redoubt_difference *plan, const void *packed,
                                                  const redoubt_changed_inputs *inputs, const int32_t *base,
                                                  int32_t *sums, redoubt_differing_tensor *output) {
  redoubt_difference_pixels(plan, packed, inputs, base, sums, output, run_pixel);
}

REDOUBT_AVX512 void redoubt_difference_compare_avx512(const int8_t *bytes, size_t first, size_t count,
                                                      redoubt_differing_tensor *tensor) {
  for (size_t index = 0; index < count; index += 64) {
    const __mmask64 lanes = redoubt_mask64(count - index);
    const __m512i new_bytes = _mm512_maskz_loadu_epi8(lanes, bytes + index);
    const __m512i old_bytes = _mm512_maskz_loadu_epi8(lanes, tensor->bytes + first + index);
    const uint64_t differs = _mm512_cmpneq_epi8_mask(new_bytes, old_bytes);
    if (differs == 0) continue;
    list_differences(differs, first + index, new_bytes, old_bytes, tensor, 4);
    _mm512_mask_storeu_epi8(tensor->bytes + first + index, differs, new_bytes);
  }
}

#endif
