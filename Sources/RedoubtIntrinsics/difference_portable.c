#include <string.h>

#include "difference_pixels.h"

/// Adds the products of four channels' changes to sixteen sums.
static inline void add_products(uint32_t sums[REDOUBT_LANES], const uint8_t *weights, int32_t changes) {
  int8_t four[4];
  for (int32_t channel = 0; channel < 4; channel++) four[channel] = (int8_t)((uint32_t)changes >> (8 * channel));
  for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
    const uint8_t *w = weights + lane * 4;
    sums[lane] += (uint32_t)(four[0] * w[0] + four[1] * w[1] + four[2] * w[2] + four[3] * w[3]);
  }
}

/// What the bias of packed weights has added to the sums of the output pixel at `reach`.
static uint32_t weight_bias(const redoubt_changed_inputs *inputs, const redoubt_reach *reach) {
  uint32_t met = 0;
  for (int32_t row = 0; row < reach->to - reach->from; row++) {
    const size_t skipped = (size_t)row * reach->pitch;
    met += (uint32_t)(inputs->totals[reach->end + skipped] - inputs->totals[reach->first + skipped]);
  }
  return met * REDOUBT_WEIGHT_BIAS;
}

static void run_pixel(const redoubt_difference *plan, const void *packed, const redoubt_changed_inputs *inputs,
                      const redoubt_reach *reach, const int32_t *base, int32_t *sums, size_t pixel,
                      redoubt_differing_tensor *output) {
  const int32_t channels = plan->window.output_channels;
  const uint32_t bias = weight_bias(inputs, reach);
  for (int32_t index = 0; index < plan->blocks; index++) {
    const uint8_t *rows = redoubt_difference_rows(plan, packed) + (size_t)index * REDOUBT_LANES * 4;
    uint32_t totals[REDOUBT_LANES];
    for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
      totals[lane] = (uint32_t)base[index * REDOUBT_LANES + lane] - bias;
    }
    for (int32_t row = 0; row < reach->to - reach->from; row++) {
      const size_t skipped = (size_t)row * reach->pitch;
      const int32_t end = inputs->starts[reach->end + skipped];
      for (int32_t entry = inputs->starts[reach->first + skipped]; entry < end; entry++) {
        const int32_t weights = reach->offset + row * reach->step + inputs->places[entry];
        add_products(totals, rows + weights, inputs->changes[entry]);
      }
    }
    int32_t accumulators[REDOUBT_LANES];
    memcpy(accumulators, totals, sizeof accumulators);
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
