#include <string.h>

#include "difference.h"

void redoubt_difference_pixel_portable(const redoubt_difference *plan, const void *packed,
                                       const redoubt_changed_inputs *inputs, const redoubt_segment *segments,
                                       int32_t segment_count, const int32_t *base, int32_t *sums, size_t pixel,
                                       redoubt_differing_tensor *output) {
  const int32_t channels = plan->window.output_channels;
  const size_t row_bytes = (size_t)plan->blocks * REDOUBT_LANES * 2;
  const int8_t *rows = redoubt_difference_rows(plan, packed);
  for (int32_t index = 0; index < plan->blocks; index++) {
    uint32_t accumulators[REDOUBT_LANES];
    memcpy(accumulators, base + index * REDOUBT_LANES, sizeof accumulators);
    for (int32_t segment = 0; segment < segment_count; segment++) {
      for (int32_t entry = segments[segment].begin; entry < segments[segment].end; entry++) {
        const int8_t *weights = rows + (size_t)(segments[segment].offset + inputs->places[entry]) * row_bytes +
                                (size_t)index * REDOUBT_LANES * 2;
        const int32_t low = (int16_t)(inputs->deltas[entry] & 0xffff), high = inputs->deltas[entry] >> 16;
        for (int32_t lane = 0; lane < REDOUBT_LANES; lane++) {
          accumulators[lane] += (uint32_t)(low * weights[lane * 2] + high * weights[lane * 2 + 1]);
        }
      }
    }
    if (sums != NULL) {
      memcpy(sums + index * REDOUBT_LANES, accumulators, sizeof accumulators);
      continue;
    }
    int32_t signed_sums[REDOUBT_LANES];
    memcpy(signed_sums, accumulators, sizeof signed_sums);
    const int32_t channel = index * REDOUBT_LANES;
    const int32_t count = channels - channel < REDOUBT_LANES ? channels - channel : REDOUBT_LANES;
    redoubt_difference_store(plan, redoubt_difference_block(packed, index), signed_sums,
                             pixel * (size_t)channels + (size_t)channel, count, output);
  }
}
