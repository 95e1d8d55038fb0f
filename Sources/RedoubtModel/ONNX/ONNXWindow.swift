/// Window of a convolution or pool of an ONNX file, over rows and columns.
struct ONNXWindow {
  /// Cells of the input, of the window, and positions; rows, then columns.
  let input: [Int]
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  let output: [Int]
  /// Cells of padding that windows reach before the input and after it.
  let before: [Int]
  let after: [Int]
  /// Cells of padding after the input that the file asks for.
  let declaredAfter: [Int]

  /// - Parameters:
  ///   - input: Rows and columns, or the length of a one-dimensional input, which becomes one row.
  ///   - kernel: Cells of the window, as many numbers as `input`.
  init(_ node: ONNXNode, input: [Int], kernel: [Int]) throws(ONNXError) {
    let rank = input.count
    let missing = [Int](repeating: 1, count: 2 - rank)
    let strides = missing + (try node.integers("strides", count: rank) ?? [Int](repeating: 1, count: rank))
    let dilations =
      missing + (try node.integers("dilations", count: rank) ?? [Int](repeating: 1, count: rank))
    let pads = try node.integers("pads", count: 2 * rank) ?? [Int](repeating: 0, count: 2 * rank)
    let (input, kernel) = (missing + input, missing + kernel)
    guard (input + kernel + strides + dilations).allSatisfy({ $0 >= 1 }), pads.allSatisfy({ $0 >= 0 }) else {
      throw node.invalid(
        "A window of \(kernel) cells with strides \(strides), dilations \(dilations) and pads \(pads) over \(input) "
          + "cells is not defined.")
    }
    var before = missing.map { _ in 0 } + pads[..<rank]
    var after = missing.map { _ in 0 } + pads[rank...]
    var output: [Int] = []
    let rule = try node.text("auto_pad", default: "NOTSET")
    let roundsUp = try node.integer("ceil_mode") == 1
    for i in 0..<2 {
      let span = (kernel[i] - 1) * dilations[i] + 1
      switch rule {
      case "SAME_UPPER", "SAME_LOWER":
        let positions = (input[i] - 1) / strides[i] + 1
        let total = max((positions - 1) * strides[i] + span - input[i], 0)
        before[i] = rule == "SAME_UPPER" ? total / 2 : total - total / 2
        after[i] = total - before[i]
      case "VALID": (before[i], after[i]) = (0, 0)
      case "NOTSET", "": break
      default: throw node.unsupported("auto_pad \"\(rule)\" is not known. Export explicit pads.")
      }
      let room = input[i] + before[i] + after[i] - span
      guard room >= 0 else {
        throw node.invalid(
          "A window that spans \(span) cells does not fit \(input[i]) cells with \(before[i] + after[i]) of padding."
        )
      }
      var positions = room / strides[i] + 1
      // A last window that lies in the padding alone is left out.
      if roundsUp, room % strides[i] != 0, positions * strides[i] < input[i] + before[i] { positions += 1 }
      output.append(positions)
    }
    declaredAfter = after
    for i in 0..<2 {
      let span = (kernel[i] - 1) * dilations[i] + 1
      after[i] = max((output[i] - 1) * strides[i] + span - input[i] - before[i], 0)
    }
    (self.input, self.kernel, self.strides, self.dilations) = (input, kernel, strides, dilations)
    (self.output, self.before, self.after) = (output, before, after)
  }

  /// Whether windows lie inside the input.
  var isUnpadded: Bool { before == [0, 0] && after == [0, 0] }

  /// Whether the positions are those of SAME padding.
  var isSame: Bool {
    (0..<2).allSatisfy { i in
      let geometry = try? WindowGeometry(
        input: input[i], kernel: kernel[i], stride: strides[i], dilation: dilations[i], padding: .same)
      return geometry?.output == output[i] && geometry?.before == before[i]
    }
  }

  /// The window as an operation has it; where it is neither SAME nor unpadded, the input must be padded first.
  var attributes: WindowAttributes {
    WindowAttributes(
      padding: !isUnpadded && isSame ? .same : .valid,
      strides: SpatialExtent(rows: Int32(clamping: strides[0]), columns: Int32(clamping: strides[1])),
      dilations: SpatialExtent(rows: Int32(clamping: dilations[0]), columns: Int32(clamping: dilations[1])))
  }

  /// Padding of a channels-last tensor, [4, 2] by rows.
  var paddings: [Int] { [0, 0, before[0], after[0], before[1], after[1], 0, 0] }
}
