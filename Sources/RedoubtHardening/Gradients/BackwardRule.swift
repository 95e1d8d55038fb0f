import RedoubtModel

/// How an operation passes a gradient on, with its constants and geometry prepared: one type per kind of operation.
///
/// Rounding is passed straight through: its derivative is taken as 1, and so is that of int8's saturation.
protocol BackwardRule: Sendable {
  /// Gradients of the computed inputs.
  ///
  /// - Parameters:
  ///   - gradients: Of each output, with respect to the loss; empty for an output that nothing reads.
  ///   - values: Of the inputs and outputs.
  /// - Returns: One per input; empty for a constant or an integer operand.
  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]]
}

/// Elements that an operation has read and written; empty for what is no real number.
struct OperationValues {
  let inputs: [[Float]]
  let outputs: [[Float]]
}
