/// What CONV_2D and DEPTHWISE_CONV_2D in C share: most of their parameters.
enum CConvolution {
  /// Type of the parameters and prototype.
  ///
  /// - Parameter filter: Fields of the filter's shape.
  static func declaration(_ kernel: String, filter: String) -> String {
    """
    typedef struct {
      int32_t batches, input_height, input_width, input_channels;
      int32_t output_height, output_width, output_channels;
      int32_t \(filter);
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
    } \(kernel)_parameters;
    void \(kernel)(const \(kernel)_parameters *p, const int8_t *input, int8_t *output);

    """
  }

  /// A function that computes one channel from parameters that are given.
  ///
  /// - Parameters:
  ///   - plane: Expression of the channel's first input element in `image`.
  ///   - call: Expression of the sum of products behind bias.
  static func channelSource(_ kernel: String, plane: String, call: String) -> String {
    """

    void \(kernel)_channel(const void *parameters, const channel_parameters *c, int32_t channel, const int8_t *input,
        int8_t *output, int32_t stride) {
      const \(kernel)_parameters *p = parameters;
      for (int32_t batch = 0; batch < p->batches; batch++) {
        const int8_t *image = input + batch * p->input_height * p->input_width * p->input_channels;
        const int8_t *plane = image + \(plane);
        for (int32_t y = 0; y < p->output_height; y++) {
          for (int32_t x = 0; x < p->output_width; x++, output += stride) {
            const int32_t sum = (int32_t)\(call);
            const int32_t scaled = requantise(sum, c->multiplier, c->shift);
            *output = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
          }
        }
      }
    }

    """
  }
}
