#if defined(__x86_64__)

#include "convolution_avx512.h"

/// Keeps the optimiser from deriving `pointer` from another one, which would cost a register per pixel.
#define HIDE_ORIGIN(pointer) __asm__("" : "+r"(pointer))

/// `pixels` neighbouring output pixels times `blocks` blocks of channels.
REDOUBT_AVX512_INLINE void tile(const redoubt_convolution_job512 *job, const uint8_t *cells, int8_t *output,
                                const int pixels, const int blocks) {
  __m512i accumulators[REDOUBT_MAXIMUM_ACCUMULATORS];
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
            accumulators[pixel * blocks + block] =
                _mm512_dpbusd_epi32(accumulators[pixel * blocks + block], activations, group_weights[block]);
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
  if (job->is_unscaled) {
#pragma clang loop unroll(full)
    for (int pixel = 0; pixel < pixels; pixel++) {
#pragma clang loop unroll(full)
      for (int block = 0; block < blocks; block++) {
        _mm512_storeu_si512(output + (size_t)pixel * job->channels + (size_t)block * sizeof(__m512i),
                            accumulators[pixel * blocks + block]);
      }
    }
  } else if (!job->is_exact) {
    redoubt_finish_scalar(job, accumulators, pixels, blocks, output);
  } else if (blocks == 1 && job->channels == REDOUBT_LANES / 2) {
    redoubt_finish_eight_channels(job, accumulators, pixels, output);
  } else {
    redoubt_finish_exact(job, accumulators, pixels, blocks, output);
  }
}

typedef void tile_function(const redoubt_convolution_job512 *job, const uint8_t *cells, int8_t *output);

#define TILE(blocks, pixels)                                                                  \
  REDOUBT_AVX512 static void tile_##blocks##_##pixels(const redoubt_convolution_job512 *job,  \
                                                      const uint8_t *cells, int8_t *output) { \
    tile(job, cells, output, pixels, blocks);                                                 \
  }

TILE(1, 1)
TILE(1, 2)
TILE(1, 3)
TILE(1, 4)
TILE(1, 5)
TILE(1, 6)
TILE(1, 7)
TILE(1, 8)
TILE(1, 9)
TILE(1, 10)
TILE(1, 11)
TILE(1, 12)
TILE(1, 13)
TILE(1, 14)
TILE(1, 15)
TILE(1, 16)
TILE(2, 1)
TILE(2, 2)
TILE(2, 3)
TILE(2, 4)
TILE(2, 5)
TILE(2, 6)
TILE(2, 7)
TILE(2, 8)
TILE(2, 9)
TILE(2, 10)
TILE(2, 11)
TILE(2, 12)
TILE(4, 1)
TILE(4, 2)
TILE(4, 3)
TILE(4, 4)
TILE(4, 5)
TILE(4, 6)
TILE(8, 1)
TILE(8, 2)

/// Tiles of one number of blocks, by number of pixels from 1.
typedef struct tile_family {
  int32_t blocks, pixels;
  tile_function *tiles[16];
} tile_family;

static const tile_family families[] = {
    {8, 2, {tile_8_1, tile_8_2}},
    {4, 6, {tile_4_1, tile_4_2, tile_4_3, tile_4_4, tile_4_5, tile_4_6}},
    {2,
     12,
     {tile_2_1, tile_2_2, tile_2_3, tile_2_4, tile_2_5, tile_2_6, tile_2_7, tile_2_8, tile_2_9, tile_2_10,
      tile_2_11, tile_2_12}},
    {1,
     16,
     {tile_1_1, tile_1_2, tile_1_3, tile_1_4, tile_1_5, tile_1_6, tile_1_7, tile_1_8, tile_1_9, tile_1_10,
      tile_1_11, tile_1_12, tile_1_13, tile_1_14, tile_1_15, tile_1_16}},
};

/// The widest family that fits; many blocks at once pay only where a row is too short to fill the registers.
static const tile_family *family_for(int32_t blocks, int32_t pixels) {
  for (size_t index = 0; index < 2; index++) {
    if (blocks >= families[index].blocks && pixels <= families[index].pixels) return &families[index];
  }
  return blocks >= 2 ? &families[2] : &families[3];
}

/// Runs all tiles of blocks `first_block..<end_block`, a lane of whose results takes `lane_bytes`.
static void run_tiles(redoubt_convolution_job512 job, const redoubt_convolution *plan, const void *packed,
                      const uint8_t *staged, int8_t *output, int32_t first_block, int32_t end_block,
                      size_t lane_bytes) {
  const redoubt_window *window = &plan->window;
  const redoubt_output_rows rows = redoubt_output_rows_of(plan);
  job.steps = redoubt_convolution_steps_of(plan);
  job.block_bytes = plan->block_bytes;
  job.kernel_rows = window->kernel_height;
  job.runs_per_row = plan->runs_per_row;
  job.run_groups = plan->run_groups;
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
      int8_t *to = output + (size_t)row * (size_t)rows.pixels * job.channels +
                   (size_t)index * REDOUBT_LANES * lane_bytes;
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

void redoubt_convolution_run_avx512(const redoubt_convolution *plan, const void *packed,
                                    const uint8_t *staged, const redoubt_quantisation *quantisation,
                                    int8_t *output, int32_t first_block, int32_t end_block, bool is_exact) {
  const redoubt_convolution_job512 job = {
      .channels = (size_t)plan->window.output_channels,
      .quantisation = quantisation,
      .is_exact = is_exact,
      .accumulator_bias = is_exact ? REDOUBT_ACCUMULATOR_BIAS : 0,
  };
  run_tiles(job, plan, packed, staged, output, first_block, end_block, 1);
}

void redoubt_convolution_accumulate_avx512(const redoubt_convolution *plan, const void *packed,
                                           const uint8_t *staged, int32_t *accumulators) {
  const redoubt_convolution_job512 job = {
      .channels = (size_t)plan->blocks * sizeof(__m512i),
      .is_unscaled = true,
  };
  run_tiles(job, plan, packed, staged, (int8_t *)accumulators, 0, plan->blocks, sizeof(int32_t));
}

#endif
