/// The tensors of an operator that applies a byte function: int8 input and output of one shape.
package struct ByteFunctionOperands {
  package let input, output: Tensor

  /// Values of a byte.
  private static let tableBytes = 256

  init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 1...1, outputs: 1)
    (input, output) = (try node.int8Input(0), try node.int8Output(0))
    try output.require(input.shape)
  }

  /// Throws unless the output has the quantisation that the operator's definition fixes.
  func requireOutput(scaleBits: UInt32, zeroPoint: Int32) throws(ModelError) {
    let actual = try output.affine()
    guard actual.scale == Scale(floatBits: scaleBits) else {
      throw output.error(.quantizationMismatch, .quantizationScale)
    }
    guard actual.zeroPoint == zeroPoint else {
      throw output.error(.quantizationMismatch, .quantizationZeroPoint, value: Int(actual.zeroPoint))
    }
  }

  /// A tensor with more elements than a byte has values is worth a table of them, which it outweighs.
  private var usesTable: Bool { input.shape.count > Self.tableBytes }

  /// Scratch bytes that `apply` needs.
  var scratchBytes: Int { usesTable ? Self.tableBytes : 0 }

  /// Computes the output: each element's function value, by way of a table where that is shorter.
  func apply<F: ByteFunction>(
    _ function: F, _ node: Node, _ memory: borrowing TensorMemory
  ) throws(ModelError) {
    let input = try memory.read(input, as: Int8.self)
    var output = try memory.write(output, as: Int8.self)
    guard usesTable else {
      for i in 0..<output.count { output[i] = function(input[i]) }
      return
    }
    var table = try memory.scratch(node, Self.tableBytes, of: Int8.self)
    for i in 0..<Self.tableBytes { table[i] = function(Int8(truncatingIfNeeded: i)) }
    for i in 0..<output.count { output[i] = table[Int(UInt8(bitPattern: input[i]))] }
  }
}
