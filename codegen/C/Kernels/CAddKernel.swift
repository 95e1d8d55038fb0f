/// ADD in C.
extension CKernel {
  static let add = CKernel(
    name: "add",
    declaration: """
      /* Operands of one shape. Multiplier and shift bring each operand to a common scale with 20 more bits, and their
         sum to that of the output. */
      typedef struct {
        int32_t count;
        int32_t first_offset, second_offset;
        int32_t first_multiplier, first_shift, second_multiplier, second_shift, output_multiplier, output_shift;
        int32_t output_zero_point, minimum, maximum;
      } add_parameters;
      void add(const add_parameters *p, const int8_t *first, const int8_t *second, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      static int32_t scaled(int8_t value, int32_t offset, int32_t multiplier, int32_t shift) {
        return requantise((value + offset) * (1 << 20), multiplier, shift);
      }

      void add(const add_parameters *p, const int8_t *first, const int8_t *second, int8_t *output) {
        for (int32_t i = 0; i < p->count; i++) {
          const int32_t a = scaled(first[i], p->first_offset, p->first_multiplier, p->first_shift);
          const int32_t b = scaled(second[i], p->second_offset, p->second_multiplier, p->second_shift);
          const int32_t sum = requantise(wrapping_add(a, b), p->output_multiplier, p->output_shift);
          output[i] = clamp(wrapping_add(sum, p->output_zero_point), p->minimum, p->maximum);
        }
      }

      """#)
}
