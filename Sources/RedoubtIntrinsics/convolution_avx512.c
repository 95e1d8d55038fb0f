#if defined(__x86_64__)

#include "avx512.h"
#include "convolution.h"

/// What every tile of one call has in common.
typedef struct convolution_job {
  redoubt_convolution_steps steps;
  size_t block_bytes, channels;
  int32_t kernel_rows, runs_per_row, run_groups;
  /// First block of the tile, and how many of its lanes are channels.
  const redoubt_block *block;
  int32_t lanes;
  const redoubt_quantisation *quantisation;
  /// Whether the vector scaling applies; and what its accumulators start with above the block's bias, else 0.
  bool is_exact;
  int32_t accumulator_bias;
} convolution_job;

enum { MAXIMUM_ACCUMULATORS = 24 };

/// Writes `vectors` (at most four) vectors of 16 lanes that follow `first` in pixel-major order.
REDOUBT_AVX512_INLINE void store_vectors(const convolution_job *job, __m512i bytes, const int blocks,
                                         const int vectors, int8_t *to) {
  const int lanes = blocks < 4 ? blocks * REDOUBT_LANES : 64;
  if (job->channels == (size_t)lanes) {
    _mm512_mask_storeu_epi8(to, redoubt_mask64((size_t)vectors * REDOUBT_LANES), bytes);
    return;
  }
  if (lanes == 64) {
    _mm512_mask_storeu_epi8(to, redoubt_mask64((size_t)job->lanes), bytes);
  } else if (lanes == 32) {
    const __mmask32 mask = (__mmask32)redoubt_mask64((size_t)job->lanes);
    _mm256_mask_storeu_epi8(to, mask, _mm512_castsi512_si256(bytes));
    if (vectors > 2) _mm256_mask_storeu_epi8(to + job->channels, mask, _mm512_extracti64x4_epi64(bytes, 1));
  } else {
    const __mmask16 mask = (__mmask16)redoubt_mask64((size_t)job->lanes);
    _mm_mask_storeu_epi8(to, mask, _mm512_castsi512_si128(bytes));
    if (vectors > 1) _mm_mask_storeu_epi8(to + job->channels, mask, _mm512_extracti32x4_epi32(bytes, 1));
    if (vectors > 2) _mm_mask_storeu_epi8(to + job->channels * 2, mask, _mm512_extracti32x4_epi32(bytes, 2));
    if (vectors > 3) _mm_mask_storeu_epi8(to + job->channels * 3, mask, _mm512_extracti32x4_epi32(bytes, 3));
  }
}

/// Scales, clamps and stores the accumulators of a tile, four vectors at a time.
REDOUBT_AVX512_INLINE void finish_exact(const convolution_job *job, const __m512i *accumulators, const int pixels,
                                        const int blocks, int8_t *output) {
  const redoubt_quantisation *quantisation = job->quantisation;
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  redoubt_scaling512 scaling[4];
  const int vectors = pixels * blocks;
#pragma clang loop unroll(full)
  for (int first = 0; first < vectors; first += 4) {
    if (first == 0 || blocks > 4) {
#pragma clang loop unroll(full)
      for (int block = 0; block < (blocks < 4 ? blocks : 4); block++) {
        scaling[block] = redoubt_load_scaling512(
            redoubt_block_at(job->block, job->block_bytes, first % blocks + block));
      }
    }
    const int count = vectors - first < 4 ? vectors - first : 4;
    __m512i scaled[4];
#pragma clang loop unroll(full)
    for (int index = 0; index < 4; index++) {
      scaled[index] = index < count ? redoubt_scaled512(accumulators[first + index],
                                                        &scaling[blocks < 4 ? index % blocks : index])
                                    : scaled[0];
    }
    const __m512i bytes = redoubt_packed512(scaled[0], scaled[1], scaled[2], scaled[3], &clamp);
    int8_t *to = output + (size_t)(first / blocks) * job->channels;
    if (blocks > 4) {
      const int32_t lanes = job->lanes - (first % blocks) * REDOUBT_LANES;
      _mm512_mask_storeu_epi8(to + (first % blocks) * REDOUBT_LANES, redoubt_mask64((size_t)lanes), bytes);
    } else {
      store_vectors(job, bytes, blocks, count, to);
    }
  }
}

