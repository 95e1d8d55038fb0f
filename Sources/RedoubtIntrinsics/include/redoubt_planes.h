#ifndef REDOUBT_PLANES_H
#define REDOUBT_PLANES_H

#include <stdint.h>

/* Planes: the bytes of one channel, every `stride` bytes of a tensor, and side by side in a bank. */

/* Four bytes of a tensor as the word that they make side by side. */
static inline __attribute__((always_inline)) uint32_t redoubt_gather_cells(const uint8_t *cells, long stride) {
  return cells[0] | (uint32_t)cells[stride] << 8 | (uint32_t)cells[2 * stride] << 16
         | (uint32_t)cells[3 * stride] << 24;
}

/* The first of `count` cells, from `cell` on, in which a tensor and a bank differ; `count` where there is none. */
static __attribute__((noinline, unused)) long redoubt_compare_plane(
    const uint8_t *tensor, long stride, const uint8_t *bank, long cell, long count) {
  tensor += cell * stride;
  for (; count - cell >= 4; cell += 4) {
    uint32_t word;
    __builtin_memcpy(&word, bank + cell, 4);
    if (word != redoubt_gather_cells(tensor, stride)) break;
    tensor += 4 * stride;
  }
  for (; cell < count && *tensor == bank[cell]; cell++) tensor += stride;
  return cell;
}

/* Copies `count` cells from a tensor to a bank. */
static __attribute__((noinline, unused)) void redoubt_store_plane(
    const uint8_t *tensor, long stride, uint8_t *bank, long count) {
  for (; count >= 4; count -= 4) {
    const uint32_t word = redoubt_gather_cells(tensor, stride);
    __builtin_memcpy(bank, &word, 4);
    tensor += 4 * stride;
    bank += 4;
  }
  for (; count > 0; count--, tensor += stride) *bank++ = *tensor;
}

#endif
