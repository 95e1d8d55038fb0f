import RedoubtCore

enum ProgramMean: ProgramOperator {
  static let code = Mean.code
  static let name = "MEAN"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Mean.Parameters(node)
    let (input, output) = (p.reduction.input, p.reduction.output)
    let shape = input.shape
    let axes = try program.integers(try node.input(1)).map { $0 < 0 ? $0 + shape.rank : $0 }
    // Dimensions of size 1 make no difference.
    let reduced = (0..<shape.rank).filter { axes.contains($0) && shape[$0] > 1 }
    let (first, last) = (reduced.first ?? 0, reduced.last ?? -1)
    guard (first..<max(first, last + 1)).allSatisfy({ axes.contains($0) || shape[$0] == 1 }) else {
      throw CodegenError.unsupportedVariant(
        name: name, index: node.index, reason: "its axes are not neighbours")
    }
    let inner = ((last + 1)..<max(last + 1, shape.rank)).reduce(1) { $0 * shape[$1] }
    let name = ModelProgram.name("mean", node)
    program.add(
      "mean", node,
      numbers: [
        ("outer", shape.count / p.reduction.elements / (reduced.isEmpty ? shape.count : inner)),
        ("elements", p.reduction.elements), ("inner", reduced.isEmpty ? shape.count : inner),
        ("offset", Int(p.offset)), ("multiplier", Int(p.scale.multiplier)), ("shift", Int(p.scale.shift)),
        ("output_zero_point", Int(p.outputZeroPoint)),
      ],
      places: [
        try program.place(input, name: name + "_input"), try program.place(output, name: name + "_output"),
      ])
  }
}
