/// FULLY_CONNECTED in C.
extension CKernel {
  static let fullyConnected = CKernel(
    name: "fully_connected",
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

      /* Adds the products of one output to a bias. */
      static inline uint32_t products(const fully_connected_parameters *p, const int8_t *input, const int8_t *weights,
          uint32_t sum) {
        for (int32_t i = 0; i < p->depth; i++) {
          sum += (uint32_t)((input[i] + p->input_offset) * (weights[i] + p->weight_offset));
        }
        return sum;
      }

      void fully_connected(const fully_connected_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t batch = 0; batch < p->batches; batch++, input += p->depth) {
          const int8_t *weights = p->weights;
          for (int32_t channel = 0; channel < p->channels; channel++, weights += p->depth) {
            const uint32_t bias = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
            const int32_t sum = (int32_t)products(p, input, weights, bias);
            const int32_t pair = channel * p->multiplier_step;
            const int32_t scaled = requantise(sum, p->multipliers[pair], p->shifts[pair]);
            *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
          }
        }
      }

      """#,
    channelSource: #"""

      void fully_connected_channel(const void *parameters, const channel_parameters *c, int32_t channel,
          const int8_t *input, int8_t *output, int32_t stride) {
        const fully_connected_parameters *p = parameters;
        (void)channel;
        for (int32_t batch = 0; batch < p->batches; batch++, input += p->depth, output += stride) {
          const int32_t sum = (int32_t)products(p, input, c->weights, (uint32_t)c->bias);
          const int32_t scaled = requantise(sum, c->multiplier, c->shift);
          *output = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
        }
      }

      """#)
}
