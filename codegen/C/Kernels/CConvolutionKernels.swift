/// CONV_2D and DEPTHWISE_CONV_2D in C.
extension CKernel {
  private static func convolutionFields(_ type: String, _ first: String) -> String {
    """
    typedef struct {
      int32_t batches, input_height, input_width, input_channels;
      int32_t output_height, output_width, output_channels;
      \(first)
      int32_t stride_height, stride_width, dilation_height, dilation_width, pad_top, pad_left;
      /* Minus the input's zero point. */
      int32_t input_offset;
      int32_t output_zero_point, minimum, maximum;
      const int8_t *weights;
      /* NULL without a bias. */
      const int32_t *bias;
      /* One of each per output channel. */
      const int32_t *multipliers;
      const int8_t *shifts;
    } \(type)_parameters;

    """
  }

  static let conv2D = CKernel(
    fileName: "conv_2d.c",
    declaration: "/* Weights: output channel, filter row, filter column, input channel of the group. */\n"
      + convolutionFields("conv_2d", "int32_t filter_height, filter_width, filter_channels;")
      + "void conv_2d(const conv_2d_parameters *p, const int8_t *input, int8_t *output);\n",
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void conv_2d(const conv_2d_parameters *p, const int8_t *input, int8_t *output) {
        const int32_t groups = p->input_channels / p->filter_channels;
        const int32_t channels_per_group = p->output_channels / groups;
        const int32_t filter_row = p->filter_width * p->filter_channels;
        for (int32_t batch = 0; batch < p->batches; batch++) {
          const int8_t *image = input + batch * p->input_height * p->input_width * p->input_channels;
          for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
              const int32_t top = y * p->stride_height - p->pad_top;
              const int32_t left = x * p->stride_width - p->pad_left;
              const int8_t *weights = p->weights;
              for (int32_t channel = 0; channel < p->output_channels; channel++) {
                const int32_t first_channel = channel / channels_per_group * p->filter_channels;
                uint32_t sum = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
                for (int32_t fy = 0; fy < p->filter_height; fy++, weights += filter_row) {
                  const int32_t row = top + fy * p->dilation_height;
                  if (row < 0 || row >= p->input_height) continue;
                  for (int32_t fx = 0; fx < p->filter_width; fx++) {
                    const int32_t column = left + fx * p->dilation_width;
                    if (column < 0 || column >= p->input_width) continue;
                    const int8_t *cell =
                        image + (row * p->input_width + column) * p->input_channels + first_channel;
                    const int8_t *tap = weights + fx * p->filter_channels;
                    for (int32_t i = 0; i < p->filter_channels; i++) {
                      sum += (uint32_t)((cell[i] + p->input_offset) * tap[i]);
                    }
                  }
                }
                const int32_t scaled = requantise((int32_t)sum, p->multipliers[channel], p->shifts[channel]);
                *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
              }
            }
          }
        }
      }

      """#)

  static let depthwiseConv2D = CKernel(
    fileName: "depthwise_conv_2d.c",
    declaration: "/* Weights: filter row, filter column, output channel. */\n"
      + convolutionFields("depthwise_conv_2d", "int32_t filter_height, filter_width;")
      + "void depthwise_conv_2d(const depthwise_conv_2d_parameters *p, const int8_t *input, int8_t *output);\n",
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void depthwise_conv_2d(const depthwise_conv_2d_parameters *p, const int8_t *input, int8_t *output) {
        const int32_t depth_multiplier = p->output_channels / p->input_channels;
        for (int32_t batch = 0; batch < p->batches; batch++) {
          const int8_t *image = input + batch * p->input_height * p->input_width * p->input_channels;
          for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
              const int32_t top = y * p->stride_height - p->pad_top;
              const int32_t left = x * p->stride_width - p->pad_left;
              for (int32_t channel = 0; channel < p->output_channels; channel++) {
                const int8_t *plane = image + channel / depth_multiplier;
                uint32_t sum = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
                for (int32_t fy = 0; fy < p->filter_height; fy++) {
                  const int32_t row = top + fy * p->dilation_height;
                  if (row < 0 || row >= p->input_height) continue;
                  for (int32_t fx = 0; fx < p->filter_width; fx++) {
                    const int32_t column = left + fx * p->dilation_width;
                    if (column < 0 || column >= p->input_width) continue;
                    const int32_t value = plane[(row * p->input_width + column) * p->input_channels];
                    const int32_t weight = p->weights[(fy * p->filter_width + fx) * p->output_channels + channel];
                    sum += (uint32_t)((value + p->input_offset) * weight);
                  }
                }
                const int32_t scaled = requantise((int32_t)sum, p->multipliers[channel], p->shifts[channel]);
                *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
              }
            }
          }
        }
      }

      """#)
}
