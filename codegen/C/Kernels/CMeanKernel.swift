/// MEAN in C.
extension CKernel {
  static let mean = CKernel(
    name: "mean",
    declaration: """
      /* Means along `elements`, with `outer` rows outside and `inner` neighbours inside. */
      typedef struct {
        int32_t outer, elements, inner;
        /* The input's zero point, times elements. */
        int32_t offset;
        /* From the sum to the output's scale: the count is divided into them. */
        int32_t multiplier, shift;
        int32_t output_zero_point;
      } mean_parameters;
      void mean(const mean_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void mean(const mean_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t row = 0; row < p->outer; row++, input += p->elements * p->inner) {
          for (int32_t i = 0; i < p->inner; i++) {
            int32_t sum = 0;
            for (int32_t k = 0; k < p->elements; k++) sum = wrapping_add(sum, input[k * p->inner + i]);
            const int32_t scaled = requantise((int32_t)((uint32_t)sum - (uint32_t)p->offset), p->multiplier, p->shift);
            *output++ = clamp(wrapping_add(scaled, p->output_zero_point), -128, 127);
          }
        }
      }

      """#)
}
