extension ONNXLowering {
  /// Pad with a constant: PAD for 0, PADV2 for any other number; negative pads take cells away.
  mutating func pad(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let mode = try node.text("mode", default: "constant")
    guard mode == "constant" else {
      throw node.unsupported("The mode \"\(mode)\" is not supported; \"constant\" is.")
    }
    let rank = input.shape.count
    guard let pads = try integers(node, attribute: "pads", orInput: 1) else {
      throw node.invalid("It has no pads.")
    }
    let axes = optional(node, 3) == nil ? Array(0..<rank) : try integers(node, 3, "axes")
    guard pads.count == 2 * axes.count else {
      throw node.invalid("It has \(pads.count) pads for \(axes.count) dimensions.")
    }
    var number: Float = 0
    if optional(node, 2) != nil { number = try floats(node, 2, "padded number").first ?? 0 }
    guard number.isFinite else {
      throw node.unsupported("It pads with \(number), which cannot be quantised. Pad with a finite number.")
    }
    var paddings = [Int](repeating: 0, count: 2 * rank)
    var (begin, size) = ([Int](repeating: 0, count: rank), input.shape)
    for (i, axis) in axes.enumerated() {
      let d = try dimension(node, axis, rank: rank)
      let (before, after) = (pads[i], pads[i + axes.count])
      paddings[2 * d] = max(before, 0)
      paddings[2 * d + 1] = max(after, 0)
      begin[d] = max(-before, 0)
      size[d] = input.shape[d] - begin[d] - max(-after, 0)
    }
    guard size.allSatisfy({ $0 > 0 }) else {
      throw node.invalid("Negative pads leave nothing of shape \(input.shape).")
    }
    var cropped = input
    if size != input.shape {
      cropped = try emitOne(
        node, SliceKind(),
        [
          input, constant(begin, named: "\(node.label)/begin"), constant(size, named: "\(node.label)/size"),
        ], step: "crop")
    }
    if paddings.allSatisfy({ $0 == 0 }) { return [cropped] }
    let operand = constant(paddings, shape: [rank, 2], named: "\(node.label)/paddings")
    if number == 0 { return [try keepSign(input, try emitOne(node, PadKind(), [cropped, operand]))] }
    let fill = constant([number], shape: [1], named: "\(node.label)/number")
    return [try emitOne(node, PadV2Kind(), [cropped, operand, fill])]
  }
}
