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

/* The planes of a tensor's protected channels, and where they are in a bank. */
typedef struct {
  /* Unit entries of the hardening table, five words each, and their number. */
  const uint32_t *units;
  long count;
  /* Of the tensor. */
  long channels;
  long plane_bytes;
  /* The largest offset at which a plane fits into the bank; negative where none does. */
  long last_offset;
  /* Copy 0; NULL to look at the entries alone. */
  const uint8_t *tensor;
  const uint8_t *bank;
} redoubt_protected_planes;

/* Compares the first two copies of every plane from unit `k` on, whose cells are bytes.
 *
 * The result is the first unit whose entry is not as it should be, or whose copies differ; then `cell` is the first cell in
 * which they do, else 0. The number of units where there is none. */
static __attribute__((noinline, unused)) long redoubt_compare_planes(
    const redoubt_protected_planes *planes, long k, long *cell) {
  *cell = 0;
  for (const uint32_t *unit = planes->units + 5 * k; k < planes->count; k++, unit += 5) {
    const uint32_t scheme = unit[0] >> 24, offset = unit[2];
    const long channel = unit[0] & 0xffffff;
    if (channel >= planes->channels || scheme - 1 > 4) break;
    if ((scheme & 6) == 0) {
      if (offset != 0xffffffffu) break;
      continue;
    }
    if (planes->last_offset < 0 || offset > (uint32_t)planes->last_offset) break;
    if (planes->tensor == 0) continue;
    const long found = redoubt_compare_plane(
        planes->tensor + channel, planes->channels, planes->bank + offset, 0, planes->plane_bytes);
    if (found < planes->plane_bytes) {
      *cell = found;
      break;
    }
  }
  return k;
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
