extension ONNXLowering {
  /// Resize with mode "nearest" over rows and columns, or over the length of a sequence.
  mutating func resize(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let mode = try node.text("mode", default: "nearest")
    guard mode == "nearest" else {
      throw node.unsupported("The mode \"\(mode)\" is not supported; \"nearest\" is.")
    }
    let rank = input.shape.count
    guard rank == 3 || rank == 4 else {
      throw node.unsupported("Its input has shape \(input.shape); [N, C, H, W] and [N, C, L] are supported.")
    }
    var (size, scales) = (input.shape, [Double](repeating: 1, count: rank))
    let axes = try node.integers("axes") ?? Array(0..<rank)
    if optional(node, 3)?.shape.elementCount ?? 0 > 0 {
      guard try node.text("keep_aspect_ratio_policy", default: "stretch") == "stretch" else {
        throw node.unsupported("It keeps the aspect ratio. Give the size that results.")
      }
      let sizes = try integers(node, 3, "sizes")
      guard sizes.count == axes.count else { throw node.invalid("It has \(sizes.count) sizes.") }
      for (axis, extent) in zip(axes, sizes) {
        let d = try dimension(node, axis, rank: rank)
        guard extent >= 1 else { throw node.invalid("A size is \(extent).") }
        (size[d], scales[d]) = (extent, Double(extent) / Double(input.shape[d]))
      }
    } else {
      let factors = try floats(node, 2, "scales")
      guard factors.count == axes.count else { throw node.invalid("It has \(factors.count) scales.") }
      for (axis, factor) in zip(axes, factors) {
        let d = try dimension(node, axis, rank: rank)
        let extent = (Double(input.shape[d]) * Double(factor)).rounded(.down)
        guard extent >= 1, extent <= Double(Int32.max) else { throw node.invalid("A scale is \(factor).") }
        (size[d], scales[d]) = (Int(extent), Double(factor))
      }
    }
    guard size[0] == input.shape[0], size[1] == input.shape[1] else {
      throw node.unsupported("It changes the number of channels from \(input.shape) to \(size).")
    }
    let sampling = try NearestSampling(node)
    guard size.elementCount <= Int(Int32.max), let kind = sampling.kind(input.shape, size, scales) else {
      throw node.unsupported(
        "No resize of the target samples as coordinate_transformation_mode \"\(sampling.coordinates)\" and "
          + "nearest_mode \"\(sampling.rounding)\" do here. Use \"asymmetric\" and \"floor\".")
    }
    let extent = rank == 3 ? [1, size[2]] : [size[2], size[3]]
    let result = try emitOne(
      node, kind, [try channelsLast(node, input), constant(extent, named: "\(node.label)/size")])
    return [try keepSign(input, try channelsFirst(node, result, rank: rank))]
  }
}

/// Which input cell each output cell of a Resize takes.
struct NearestSampling {
  let coordinates: String
  let rounding: String

  init(_ node: ONNXNode) throws(ONNXError) {
    coordinates = try node.text("coordinate_transformation_mode", default: "half_pixel")
    rounding = try node.text("nearest_mode", default: "round_prefer_floor")
  }

  /// The operation that takes the same cells, nil where there is none.
  func kind(_ input: [Int], _ output: [Int], _ scales: [Double]) -> ResizeNearestNeighborKind? {
    let candidates = [
      ResizeNearestNeighborKind(), ResizeNearestNeighborKind(halfPixelCenters: true),
      ResizeNearestNeighborKind(alignCorners: true),
    ]
    return candidates.first { candidate in
      input.indices.dropFirst(2).allSatisfy { d in
        output[d] <= 1 << 16 && input[d] <= 1 << 16
          && sources(input[d], output[d], scale: scales[d]) == candidate.sources(input[d], output[d])
      }
    }
  }

  /// Input cells by the definition of the operator; nil where the mode is not known.
  private func sources(_ input: Int, _ output: Int, scale: Double) -> [Int]? {
    var cells: [Int] = []
    for position in 0..<output {
      let x = Double(position)
      let place: Double
      switch coordinates {
      case "asymmetric": place = x / scale
      case "half_pixel": place = (x + 0.5) / scale - 0.5
      case "pytorch_half_pixel": place = output > 1 ? (x + 0.5) / scale - 0.5 : 0
      case "tf_half_pixel_for_nn": place = (x + 0.5) / scale
      case "align_corners": place = output > 1 ? x * Double(input - 1) / Double(output - 1) : 0
      default: return nil
      }
      let cell: Double
      switch rounding {
      case "floor": cell = place.rounded(.down)
      case "ceil": cell = place.rounded(.up)
      case "round_prefer_floor": cell = (place - 0.5).rounded(.up)
      case "round_prefer_ceil": cell = (place + 0.5).rounded(.down)
      default: return nil
      }
      cells.append(max(0, min(Int(cell), input - 1)))
    }
    return cells
  }
}

extension ResizeNearestNeighborKind {
  /// Input cells that the operation takes along one dimension, nil where it cannot be evaluated.
  fileprivate func sources(_ input: Int, _ output: Int) -> [Int]? {
    let cells = HostTensor(shape: [1, input, 1, 1], (0..<input).map { Float($0) })
    let size = HostTensor(shape: [2], data: .int32([Int32(clamping: output), 1]))
    guard let result = try? evaluate([cells, size]).first?.data.floats else { return nil }
    return result.map { Int($0) }
  }
}