/// As `finish_exact` for one block of eight channels: two pixels share a vector.
REDOUBT_AVX512_INLINE void finish_eight_channels(const convolution_job *job, const __m512i *accumulators,
                                                 const int pixels, int8_t *output) {
  const redoubt_quantisation *quantisation = job->quantisation;
  const redoubt_clamp512 clamp =
      redoubt_make_clamp512(quantisation->output_zero_point, quantisation->minimum, quantisation->maximum);
  const redoubt_scaling512 scaling = redoubt_load_scaling512(job->block);
#pragma clang loop unroll(full)
  for (int first = 0; first < pixels; first += 8) {
    const int count = pixels - first < 8 ? pixels - first : 8;
    __m512i scaled[4];
#pragma clang loop unroll(full)
    for (int pair = 0; pair < 4; pair++) {
      if (pair * 2 >= count) {
        scaled[pair] = scaled[0];
        continue;
      }
      __m512i both = accumulators[first + pair * 2];
      if (pair * 2 + 1 < count) {
        both = _mm512_inserti64x4(both, _mm512_castsi512_si256(accumulators[first + pair * 2 + 1]), 1);
      }
      scaled[pair] = redoubt_scaled512(both, &scaling);
    }
    const __m512i bytes = redoubt_packed512(scaled[0], scaled[1], scaled[2], scaled[3], &clamp);
    _mm512_mask_storeu_epi8(output + first * 8, redoubt_mask64((size_t)count * 8), bytes);
  }
}

/// Leaves scaling to the scalar definition.
REDOUBT_AVX512_INLINE void finish_scalar(const convolution_job *job, const __m512i *accumulators, const int pixels,
                                         const int blocks, int8_t *output) {
  // Constant indices only: an accumulator whose address escapes would live in memory through the product loop.
  int32_t sums[MAXIMUM_ACCUMULATORS][REDOUBT_LANES];
#pragma clang loop unroll(full)
  for (int index = 0; index < pixels * blocks; index++) _mm512_storeu_si512(sums[index], accumulators[index]);
  for (int pixel = 0; pixel < pixels; pixel++) {
    for (int block = 0; block < blocks; block++) {
      const int32_t lanes = job->lanes - block * REDOUBT_LANES;
      redoubt_block_store(redoubt_block_at(job->block, job->block_bytes, block), sums[pixel * blocks + block],
                          job->quantisation,
                          output + (size_t)pixel * job->channels + block * REDOUBT_LANES,
                          lanes < REDOUBT_LANES ? lanes : REDOUBT_LANES);
    }
  }
}

/// Keeps the optimiser from deriving `pointer` from another one, which would cost a register per pixel.
#define HIDE_ORIGIN(pointer) __asm__("" : "+r"(pointer))

/// `pixels` neighbouring output pixels times `blocks` blocks of channels.
REDOUBT_AVX512_INLINE void tile(const convolution_job *job, const uint8_t *cells, int8_t *output,
                                const int pixels, const int blocks) {
  __m512i accumulators[MAXIMUM_ACCUMULATORS];
#pragma clang loop unroll(full)
  for (int block = 0; block < blocks; block++) {
    const __m512i bias =
        _mm512_add_epi32(_mm512_loadu_si512(redoubt_block_at(job->block, job->block_bytes, block)->bias),
                         _mm512_set1_epi32(job->accumulator_bias));
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) accumulators[pixel * blocks + block] = bias;
  }
  const int8_t *weights = redoubt_block_weights(job->block);
  const size_t step = job->steps.pixel, block_bytes = job->block_bytes;
  const int32_t kernel_rows = job->kernel_rows, runs = job->runs_per_row, groups = job->run_groups;
  for (int32_t kernel_row = 0; kernel_row < kernel_rows; kernel_row++) {
    for (int32_t run = 0; run < runs; run++) {
      // Five pixels per base pointer: step multiples 0 to 4 are addressing modes (3 needs one register).
      const uint8_t *bases[4];
#pragma clang loop unroll(full)
      for (int base = 0; base < 4; base++) {
        bases[base] = cells + (size_t)kernel_row * job->steps.kernel_row + (size_t)run * job->steps.run +
                      (size_t)(base * 5 < pixels ? base * 5 : 0) * step;
        if (base * 5 < pixels) HIDE_ORIGIN(bases[base]);
      }
      for (int32_t group = 0; group < groups; group++) {
        __m512i group_weights[8];
#pragma clang loop unroll(full)
        for (int block = 0; block < blocks; block++) {
          group_weights[block] = _mm512_loadu_si512(weights + (size_t)block * block_bytes);
        }
#pragma clang loop unroll(full)
        for (int pixel = 0; pixel < pixels; pixel++) {
          int32_t four;
          memcpy(&four, bases[pixel / 5] + (size_t)(pixel % 5) * step, 4);
          const __m512i activations = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
          for (int block = 0; block < blocks; block++) {
            accumulators[pixel * blocks + block] = _mm512_dpbusd_epi32(accumulators[pixel * blocks + block],
                                                                       activations, group_weights[block]);
          }
        }
        weights += REDOUBT_LANES * 4;
#pragma clang loop unroll(full)
        for (int base = 0; base < 4; base++) {
          if (base * 5 < pixels) bases[base] += 4;
        }
      }
    }
  }
  if (!job->is_exact) {
    finish_scalar(job, accumulators, pixels, blocks, output);
  } else if (blocks == 1 && job->channels == REDOUBT_LANES / 2) {
    finish_eight_channels(job, accumulators, pixels, output);
  } else {
    finish_exact(job, accumulators, pixels, blocks, output);
  }
}

