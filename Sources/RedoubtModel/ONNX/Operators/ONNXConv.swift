extension ONNXLowering {
  /// Conv: input [N, C, H, W] or [N, C, L], weights [O, C ÷ groups, KH, KW], optional bias [O].
  ///
  /// Becomes DEPTHWISE_CONV_2D where every input channel is a group of its own, CONV_2D otherwise.
  mutating func conv(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (input, weights) = (try operand(node, 0), try operand(node, 1))
    let rank = input.shape.count
    guard rank == 3 || rank == 4, weights.shape.count == rank, !weights.shape.contains(0) else {
      throw node.unsupported(
        "Its input has shape \(input.shape), its weights \(weights.shape); convolutions over one or two dimensions are "
          + "supported.")
    }
    let (channels, outputs) = (input.shape[1], weights.shape[0])
    let groups = try node.integer("group") ?? 1
    guard groups >= 1, channels == groups * weights.shape[1], outputs % groups == 0 else {
      throw node.invalid(
        "Weights of shape \(weights.shape) do not fit \(channels) channels in \(groups) groups.")
    }
    let kernel = Array(weights.shape[2...])
    if let declared = try node.integers("kernel_shape"), declared != kernel {
      throw node.invalid("kernel_shape is \(declared), its weights have \(kernel).")
    }
    let window = try ONNXWindow(node, input: Array(input.shape[2...]), kernel: kernel)
    let image = try zeroPadded(node, try channelsLast(node, input), window)
    let isDepthwise = groups == channels && groups > 1
    // A one-dimensional kernel is one row.
    let shape = [outputs, weights.shape[1]] + (rank == 3 ? [1] : []) + kernel
    let arranged = try arranged(
      weights, ONNXArrangement(shape: shape, permutation: isDepthwise ? [1, 2, 3, 0] : [0, 2, 3, 1]),
      at: node.place)
    var operands: [ONNXOperand?] = [image, arranged]
    if optional(node, 2) != nil { operands.append(try bias(node, 2, count: outputs)) }
    let kind: any OperationKind =
      isDepthwise
      ? DepthwiseConv2DKind(window: window.attributes, depthMultiplier: Int32(clamping: outputs / channels))
      : Conv2DKind(window: window.attributes)
    let result = try emitOne(node, kind, operands)
    return [try channelsFirst(node, result, rank: rank)]
  }

  /// Input `i`: a constant vector of float elements.
  mutating func bias(_ node: ONNXNode, _ i: Int, count: Int) throws(ONNXError) -> ONNXOperand {
    let bias = try operand(node, i)
    guard bias.isConstant else {
      throw node.unsupported("The bias (\"\(bias.name)\") is computed by the network; it must be constant.")
    }
    guard bias.shape == [count] else {
      throw node.invalid("The bias has shape \(bias.shape) where [\(count)] is needed.")
    }
    return bias
  }
}
