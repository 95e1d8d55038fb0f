import RedoubtCore
import RedoubtIntrinsics

/// Any operator: computes it as a whole from the changed inputs, and compares.
@safe final class DenseDifference: DifferenceKernel {
  private let probe: OperatorProbe
  private let inputs, outputs: [DifferingTensor]

  /// - Parameters:
  ///   - inputs, outputs: In the probe's order.
  init(_ probe: OperatorProbe, inputs: [DifferingTensor], outputs: [DifferingTensor]) {
    (self.probe, self.inputs, self.outputs) = (probe, inputs, outputs)
  }

  func propagate() throws(ModelError) {
    for (operand, tensor) in zip(probe.inputs, inputs) {
      unsafe probe.place(operand).update(from: tensor.bytes, count: tensor.byteCount)
    }
    try probe.run()
    for (operand, tensor) in zip(probe.outputs, outputs) {
      unsafe redoubt_difference_compare(
        probe.isa, probe.place(operand), 0, tensor.byteCount, tensor.state)
    }
  }

  /// Computes the sums that the operator requantises; false where it has no kernel for that.
  func accumulate(_ image: UnsafePointer<Int8>, into sums: UnsafeMutablePointer<Int32>) -> Bool {
    unsafe probe.interpreter.accumulate(probe.step, image, into: sums)
  }

  /// As `propagate`, with other bytes in the file while the operator runs.
  func propagate(_ changes: [ConstantChange]) throws(ModelError) {
    let original = probe.interpreter.exchange(changes)
    defer { _ = probe.interpreter.exchange(original) }
    try propagate()
  }
}