typedef void tile_function(const convolution_job *job, const uint8_t *cells, int8_t *output);

#define TILE(blocks, pixels)                                                                              \
  REDOUBT_AVX512 static void tile_##blocks##_##pixels(const convolution_job *job, const uint8_t *cells,   \
                                                      int8_t *output) {                                   \
    tile(job, cells, output, pixels, blocks);                                                             \
  }

TILE(1, 1) TILE(1, 2) TILE(1, 3) TILE(1, 4) TILE(1, 5) TILE(1, 6) TILE(1, 7) TILE(1, 8)
TILE(1, 9) TILE(1, 10) TILE(1, 11) TILE(1, 12) TILE(1, 13) TILE(1, 14) TILE(1, 15) TILE(1, 16)
TILE(2, 1) TILE(2, 2) TILE(2, 3) TILE(2, 4) TILE(2, 5) TILE(2, 6) TILE(2, 7) TILE(2, 8)
TILE(2, 9) TILE(2, 10) TILE(2, 11) TILE(2, 12)
TILE(4, 1) TILE(4, 2) TILE(4, 3) TILE(4, 4) TILE(4, 5) TILE(4, 6)
TILE(8, 1) TILE(8, 2)

/// Tiles of one number of blocks, by number of pixels from 1.
typedef struct tile_family {
  int32_t blocks, pixels;
  tile_function *tiles[16];
} tile_family;

static const tile_family families[] = {
    {8, 2, {tile_8_1, tile_8_2}},
    {4, 6, {tile_4_1, tile_4_2, tile_4_3, tile_4_4, tile_4_5, tile_4_6}},
    {2, 12, {tile_2_1, tile_2_2, tile_2_3, tile_2_4, tile_2_5, tile_2_6, tile_2_7, tile_2_8, tile_2_9, tile_2_10,
             tile_2_11, tile_2_12}},
    {1, 16, {tile_1_1, tile_1_2, tile_1_3, tile_1_4, tile_1_5, tile_1_6, tile_1_7, tile_1_8, tile_1_9, tile_1_10,
             tile_1_11, tile_1_12, tile_1_13, tile_1_14, tile_1_15, tile_1_16}},
};

/// The widest family that fits; many blocks at once pay only where a row is too short to fill the registers.
static const tile_family *family_for(int32_t blocks, int32_t pixels) {
  for (size_t index = 0; index < 2; index++) {
    if (blocks >= families[index].blocks && pixels <= families[index].pixels) return &families[index];
  }
  return blocks >= 2 ? &families[2] : &families[3];
}

void redoubt_convolution_run_avx512(const redoubt_convolution *plan, const void *packed, const uint8_t *staged,
                                    const redoubt_quantisation *quantisation, int8_t *output,
                                    int32_t first_block, int32_t end_block, bool is_exact) {
  const redoubt_window *window = &plan->window;
  const redoubt_output_rows rows = redoubt_output_rows_of(plan);
  convolution_job job = {
      .steps = redoubt_convolution_steps_of(plan),
      .block_bytes = plan->block_bytes,
      .channels = (size_t)window->output_channels,
      .kernel_rows = window->kernel_height,
      .runs_per_row = plan->runs_per_row,
      .run_groups = plan->run_groups,
      .quantisation = quantisation,
      .is_exact = is_exact,
      .accumulator_bias = is_exact ? REDOUBT_ACCUMULATOR_BIAS : 0,
  };
  int32_t index = first_block;
  while (index < end_block) {
    const tile_family *family = family_for(end_block - index, rows.pixels);
    job.block = redoubt_block_at(packed, plan->block_bytes, index);
    const int32_t lanes = window->output_channels - index * REDOUBT_LANES;
    job.lanes = lanes < family->blocks * REDOUBT_LANES ? lanes : family->blocks * REDOUBT_LANES;
    // Tiles of one row differ by at most a pixel.
    const int32_t tiles = (rows.pixels + family->pixels - 1) / family->pixels;
    const int32_t pixels = rows.pixels / tiles, wider_tiles = rows.pixels % tiles;
    for (int32_t row = 0; row < rows.rows; row++) {
      const uint8_t *cells = staged + (size_t)row * job.steps.row;
      int8_t *to = output + (size_t)row * (size_t)rows.pixels * job.channels + (size_t)index * REDOUBT_LANES;
      for (int32_t tile = 0; tile < tiles; tile++) {
        const int32_t count = pixels + (tile < wider_tiles);
        family->tiles[count - 1](&job, cells, to);
        cells += (size_t)count * job.steps.pixel;
        to += (size_t)count * job.channels;
      }
    }
    index += family->blocks;
  }
}

#endif
