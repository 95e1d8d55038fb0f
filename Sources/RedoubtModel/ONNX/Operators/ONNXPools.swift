/// Pools over windows and over whole planes.
extension ONNXLowering {
  /// MaxPool over one or two dimensions.
  mutating func maxPool(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (input, window) = try pool(node)
    var image = try channelsLast(node, input)
    if !window.isUnpadded, !window.isSame {
      image =
        isNonNegative(input)
        ? try zeroPadded(node, image, window)
        : try edgePadded(node, try edgePadded(node, image, window, dimension: 0), window, dimension: 1)
    }
    let kind = MaxPool2DKind(filter: window.filter, window: window.attributes)
    let result = try emitOne(node, kind, [image])
    return [try keepSign(input, try channelsFirst(node, result, rank: input.shape.count))]
  }

  /// AveragePool over one or two dimensions, with or without the padding in the mean.
  mutating func averagePool(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (input, window) = try pool(node)
    let countsPadding = try node.integer("count_include_pad") ?? 0 != 0
    let image = try channelsLast(node, input)
    var result: ONNXOperand
    if window.isUnpadded || window.isSame && !countsPadding {
      // The operation leaves padding out of the mean by itself.
      result = try emitOne(node, AveragePool2DKind(filter: window.filter, window: window.attributes), [image])
    } else {
      let padded = try emitOne(
        node, PadKind(), [image, constant(window.paddings, shape: [4, 2], named: "\(node.label)/paddings")],
        step: "pad")
      var attributes = window.attributes
      attributes.padding = .valid
      result = try emitOne(
        node, AveragePool2DKind(filter: window.filter, window: attributes), [padded], step: "mean")
      let corrections = window.corrections(countsPadding: countsPadding)
      if corrections.contains(where: { $0 != 1 }) {
        try budget.compute(4 * corrections.count, at: node.place)
        let factor = constant(
          corrections, shape: [1, window.output[0], window.output[1], 1], named: "\(node.label)/correction")
        result = try emitOne(node, MulKind(), [result, factor])
      }
    }
    return [try keepSign(input, try channelsFirst(node, result, rank: input.shape.count))]
  }

  /// GlobalAveragePool and GlobalMaxPool: one number per channel.
  mutating func globalPool(_ node: ONNXNode, _ kind: any OperationKind) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    guard input.shape.count >= 3 else {
      throw node.invalid("Its input has shape \(input.shape); [N, C, …] is needed.")
    }
    let axes = constant(Array(2..<input.shape.count), named: "\(node.label)/axes")
    return [try keepSign(input, try emitOne(node, kind, [input, axes]))]
  }

  private mutating func pool(_ node: ONNXNode) throws(ONNXError) -> (ONNXOperand, ONNXWindow) {
    let input = try operand(node, 0)
    guard input.shape.count == 3 || input.shape.count == 4,
      let kernel = try node.integers("kernel_shape", count: input.shape.count - 2)
    else {
      throw node.unsupported(
        "Its input has shape \(input.shape); pools over one or two dimensions are supported.")
    }
    let window = try ONNXWindow(node, input: Array(input.shape[2...]), kernel: kernel)
    guard window.dilations == [1, 1] else {
      throw node.unsupported("Dilated pools are not supported. Use dilations of 1.")
    }
    guard zip(window.before, window.kernel).allSatisfy(<), zip(window.after, window.kernel).allSatisfy(<)
    else {
      throw node.invalid(
        "Pads \(window.before) and \(window.after) reach the size of the window, \(window.kernel).")
    }
    return (input, window)
  }

  func isNonNegative(_ operand: ONNXOperand) -> Bool {
    if case .computed(let id) = operand.source { facts.nonNegative.contains(id) } else { false }
  }

  /// `result`, known to have no negative elements where `input` has none.
  mutating func keepSign(_ input: ONNXOperand, _ result: ONNXOperand) throws(ONNXError) -> ONNXOperand {
    if isNonNegative(input), case .computed(let id) = result.source { facts.nonNegative.insert(id) }
    return result
  }

  /// The operand [N, H, W, C] with its border cells repeated along one spatial dimension.
  ///
  /// Every window that reaches the padding holds the border cell too, so its maximum is the same as without padding,
  /// whatever the sign, and no very small number enters the quantisation.
  private mutating func edgePadded(
    _ node: ONNXNode, _ image: ONNXOperand, _ window: ONNXWindow, dimension: Int
  ) throws(ONNXError) -> ONNXOperand {
    let (before, after) = (window.before[dimension], window.after[dimension])
    guard before + after > 0 else { return image }
    guard before + after <= 64 else {
      throw node.unsupported("Pads of more than 64 cells are not supported.")
    }
    func border(_ l: inout ONNXLowering, _ position: Int, _ side: String) throws(ONNXError) -> ONNXOperand {
      var (begin, size) = ([0, 0, 0, 0], image.shape)
      (begin[dimension + 1], size[dimension + 1]) = (position, 1)
      let step = "\(side) \(dimension)"
      return try l.emitOne(
        node, SliceKind(),
        [
          image, l.constant(begin, named: "\(node.label)/\(step)/begin"),
          l.constant(size, named: "\(node.label)/\(step)/size"),
        ], step: step)
    }
    var parts: [ONNXOperand] = []
    if before > 0 {
      parts += [ONNXOperand](repeating: try border(&self, 0, "first"), count: before)
    }
    parts.append(image)
    if after > 0 {
      let last = image.shape[dimension + 1] - 1
      parts += [ONNXOperand](repeating: try border(&self, last, "last"), count: after)
    }
    return try emitOne(
      node, ConcatenationKind(axis: Int32(dimension + 1)), parts, step: "padded \(dimension)")
  }
}

extension ONNXWindow {
  /// The window's cells, as a pool has them.
  var filter: SpatialExtent {
    SpatialExtent(rows: Int32(clamping: kernel[0]), columns: Int32(clamping: kernel[1]))
  }

  /// Cells of a window divided by those that its mean counts, at each position.
  ///
  /// - Parameter countsPadding: Whether padding counts; cells that rounding up adds never do.
  func corrections(countsPadding: Bool) -> [Float] {
    let counts = (0..<2).map { i in
      (0..<output[i]).map { position in
        let start = position * strides[i] - before[i]
        let low = countsPadding ? -before[i] : 0
        let high = countsPadding ? input[i] + declaredAfter[i] : input[i]
        return min(start + kernel[i], high) - max(start, low)
      }
    }
    let cells = Float(kernel[0] * kernel[1])
    return counts[0].flatMap { rows in counts[1].map { columns in cells / Float(rows * columns) } }
  }
}
