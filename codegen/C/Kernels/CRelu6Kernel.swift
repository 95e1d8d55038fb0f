/// RELU6 in C.
extension CKernel {
  static let relu6 = CKernel(
    name: "relu6",
    declaration: """
      typedef struct {
        int32_t count, minimum, maximum;
      } relu6_parameters;
      void relu6(const relu6_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void relu6(const relu6_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < p->count; i++) output[i] = clamp(input[i], p->minimum, p->maximum);
      }

      """#)
}
