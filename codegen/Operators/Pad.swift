import RedoubtCore

enum ProgramPad: ProgramOperator {
  static let code = Pad.code
  static let name = "PAD"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Padding(node)
    let rank = p.input.shape.rank
    guard p.input.type == .int8, rank <= 4 else {
      throw CodegenError.unsupportedVariant(
        name: name, index: node.index, reason: "it has more than four dimensions or no int8 elements")
    }
    /// Four numbers, ones or zeros in front of those that there are.
    func four(_ missing: Int, _ value: (Int) -> Int) -> [Int] {
      [Int](repeating: missing, count: 4 - rank) + (0..<rank).map(value)
    }
    let sizes = four(1) { p.input.shape[$0] }
    let outputs = four(1) { p.output.shape[$0] }
    let before = four(0) { p.before[$0] }
    let name = ModelProgram.name("pad", node)
    program.add(
      "pad", node,
      numbers: [
        ("batches", sizes[0]), ("height", sizes[1]), ("width", sizes[2]), ("channels", sizes[3]),
        ("output_batches", outputs[0]), ("output_height", outputs[1]), ("output_width", outputs[2]),
        ("output_channels", outputs[3]), ("first_batch", before[0]), ("first_row", before[1]),
        ("first_column", before[2]), ("first_channel", before[3]),
        ("value", p.output.quantization.count > 0 ? Int(try p.output.zeroPoint()) : 0),
      ],
      places: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
