/// Sixteen lanes of packed parameters: what precedes the weights of a block in packed memory.
///
/// A lane is an output channel. Vector paths scale an accumulator `x` of an exact lane as
///     u = x + 2^30
///     (high32(u * doubled_multiplier + nudge) + (is_away && x >= 0 ? 1 : 0)) >> right
/// which is one unsigned 32 x 32 bit product per lane: `nudge` takes the bias of 2^30 out again and holds
/// both roundings, and bit 30 of `u` is the sign that decides a tie. That equals the total definition where
/// the lane is *exact*: it is rounded doubly, the multiplier positive, the shift in -31...0 and |x| < 2^30 for
/// every input; or its result is the same for every input, which then is the upper half of `nudge`. All other
/// lanes are scaled by the scalar definition.
#ifndef REDOUBT_BLOCK_H
#define REDOUBT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "redoubt_quantisation.h"

enum { REDOUBT_LANES = 16, REDOUBT_ALL_LANES = 0xffff, REDOUBT_BLOCK_HEADER_BYTES = 512 };

/// Added to an accumulator before the vector paths scale it.
#define REDOUBT_ACCUMULATOR_BIAS (INT32_C(1) << 30)

typedef struct redoubt_block {
  /// Bias with the input offset folded in, for activations in their unsigned form (`q + 128`).
  int32_t bias[REDOUBT_LANES];
  int32_t multiplier[REDOUBT_LANES];
  int32_t shift[REDOUBT_LANES];
  /// `-shift` and twice the multiplier of exact lanes.
  int32_t right[REDOUBT_LANES];
  uint32_t doubled_multiplier[REDOUBT_LANES];
  /// Nudges of lanes 0, 2, 4, … and of lanes 1, 3, 5, …
  uint64_t nudge_even[REDOUBT_LANES / 2];
  uint64_t nudge_odd[REDOUBT_LANES / 2];
  /// Lanes whose ties go away from zero, as bits.
  uint32_t away_lanes;
  /// Bit i: lane i is exact. Unused lanes are.
  uint32_t exact_lanes;
} redoubt_block;

_Static_assert(sizeof(redoubt_block) <= REDOUBT_BLOCK_HEADER_BYTES, "weights begin after the header");

/// Block `index` of packed memory, and its weights.
static inline const redoubt_block *redoubt_block_at(const void *packed, size_t block_bytes, int32_t index) {
  return (const redoubt_block *)((const char *)packed + block_bytes * (size_t)index);
}
static inline const int8_t *redoubt_block_weights(const redoubt_block *block) {
  return (const int8_t *)block + REDOUBT_BLOCK_HEADER_BYTES;
}

/// Clears `blocks` blocks; every lane is exact and gives 0.
void redoubt_blocks_clear(void *packed, size_t block_bytes, int32_t blocks);

/// What the weights of one channel add up to.
typedef struct redoubt_weight_sums {
  int64_t sum;
  int64_t magnitude;
} redoubt_weight_sums;

/// Sets the parameters of one lane.
void redoubt_block_set_lane(redoubt_block *block, int32_t lane, redoubt_weight_sums sums, int32_t bias,
                            int32_t multiplier, int32_t shift, const redoubt_quantisation *quantisation);

/// Makes every lane of `block` exact with one scaling, rounded doubly. The multiplier is not negative, the
/// shift is in -31...0.
void redoubt_block_fill(redoubt_block *block, int32_t multiplier, int32_t shift);

/// Whether zero point and clamp are ones that the vector paths' saturating 16-bit arithmetic gets right.
bool redoubt_clamp_is_exact(const redoubt_quantisation *quantisation);

/// Scales `count` accumulators of `block` by the scalar definition and writes them.
void redoubt_block_store(const redoubt_block *block, const int32_t *accumulators,
                         const redoubt_quantisation *quantisation, int8_t *output, int32_t count);

#endif
