/// What the kernels of MAXIMUM and MINIMUM need besides the tensors' elements.
package struct SelectionParameters {
  package let first, second, output: Tensor
  package let broadcast: Broadcast

  package init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 2...2, outputs: 1)
    (first, second, output) = (try node.input(0), try node.input(1), try node.output(0))
    try first.require(.int8)
    try second.require(.int8)
    try output.require(.int8)
    broadcast = try Broadcast(first, second, to: output)
    // The reference copies bytes, so that unequal quantisation would compare numbers of different meaning.
    guard try first.isQuantizedLike(output) else {
      throw first.error(.quantizationMismatch, .quantizationScale)
    }
    guard try second.isQuantizedLike(output) else {
      throw second.error(.quantizationMismatch, .quantizationScale)
    }
  }
}
