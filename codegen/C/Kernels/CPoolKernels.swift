/// AVERAGE_POOL_2D and MAX_POOL_2D in C.
extension CKernel {
  private static func poolDeclaration(_ kernel: String) -> String {
    """
    typedef struct {
      int32_t batches, input_height, input_width, output_height, output_width, channels;
      int32_t filter_height, filter_width, stride_height, stride_width, pad_top, pad_left;
      int32_t minimum, maximum;
    } \(kernel)_parameters;
    void \(kernel)(const \(kernel)_parameters *p, const int8_t *input, int8_t *output);

    """
  }

  /// The loops over the windows; what happens in them differs.
  ///
  /// - Parameters:
  ///   - start: Statements before a window.
  ///   - step: Statement for each cell `value` inside the input.
  ///   - result: Statements behind it that set `result`.
  private static func poolSource(_ kernel: String, start: String, step: String, result: String) -> String {
    """
    #include "fixed_point.h"
    #include "kernels.h"

    void \(kernel)(const \(kernel)_parameters *p, const int8_t *input, int8_t *output) {
      for (int32_t batch = 0; batch < p->batches; batch++) {
        const int8_t *image = input + batch * p->input_height * p->input_width * p->channels;
        for (int32_t y = 0; y < p->output_height; y++) {
          for (int32_t x = 0; x < p->output_width; x++) {
            const int32_t top = y * p->stride_height - p->pad_top;
            const int32_t left = x * p->stride_width - p->pad_left;
            const int32_t first_row = top < 0 ? 0 : top;
            const int32_t first_column = left < 0 ? 0 : left;
            const int32_t end_row = top + p->filter_height;
            const int32_t end_column = left + p->filter_width;
            for (int32_t channel = 0; channel < p->channels; channel++) {
              \(start)
              for (int32_t row = first_row; row < end_row && row < p->input_height; row++) {
                for (int32_t column = first_column; column < end_column && column < p->input_width; column++) {
                  const int32_t value = image[(row * p->input_width + column) * p->channels + channel];
                  \(step)
                }
              }
              \(result)
              *output++ = clamp(result, p->minimum, p->maximum);
            }
          }
        }
      }
    }

    """
  }

  static let averagePool2D = CKernel(
    name: "average_pool_2d", declaration: poolDeclaration("average_pool_2d"),
    source: poolSource(
      "average_pool_2d", start: "int32_t sum = 0, cells = 0;", step: "sum += value, cells++;",
      result: """
        /* Rounded half away from zero. A window always meets the input. */
                    const int32_t half = cells / 2;
                    const int32_t result = (sum > 0 ? sum + half : sum - half) / (cells > 0 ? cells : 1);
        """))

  static let maxPool2D = CKernel(
    name: "max_pool_2d", declaration: poolDeclaration("max_pool_2d"),
    source: poolSource(
      "max_pool_2d", start: "int32_t result = -128;", step: "if (value > result) result = value;", result: ""
    )
    .replacingBlankLine())
}

extension String {
  /// Without lines that hold spaces only, which an empty part of a template leaves.
  fileprivate func replacingBlankLine() -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .filter { $0.isEmpty || !$0.allSatisfy { $0 == " " } }.joined(separator: "\n")
  }
}
