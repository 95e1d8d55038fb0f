#include "requantisation.h"

int32_t redoubt_requantised(int32_t accumulator, int32_t multiplier, int32_t shift,
                            redoubt_rounding rounding) {
  return rounding == REDOUBT_ROUNDING_SINGLE ? redoubt_requantised_single(accumulator, multiplier, shift)
                                             : redoubt_requantised_double(accumulator, multiplier, shift);
}
