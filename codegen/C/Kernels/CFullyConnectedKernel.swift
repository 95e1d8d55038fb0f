/// FULLY_CONNECTED in C.
extension CKernel {
  static let fullyConnected = CKernel(
    fileName: "fully_connected.c",
    declaration: """
      /* Weights: output channel, input element. */
      typedef struct {
        int32_t batches, depth, channels;
        /* Minus the zero points. */
        int32_t input_offset, weight_offset;
        int32_t output_zero_point, minimum, maximum;
        /* 1 where each channel has a multiplier and a shift of its own, 0 where all share one. */
        int32_t multiplier_step;
        const int8_t *weights;
        /* NULL without a bias. */
        const int32_t *bias;
        const int32_t *multipliers;
        const int8_t *shifts;
      } fully_connected_parameters;
      void fully_connected(const fully_connected_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void fully_connected(const fully_connected_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t batch = 0; batch < p->batches; batch++, input += p->depth) {
          const int8_t *weights = p->weights;
          for (int32_t channel = 0; channel < p->channels; channel++, weights += p->depth) {
            uint32_t sum = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
            for (int32_t i = 0; i < p->depth; i++) {
              sum += (uint32_t)((input[i] + p->input_offset) * (weights[i] + p->weight_offset));
            }
            const int32_t pair = channel * p->multiplier_step;
            const int32_t scaled = requantise((int32_t)sum, p->multipliers[pair], p->shifts[pair]);
            *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
          }
        }
      }

      """#)
}
