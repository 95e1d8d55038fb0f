/// The arithmetic that the generated kernels share: `fixed_point.h`.
enum CFixedPoint {
  static let header = #"""
    #ifndef FIXED_POINT_H
    #define FIXED_POINT_H

    #include <stdint.h>

    /* Signed right shifts are arithmetic and unsigned numbers convert modulo 2^32: C99 leaves both to the compiler, and
       every compiler does so. Sums that may leave int32 are computed as uint32_t, so that they wrap. */

    static inline int32_t wrapping_add(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

    /* The high half of 2ab, rounded to nearest, ties up; saturated. */
    static inline int32_t high_multiply(int32_t a, int32_t b) {
      if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
      return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
    }

    /* value / 2^count, rounded to nearest, ties away from zero; 0 for a count outside 0 ... 31. */
    static inline int32_t rounding_right_shift(int32_t value, int32_t count) {
      if (count < 0 || count > 31) return 0;
      const int32_t mask = (int32_t)(((uint32_t)1 << count) - 1);
      const int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
      return (value >> count) + ((value & mask) > threshold ? 1 : 0);
    }

    /* value * multiplier * 2^(shift - 31). */
    static inline int32_t requantise(int32_t value, int32_t multiplier, int32_t shift) {
      if (shift > 0) return high_multiply(shift < 32 ? (int32_t)((uint32_t)value << shift) : 0, multiplier);
      return rounding_right_shift(high_multiply(value, multiplier), -shift);
    }

    static inline int8_t clamp(int32_t value, int32_t minimum, int32_t maximum) {
      return (int8_t)(value < minimum ? minimum : value > maximum ? maximum : value);
    }

    #endif

    """#
}
