import RedoubtModel

/// What a comment of generated code says about an input or output.
enum TensorNote {
  /// "1 x 10, real = 0.00390625 * (q - -128)".
  static func text(_ tensor: TensorDescription) -> String {
    let shape = tensor.shape.map(String.init).joined(separator: " x ")
    return shape + (tensor.quantization.map { ", real = \($0.scale) * (q - (\($0.zeroPoint)))" } ?? "")
  }
}
