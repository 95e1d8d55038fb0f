import RedoubtCore
import RedoubtIntrinsics

/// An operator whose every output element depends on the same element of its one or two inputs alone: a table of its
/// results, which the operator itself has filled.
@safe final class ElementDifference: DifferenceKernel {
  private let first: DifferingTensor
  /// nil for an operator of one input.
  private let second: DifferingTensor?
  private let output: DifferingTensor
  /// Result for the bytes of the first (row) and the second input.
  private let table: [Int8]

  private static let unary: Set<Int32> = [
    Relu<TFLM>.code, Relu6<TFLM>.code, LeakyRelu<TFLM>.code, Logistic<TFLM>.code, Tanh<TFLM>.code,
    HardSwish<TFLM>.code, Quantize.code,
  ]
  private static let binary: Set<Int32> = [
    Add.code, Sub.code, Mul<TFLM>.code, Maximum.code, Minimum.code,
  ]
  /// A table costs one run of the operator per so many bytes; smaller tensors are cheap as a whole.
  private static let smallestBinaryBytes = 256

  /// - Parameters:
  ///   - inputs, outputs: In the probe's order.
  /// - Returns: nil for another kind of operator, broadcast or constant operands, or a small tensor.
  init?(
    _ node: Node, _ probe: OperatorProbe, inputs: [DifferingTensor], outputs: [DifferingTensor]
  ) throws(ModelError) {
    guard outputs.count == 1, probe.outputs[0].tensor.type == .int8, node.inputCount == inputs.count,
      probe.inputs.allSatisfy({
        $0.tensor.type == .int8 && $0.tensor.shape == probe.outputs[0].tensor.shape
      })
    else { return nil }
    let count = outputs[0].byteCount
    if inputs.count == 1, Self.unary.contains(node.code) {
      second = nil
    } else if inputs.count == 2, Self.binary.contains(node.code), count >= Self.smallestBinaryBytes {
      second = inputs[1]
    } else {
      return nil
    }
    (first, output) = (inputs[0], outputs[0])
    let pairs = inputs.count == 1 ? 256 : 65536
    var table: [Int8] = []
    table.reserveCapacity(pairs)
    while table.count < pairs {
      let start = table.count
      let results = try probe.outputs { element in
        let pair = start + element % count
        if pairs == 256 { return UInt8(truncatingIfNeeded: pair) }
        return UInt8(truncatingIfNeeded: element < count ? pair >> 8 : pair)
      }
      for result in results.prefix(pairs - start) { table.append(Int8(bitPattern: result)) }
    }
    self.table = table
  }

  func propagate() {
    unsafe table.withUnsafeBufferPointer { table in
      if let second {
        unsafe redoubt_difference_combine(table.baseAddress, first.state, second.state, output.state)
      } else {
        for i in 0..<first.changeCount {
          let index = first.changedIndex(i)
          unsafe output.set(index, to: table[Int(UInt8(bitPattern: first.bytes[index]))])
        }
      }
    }
  }
}
