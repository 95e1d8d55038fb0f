#include "redoubt_difference.h"

void redoubt_difference_combine(const int8_t *table, const redoubt_differing_tensor *first,
                                const redoubt_differing_tensor *second, redoubt_differing_tensor *output) {
  // Copies that no store can reach stay in registers.
  const redoubt_differing_tensor a = *first, b = *second, result = *output;
  size_t i = 0, j = 0, count = 0;
  while (i < a.count || j < b.count) {
    const uint32_t left = i < a.count ? a.indices[i] : UINT32_MAX;
    const uint32_t right = j < b.count ? b.indices[j] : UINT32_MAX;
    const uint32_t index = left < right ? left : right;
    i += left == index;
    j += right == index;
    const int8_t byte = table[(size_t)(uint8_t)a.bytes[index] << 8 | (uint8_t)b.bytes[index]];
    const int8_t known = result.bytes[index];
    // An entry for nothing is overwritten by the next one.
    result.bytes[index] = byte;
    result.indices[count] = index;
    result.deltas[count] = byte - known;
    count += byte != known;
  }
  output->count = count;
}
