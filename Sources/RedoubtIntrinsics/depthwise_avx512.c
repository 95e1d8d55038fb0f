#if defined(__x86_64__)

#include "avx512.h"
#include "depthwise.h"

enum { MAXIMUM_VECTORS = 8 };

/// What every tile of one block has in common.
typedef struct depthwise_job {
  const redoubt_block *block;
  /// Bytes between the interleaved cells of neighbouring vectors, kernel columns and row groups.
  size_t vector_step, column_step, group_step;
  int32_t row_groups, kernel_columns;
  /// Bytes between output vectors, and how many lanes of each are written.
  size_t output_step;
  int32_t lanes;
  const redoubt_quantisation *quantisation;
  /// Whether the vector scaling applies; and what its accumulators start with above the block's bias, else 0.
  bool is_exact;
  int32_t accumulator_bias;
} depthwise_job;

/// Writes columns of four rows as groups of four bytes, in chunks of 64.
REDOUBT_AVX512 static void interleave(const uint8_t *const rows[4], uint8_t *to, size_t columns) {
  // Dword 4q + i to place 4i + q: the byte and word unpacks work within 128-bit quarters and undo it.
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  for (size_t column = 0; column < columns; column += 64) {
    const __m512i a = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(rows[0] + column));
    const __m512i b = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(rows[1] + column));
    const __m512i c = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(rows[2] + column));
    const __m512i d = _mm512_permutexvar_epi32(order, _mm512_loadu_si512(rows[3] + column));
    const __m512i ab_low = _mm512_unpacklo_epi8(a, b), ab_high = _mm512_unpackhi_epi8(a, b);
    const __m512i cd_low = _mm512_unpacklo_epi8(c, d), cd_high = _mm512_unpackhi_epi8(c, d);
    _mm512_storeu_si512(to, _mm512_unpacklo_epi16(ab_low, cd_low));
    _mm512_storeu_si512(to + 64, _mm512_unpackhi_epi16(ab_low, cd_low));
    _mm512_storeu_si512(to + 128, _mm512_unpacklo_epi16(ab_high, cd_high));
    _mm512_storeu_si512(to + 192, _mm512_unpackhi_epi16(ab_high, cd_high));
    to += 256;
  }
}

REDOUBT_AVX512_INLINE void finish_exact(const depthwise_job *job, const __m512i *accumulators,
                                        const int vectors, int8_t *output) {
  const redoubt_quantisation *quantisation = job->quantisation;
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(job->block);
  const __mmask16 lanes = (__mmask16)redoubt_mask64((size_t)job->lanes);
#pragma clang loop unroll(full)
  for (int first = 0; first < vectors; first += 4) {
    const int count = vectors - first < 4 ? vectors - first : 4;
    __m512i scaled[4];
#pragma clang loop unroll(full)
    for (int index = 0; index < 4; index++) scaled[index] = accumulators[first + (index < count ? index : 0)];
    redoubt_scale_vectors512(
        scaled, (const redoubt_scaling512 *const[4]){&scaling, &scaling, &scaling, &scaling}, count);
    const __m512i bytes = redoubt_packed512(scaled[0], scaled[1], scaled[2], scaled[3], &clamp);
    int8_t *to = output + (size_t)first * job->output_step;
    if (job->output_step == REDOUBT_LANES) {
      // Contiguous vectors; only the last one of the tile can be partly filled.
      const bool is_last = first + count == vectors;
      const size_t all = (size_t)(count - 1) * REDOUBT_LANES + (size_t)(is_last ? job->lanes : REDOUBT_LANES);
      _mm512_mask_storeu_epi8(to, redoubt_mask64(all), bytes);
      continue;
    }
    _mm_mask_storeu_epi8(to, lanes, _mm512_castsi512_si128(bytes));
    if (count > 1) _mm_mask_storeu_epi8(to + job->output_step, lanes, _mm512_extracti32x4_epi32(bytes, 1));
    if (count > 2)
      _mm_mask_storeu_epi8(to + job->output_step * 2, lanes, _mm512_extracti32x4_epi32(bytes, 2));
    if (count > 3)
      _mm_mask_storeu_epi8(to + job->output_step * 3, lanes, _mm512_extracti32x4_epi32(bytes, 3));
  }
}

REDOUBT_AVX512_INLINE void finish_scalar(const depthwise_job *job, const __m512i *accumulators,
                                         const int vectors, int8_t *output) {
  int32_t sums[MAXIMUM_VECTORS][REDOUBT_LANES];
#pragma clang loop unroll(full)
  for (int index = 0; index < vectors; index++) _mm512_storeu_si512(sums[index], accumulators[index]);
  for (int index = 0; index < vectors; index++) {
    const bool is_shared = job->output_step == REDOUBT_LANES && index < vectors - 1;
    redoubt_block_store(job->block, sums[index], job->quantisation, output + (size_t)index * job->output_step,
                        is_shared ? REDOUBT_LANES : job->lanes);
  }
}

