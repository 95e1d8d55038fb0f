#include <string.h>

#include "difference_gather.h"
#include "difference_pixels.h"

/// Adds the products of four channels' magnitudes to sixteen sums.
static inline void add_products(uint32_t sums[REDOUBT_LANES], const int8_t *weights, uint32_t magnitudes) {
  const int32_t m0 = magnitudes & 255, m1 = magnitudes >> 8 & 255, m2 = magnitudes >> 16 & 255;
  const int32_t m3 = (int32_t)(magnitudes >> 24);
  for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
    const int8_t *w = weights + lane * 4;
    sums[lane] += (uint32_t)(m0 * w[0] + m1 * w[1] + m2 * w[2] + m3 * w[3]);
  }
}

static void run_pixel(const redoubt_difference *plan, const void *packed,
                                       const redoubt_changed_inputs *inputs, const redoubt_reach *reach, const int32_t *base, int32_t *sums, size_t pixel,
                                       redoubt_differing_tensor *output) {
  const int32_t channels = plan->window.output_channels;
  const size_t row_bytes = (size_t)plan->blocks * REDOUBT_LANES * 4;
  for (int32_t index = 0; index < plan->blocks; index++) {
    const int8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)index * REDOUBT_LANES * 4;
    uint32_t totals[2][REDOUBT_LANES] = {{0}};
    for (int sign = 0; sign < 2; sign++) {
      const redoubt_entries *entries = &inputs->signs[sign];
      for (int32_t row = 0; row < reach->to - reach->from; row++) {
        const size_t skipped = (size_t)row * reach->pitch;
        const int32_t end = entries->starts[reach->end + skipped];
        for (int32_t entry = entries->starts[reach->first + skipped]; entry < end; entry++) {
          const int64_t weights = reach->offset + row * reach->step + entries->places[entry];
          add_products(totals[sign], rows + (size_t)weights * row_bytes, entries->magnitudes[entry]);
        }
      }
    }
    int32_t accumulators[REDOUBT_LANES];
    for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
      const uint32_t known = (uint32_t)base[index * REDOUBT_LANES + lane];
      accumulators[lane] = (int32_t)(known + totals[REDOUBT_RISING][lane] - totals[REDOUBT_FALLING][lane]);
    }
    if (sums != NULL) {
      memcpy(sums + index * REDOUBT_LANES, accumulators, sizeof accumulators);
      continue;
    }
    const int32_t channel = index * REDOUBT_LANES;
    const int32_t count = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
    redoubt_difference_store(plan, redoubt_difference_block(packed, index), accumulators,
                             pixel * (size_t)channels + (size_t)channel, count, output);
  }
}

void redoubt_difference_run_portable(const redoubt_difference *plan, const void *packed,
                               const redoubt_changed_inputs *inputs, const int32_t *base, int32_t *sums,
                               redoubt_differing_tensor *output) {
  redoubt_difference_pixels(plan, packed, inputs, base, sums, output, run_pixel);
}

static int32_t collect(const redoubt_entries *entries, uint8_t *dense, int32_t positions, int32_t place,
                       int32_t count) {
  for (int32_t position = 0; position < positions; position++) {
    const uint8_t *cell = dense + position * 4;
    const uint32_t magnitudes = (uint32_t)cell[0] | (uint32_t)cell[1] << 8 | (uint32_t)cell[2] << 16 |
                                (uint32_t)cell[3] << 24;
    if (magnitudes == 0) continue;
    entries->places[count] = place + position;
    entries->magnitudes[count] = magnitudes;
    count++;
  }
  memset(dense, 0, (size_t)positions * 4);
  return count;
}

void redoubt_difference_gather_portable(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                                        redoubt_changed_inputs *inputs) {
  redoubt_gather_dense(plan, changes, inputs, collect);
}
