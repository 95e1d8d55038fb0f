/// DEPTHWISE_CONV_2D in C.
extension CKernel {
  static let depthwiseConv2D = CKernel(
    name: "depthwise_conv_2d",
    declaration: "/* Weights: filter row, filter column, output channel. */\n"
      + CConvolution.declaration("depthwise_conv_2d", filter: "filter_height, filter_width"),
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      /* Adds the products of one output to a bias; padding adds nothing. `plane`: the channel's first element; `step`:
         the distance of neighbouring weights. */
      static inline uint32_t products(const depthwise_conv_2d_parameters *p, const int8_t *plane, int32_t y, int32_t x,
          const int8_t *weights, int32_t step, uint32_t sum) {
        const int32_t top = y * p->stride_height - p->pad_top;
        const int32_t left = x * p->stride_width - p->pad_left;
        for (int32_t fy = 0; fy < p->filter_height; fy++) {
          const int32_t row = top + fy * p->dilation_height;
          if (row < 0 || row >= p->input_height) continue;
          for (int32_t fx = 0; fx < p->filter_width; fx++) {
            const int32_t column = left + fx * p->dilation_width;
            if (column < 0 || column >= p->input_width) continue;
            const int32_t value = plane[(row * p->input_width + column) * p->input_channels];
            const int32_t weight = weights[(fy * p->filter_width + fx) * step];
            sum += (uint32_t)((value + p->input_offset) * weight);
          }
        }
        return sum;
      }

      void depthwise_conv_2d(const depthwise_conv_2d_parameters *p, const int8_t *input, int8_t *output) {
        const int32_t depth_multiplier = p->output_channels / p->input_channels;
        for (int32_t batch = 0; batch < p->batches; batch++) {
          const int8_t *image = input + batch * p->input_height * p->input_width * p->input_channels;
          for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
              for (int32_t channel = 0; channel < p->output_channels; channel++) {
                const int8_t *plane = image + channel / depth_multiplier;
                const uint32_t bias = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
                const int32_t sum =
                    (int32_t)products(p, plane, y, x, p->weights + channel, p->output_channels, bias);
                const int32_t scaled = requantise(sum, p->multipliers[channel], p->shifts[channel]);
                *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
              }
            }
          }
        }
      }

      """#,
    channelSource: CConvolution.channelSource(
      "depthwise_conv_2d", plane: "channel / (p->output_channels / p->input_channels)",
      call: "products(p, plane, y, x, c->weights, c->step, (uint32_t)c->bias)"))
}
