/// CONV_2D in C.
extension CKernel {
  static let conv2D = CKernel(
    name: "conv_2d",
    declaration: "/* Weights: output channel, filter row, filter column, input channel of the group. */\n"
      + CConvolution.declaration("conv_2d", filter: "filter_height, filter_width, filter_channels"),
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      /* Adds the products of one output to a bias; padding adds nothing. `plane`: first channel of the group. */
      static inline uint32_t products(const conv_2d_parameters *p, const int8_t *plane, int32_t y, int32_t x,
          const int8_t *weights, uint32_t sum) {
        const int32_t top = y * p->stride_height - p->pad_top;
        const int32_t left = x * p->stride_width - p->pad_left;
        const int32_t filter_row = p->filter_width * p->filter_channels;
        for (int32_t fy = 0; fy < p->filter_height; fy++, weights += filter_row) {
          const int32_t row = top + fy * p->dilation_height;
          if (row < 0 || row >= p->input_height) continue;
          for (int32_t fx = 0; fx < p->filter_width; fx++) {
            const int32_t column = left + fx * p->dilation_width;
            if (column < 0 || column >= p->input_width) continue;
            const int8_t *cell = plane + (row * p->input_width + column) * p->input_channels;
            const int8_t *tap = weights + fx * p->filter_channels;
            for (int32_t i = 0; i < p->filter_channels; i++) {
              sum += (uint32_t)((cell[i] + p->input_offset) * tap[i]);
            }
          }
        }
        return sum;
      }

      void conv_2d(const conv_2d_parameters *p, const int8_t *input, int8_t *output) {
        const int32_t channels_per_group = p->output_channels / (p->input_channels / p->filter_channels);
        const int32_t filter = p->filter_height * p->filter_width * p->filter_channels;
        for (int32_t batch = 0; batch < p->batches; batch++) {
          const int8_t *image = input + batch * p->input_height * p->input_width * p->input_channels;
          for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
              const int8_t *weights = p->weights;
              for (int32_t channel = 0; channel < p->output_channels; channel++, weights += filter) {
                const int8_t *plane = image + channel / channels_per_group * p->filter_channels;
                const uint32_t bias = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
                const int32_t sum = (int32_t)products(p, plane, y, x, weights, bias);
                const int32_t scaled = requantise(sum, p->multipliers[channel], p->shifts[channel]);
                *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
              }
            }
          }
        }
      }

      """#,
    channelSource: CConvolution.channelSource(
      "conv_2d",
      plane: "channel / (p->output_channels / (p->input_channels / p->filter_channels)) * p->filter_channels",
      call: "products(p, plane, y, x, c->weights, (uint32_t)c->bias)"))
}
