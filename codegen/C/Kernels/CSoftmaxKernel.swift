/// SOFTMAX in C.
extension CKernel {
  static let softmax = CKernel(
    name: "softmax",
    declaration: """
      typedef struct {
        int32_t rows, depth;
        /* From input steps to the exponent in Q5.26; a lower difference from the row's maximum counts as e^-inf. */
        int32_t multiplier, shift, lowest_difference;
      } softmax_parameters;
      void softmax(const softmax_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      /* Qm.n is a number with m integer and n fractional bits; Q0.31 covers -1 ... 1. */

      static int32_t saturating_left_shift(int32_t value, int32_t count) {
        const int32_t threshold = ((int32_t)1 << (31 - count)) - 1;
        if (value > threshold) return INT32_MAX;
        return value < -threshold ? INT32_MIN : (int32_t)((uint32_t)value << count);
      }

      /* e^a for a in -1/4 ... 0, both Q0.31: the Taylor series around -1/8. */
      static int32_t exponential_of_fraction(int32_t a) {
        const int32_t center = 1895147668; /* e^(-1/8) */
        const int32_t third = 715827883;
        const int32_t x = wrapping_add(a, 0x10000000);
        const int32_t x2 = high_multiply(x, x);
        const int32_t x3 = high_multiply(x2, x);
        const int32_t x4 = high_multiply(x2, x2);
        const int32_t cubic = high_multiply(wrapping_add(rounding_right_shift(x4, 2), x3), third);
        const int32_t rest = rounding_right_shift(wrapping_add(cubic, x2), 1);
        return wrapping_add(center, high_multiply(center, wrapping_add(x, rest)));
      }

      /* e^a in Q0.31 for a <= 0 in Q5.26. */
      static int32_t exponential(int32_t a) {
        /* e^(-2^i) for i = -2 ... 4. */
        static const int32_t powers[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
        const int32_t quarter = (int32_t)1 << 24;
        if (a == 0) return INT32_MAX;
        const int32_t fraction = (a & (quarter - 1)) - quarter;
        const uint32_t remainder = (uint32_t)fraction - (uint32_t)a;
        int32_t result = exponential_of_fraction((int32_t)((uint32_t)fraction << 5));
        for (int32_t i = 0; i < 7; i++) {
          if (remainder & ((uint32_t)quarter << i)) result = high_multiply(result, powers[i]);
        }
        return result;
      }

      /* 1 / (1 + a) for a in 0 ... 1, both Q0.31, by three Newton steps. */
      static int32_t reciprocal_of_one_plus(int32_t a) {
        const int32_t half_denominator = (int32_t)(((uint32_t)a + 0x80000000u) >> 1);
        int32_t x = wrapping_add(1515870810, high_multiply(half_denominator, -1010580540));
        for (int32_t i = 0; i < 3; i++) {
          const int32_t error = wrapping_add(0x20000000, -high_multiply(half_denominator, x));
          x = wrapping_add(x, saturating_left_shift(high_multiply(x, error), 2));
        }
        return saturating_left_shift(x, 1);
      }

      static int32_t leading_zeros(uint32_t value) {
        int32_t zeros = 0;
        for (uint32_t bit = 0x80000000u; bit != 0 && (value & bit) == 0; bit >>= 1) zeros++;
        return zeros;
      }

      void softmax(const softmax_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t row = 0; row < p->rows; row++, input += p->depth, output += p->depth) {
          int32_t largest = -128;
          for (int32_t i = 0; i < p->depth; i++) largest = input[i] > largest ? input[i] : largest;
          /* The sum of the exponentials in Q12.19. */
          uint32_t sum = 0;
          for (int32_t i = 0; i < p->depth; i++) {
            const int32_t difference = input[i] - largest;
            if (difference < p->lowest_difference) continue;
            sum += (uint32_t)rounding_right_shift(exponential(requantise(difference, p->multiplier, p->shift)), 12);
          }
          /* sum = (1 + fraction) * 2^(12 - headroom). */
          const int32_t headroom = leading_zeros(sum);
          const uint32_t fraction = (headroom < 32 ? sum << headroom : 0) - 0x80000000u;
          const int32_t reciprocal = reciprocal_of_one_plus((int32_t)fraction);
          for (int32_t i = 0; i < p->depth; i++) {
            const int32_t difference = input[i] - largest;
            if (difference < p->lowest_difference) {
              output[i] = -128;
              continue;
            }
            const int32_t quotient =
                high_multiply(reciprocal, exponential(requantise(difference, p->multiplier, p->shift)));
            output[i] = clamp(rounding_right_shift(quotient, 35 - headroom) - 128, -128, 127);
          }
        }
      }

      """#)
}
