import RedoubtModel

/// How texts and pictures speak of a tensor.
enum TensorText {
  /// "scale 0.0235, zero point -128".
  static func quantization(_ tensor: TensorDescription) -> String {
    if let affine = tensor.quantization { return "scale \(affine.scale), zero point \(affine.zeroPoint)" }
    return tensor.scaleCount > 1 ? "\(tensor.scaleCount) scales" : "not quantised"
  }

  /// "operators 2–5", "operator 2".
  static func steps(_ steps: ClosedRange<Int>) -> String {
    steps.count == 1 ? "\(steps.lowerBound)" : "\(steps.lowerBound)–\(steps.upperBound)"
  }
}