/// `vectors` neighbouring vectors of one block; the literal kernel size of the common case removes its loops.
REDOUBT_AVX512_INLINE void tile(const depthwise_job *job, const uint8_t *cells, int8_t *output,
                                const int vectors, const int32_t row_groups, const int32_t kernel_columns) {
  __m512i accumulators[MAXIMUM_VECTORS];
  const __m512i bias =
      _mm512_add_epi32(_mm512_loadu_si512(job->block->bias), _mm512_set1_epi32(job->accumulator_bias));
#pragma clang loop unroll(full)
  for (int index = 0; index < vectors; index++) accumulators[index] = bias;
  const int8_t *weights = redoubt_block_weights(job->block);
  for (int32_t group = 0; group < row_groups; group++) {
    const uint8_t *column_cells = cells + (size_t)group * job->group_step;
    for (int32_t column = 0; column < kernel_columns; column++) {
      const __m512i tap_weights = _mm512_loadu_si512(weights);
#pragma clang loop unroll(full)
      for (int index = 0; index < vectors; index++) {
        const __m512i activations = _mm512_loadu_si512(column_cells + (size_t)index * job->vector_step);
        accumulators[index] = _mm512_dpbusd_epi32(accumulators[index], activations, tap_weights);
      }
      weights += REDOUBT_LANES * 4;
      column_cells += job->column_step;
    }
  }
  if (job->is_exact) {
    finish_exact(job, accumulators, vectors, output);
  } else {
    finish_scalar(job, accumulators, vectors, output);
  }
}

typedef void tile_function(const depthwise_job *job, const uint8_t *cells, int8_t *output);

#define TILE(vectors)                                                                       \
  REDOUBT_AVX512 static void tile_##vectors(const depthwise_job *job, const uint8_t *cells, \
                                            int8_t *output) {                               \
    if (job->row_groups == 1 && job->kernel_columns == 3) {                                 \
      tile(job, cells, output, vectors, 1, 3);                                              \
    } else {                                                                                \
      tile(job, cells, output, vectors, job->row_groups, job->kernel_columns);              \
    }                                                                                       \
  }

TILE(1)
TILE(2)
TILE(3)
TILE(4)
TILE(5)
TILE(6)
TILE(7)
TILE(8)

static tile_function *const tiles[MAXIMUM_VECTORS] = {tile_1, tile_2, tile_3, tile_4,
                                                      tile_5, tile_6, tile_7, tile_8};

void redoubt_depthwise_run_avx512(const redoubt_depthwise *plan, const void *packed, uint8_t *staged,
                                  const redoubt_quantisation *quantisation, int8_t *output) {
  const redoubt_window *window = &plan->window;
  const size_t channels = (size_t)window->output_channels;
  const size_t row_columns = (size_t)plan->staged_width * channels;
  const int32_t vectors = redoubt_depthwise_vectors_per_row(plan);
  const bool is_shared = plan->pixels_per_vector > 1;
  const size_t output_pitch = (size_t)window->output_width * channels;
  uint8_t *interleaved = staged + plan->interleaved_offset;
  depthwise_job job = {
      .vector_step = is_shared ? REDOUBT_LANES * 4 : (size_t)window->stride_width * channels * 4,
      .column_step = (size_t)window->dilation_width * channels * 4,
      .group_step = plan->interleaved_bytes,
      .row_groups = plan->row_groups,
      .kernel_columns = window->kernel_width,
      .output_step = is_shared ? REDOUBT_LANES : channels,
      .quantisation = quantisation,
  };
  const bool clamp_is_exact = redoubt_clamp_is_exact(quantisation);
  for (int32_t row = 0; row < window->output_height; row++) {
    for (int32_t group = 0; group < plan->row_groups; group++) {
      const uint8_t *rows[4];
      for (int32_t tap = 0; tap < 4; tap++)
        rows[tap] = redoubt_depthwise_row(plan, staged, row, group * 4 + tap);
      interleave(rows, interleaved + (size_t)group * plan->interleaved_bytes, row_columns);
    }
    for (int32_t index = 0; index < plan->blocks; index++) {
      job.block = redoubt_block_at(packed, plan->block_bytes, index);
      job.is_exact = clamp_is_exact && job.block->exact_lanes == REDOUBT_ALL_LANES;
      job.accumulator_bias = job.is_exact ? REDOUBT_ACCUMULATOR_BIAS : 0;
      const size_t channel = (size_t)index * REDOUBT_LANES;
      const int32_t block_lanes =
          channels - channel < REDOUBT_LANES ? (int32_t)(channels - channel) : REDOUBT_LANES;
      const uint8_t *cells = interleaved + channel * 4;
      int8_t *to = output + (size_t)row * output_pitch + channel;
      for (int32_t vector = 0; vector < vectors; vector += MAXIMUM_VECTORS) {
        const int32_t rest = vectors - vector;
        const int32_t count = rest < MAXIMUM_VECTORS ? rest : MAXIMUM_VECTORS;
        // Of shared vectors, only the last of a row is partly filled.
        const size_t end = (size_t)(vector + count) * REDOUBT_LANES;
        job.lanes = !is_shared            ? block_lanes
                    : end <= output_pitch ? REDOUBT_LANES
                                          : REDOUBT_LANES - (int32_t)(end - output_pitch);
        tiles[count - 1](&job, cells, to);
        cells += (size_t)count * job.vector_step;
        to += (size_t)count * job.output_step;
      }
    }
  }
}

#endif
