/// RELU in C.
extension CKernel {
  static let relu = CKernel(
    name: "relu",
    declaration: """
      typedef struct {
        int32_t count, input_offset, multiplier, shift, output_zero_point, minimum, maximum;
      } relu_parameters;
      void relu(const relu_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void relu(const relu_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < p->count; i++) {
          const int32_t scaled = requantise(input[i] + p->input_offset, p->multiplier, p->shift);
          output[i] = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
        }
      }

      """#)
}
