#include "difference_pixels.h"

#if defined(__x86_64__)

#include "avx512.h"

/// Sets sixteen outputs. Without a branch on whether any differs: that is as good as random.
REDOUBT_AVX512_INLINE void set_outputs(__m512i values, size_t first, __mmask16 lanes,
                                       redoubt_differing_tensor *output) {
  const __m128i new_bytes = _mm512_cvtepi32_epi8(values);
  const __m128i old_bytes = _mm_maskz_loadu_epi8(lanes, output->bytes + first);
  const __mmask16 differs = _mm_mask_cmpneq_epi8_mask(lanes, new_bytes, old_bytes);
  const __m512i order = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i indices = _mm512_add_epi32(_mm512_set1_epi32((int32_t)first), order);
  const __m512i deltas =
      _mm512_sub_epi32(_mm512_cvtepi8_epi32(new_bytes), _mm512_cvtepi8_epi32(old_bytes));
  _mm512_storeu_si512(output->indices + output->count, _mm512_maskz_compress_epi32(differs, indices));
  _mm512_storeu_si512(output->deltas + output->count, _mm512_maskz_compress_epi32(differs, deltas));
  output->count += (size_t)__builtin_popcount(differs);
  _mm_mask_storeu_epi8(output->bytes + first, lanes, new_bytes);
}

/// Brings a pixel's entries of one sign together: loops over each segment on its own would end at random moments.
///
/// Returns their number. Up to `REDOUBT_ENTRY_SLACK` entries of magnitude 0 follow.
REDOUBT_AVX512_INLINE int32_t join_segments(const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                            int32_t segment_count, const int sign) {
  const redoubt_entries *entries = &inputs->signs[sign];
  int32_t count = 0;
  for (int32_t segment = 0; segment < segment_count; segment++) {
    const int32_t begin = segments[segment].begin[sign], length = segments[segment].end[sign] - begin;
    const __m512i offset = _mm512_set1_epi32(segments[segment].offset);
    int32_t done = 0;
    // Mostly once; what is copied too much is written over.
    do {
      const __m512i places = _mm512_loadu_si512(entries->places + begin + done);
      _mm512_storeu_si512(inputs->rows + count + done, _mm512_add_epi32(places, offset));
      _mm512_storeu_si512(inputs->magnitudes + count + done,
                          _mm512_loadu_si512(entries->magnitudes + begin + done));
      done += REDOUBT_ENTRY_SLACK;
    } while (done < length);
    count += length;
  }
  _mm512_storeu_si512(inputs->rows + count, _mm512_setzero_si512());
  _mm512_storeu_si512(inputs->magnitudes + count, _mm512_setzero_si512());
  return count;
}

/// Products of the entries of one sign, for `count` blocks: in two sets of sums, since one would wait for itself.
REDOUBT_AVX512_INLINE void add_products(__m512i sums[4], const redoubt_changed_inputs *inputs, int32_t entries,
                                        const int8_t *rows, int64_t row_bytes, const int count) {
  __m512i others[4];
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) sums[index] = others[index] = _mm512_setzero_si512();
  for (int32_t entry = 0; entry < entries; entry += 2) {
    const int8_t *weights = rows + inputs->rows[entry] * row_bytes;
    const int8_t *next = rows + inputs->rows[entry + 1] * row_bytes;
    const __m512i magnitudes = _mm512_set1_epi32((int32_t)inputs->magnitudes[entry]);
    const __m512i next_magnitudes = _mm512_set1_epi32((int32_t)inputs->magnitudes[entry + 1]);
#pragma clang loop unroll(full)
    for (int index = 0; index < count; index++) {
      sums[index] = _mm512_dpbusd_epi32(sums[index], magnitudes, _mm512_loadu_si512(weights + index * 64));
      others[index] =
          _mm512_dpbusd_epi32(others[index], next_magnitudes, _mm512_loadu_si512(next + index * 64));
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
  add_products(vectors, inputs, join_segments(inputs, segments, segment_count, REDOUBT_RISING), rows, row_bytes,
               count);
  add_products(falling, inputs, join_segments(inputs, segments, segment_count, REDOUBT_FALLING), rows, row_bytes,
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
  const int32_t channel = block * REDOUBT_LANES;
  const size_t first = pixel * (size_t)channels + (size_t)channel;
  redoubt_scaling512 scaling[4];
  uint32_t exact = REDOUBT_ALL_LANES;
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
#pragma clang loop unroll(full)
  for (int index = 0; index < count; index++) {
    const int32_t rest = channels - channel - index * REDOUBT_LANES;
    __m512i values = _mm512_add_epi32(vectors[index], zero_point);
    values = _mm512_min_epi32(_mm512_max_epi32(values, minimum), maximum);
    set_outputs(values, first + (size_t)index * REDOUBT_LANES,
                rest >= REDOUBT_LANES ? (__mmask16)REDOUBT_ALL_LANES : (__mmask16)redoubt_mask64((size_t)rest),
                output);
  }
}

/// Any number of blocks.
REDOUBT_AVX512_INLINE void run_pixel(const redoubt_difference *plan, const void *packed,
                                     const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                     int32_t segment_count, const int32_t *base, int32_t *sums, size_t pixel,
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
    uint64_t differs = _mm512_cmpneq_epi8_mask(new_bytes, old_bytes);
    for (; differs != 0; differs &= differs - 1) {
      const size_t place = index + (size_t)__builtin_ctzll(differs);
      redoubt_differing_set(tensor, first + place, bytes[place]);
    }
  }
}

#endif
