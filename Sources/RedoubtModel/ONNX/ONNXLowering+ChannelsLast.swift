extension ONNXLowering {
  /// The operand [N, C, H, W] or [N, C, L] as [N, H, W, C]; a one-dimensional one becomes one row.
  mutating func channelsLast(
    _ node: ONNXNode, _ operand: ONNXOperand, step: String = "input"
  ) throws(ONNXError) -> ONNXOperand {
    let shape = operand.shape
    guard shape.count == 3 || shape.count == 4, !shape.contains(0) else {
      throw node.unsupported(
        "Its input has shape \(shape); [N, C, H, W] or [N, C, L] are supported, without empty dimensions.")
    }
    var image = operand
    if shape.count == 3 {
      image = try reshaped(node, operand, to: [shape[0], shape[1], 1, shape[2]], step: "\(step)/row")
    }
    return try transposed(node, image, by: [0, 2, 3, 1], step: "\(step)/channels-last")
  }

  /// The operand [N, H, W, C] as the file has it: [N, C, H, W], or [N, C, L] where `rank` is 3.
  mutating func channelsFirst(
    _ node: ONNXNode, _ operand: ONNXOperand, rank: Int
  ) throws(ONNXError) -> ONNXOperand {
    let image = try transposed(node, operand, by: [0, 3, 1, 2], step: "channels-first")
    guard rank == 3 else { return image }
    return try reshaped(
      node, image, to: [image.shape[0], image.shape[1], image.shape[3]], step: "channels-first/sequence")
  }

  /// The operand [N, H, W, C] with zeros around it where the window needs them and does not pad by itself.
  mutating func zeroPadded(
    _ node: ONNXNode, _ operand: ONNXOperand, _ window: ONNXWindow
  ) throws(ONNXError) -> ONNXOperand {
    if window.isUnpadded || window.isSame { return operand }
    return try emitOne(
      node, PadKind(), [operand, constant(window.paddings, shape: [4, 2], named: "\(node.label)/paddings")],
      step: "pad")
  }
}
