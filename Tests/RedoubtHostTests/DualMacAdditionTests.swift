import ModelFixtures
import RedoubtCore
import Testing

/// ADD's kernel for processors with two multiply-accumulates in one instruction, beside the reference kernel.
@Suite struct DualMacAdditionTests {
  /// Scales of the operands and of the result: equal ones, a power of two and odd ratios apart, so far apart that an
  /// operand vanishes, and results from the finest that is allowed to one coarser than any sum.
  static let scales: [(Float, Float, Float)] = [
    (0.1, 0.1, 0.1), (0.1, 0.05, 0.13), (0.037, 0.19, 0.21), (1, 0x1p-7, 2), (1, 0x1p-29, 1), (0x1p-31, 1, 1),
    (1, 0x1.8p-33, 1), (3, 1, 0x1.9p-17), (1, 1, 0x1p4), (0x1.fp-2, 0x1.ep-2, 0x1p9),
  ]

  @Test(arguments: scales, [(0, 0, 0), (-128, 127, 127), (127, -128, -128), (5, -9, 3)])
  func everyElementIsTheReferenceKernels(
    _ scales: (Float, Float, Float), _ zeroPoints: (Int64, Int64, Int64)
  ) throws {
    // Every first operand beside 64 second ones; three elements are left for the end.
    let count = 256 * 64 - 1
    let first = (0..<count).map { Int8(truncatingIfNeeded: $0) }
    let second = (0..<count).map { Int8(truncatingIfNeeded: $0 / 256 < 32 ? 96 + $0 / 256 : 5 * ($0 / 256)) }
    for activation in [OperatorFixture.Activation.none, .relu6] {
      let shape: [Int32] = [1, Int32(count)]
      let model = ModelFixture(
        tensors: [
          .activation(shape, scale: scales.0, zeroPoint: zeroPoints.0),
          .weights(shape, second, scales: [scales.1], zeroPoint: zeroPoints.1),
          .activation(shape, scale: scales.2, zeroPoint: zeroPoints.2),
        ],
        operators: [
          OperatorFixture(
            code: 0, inputs: [0, 1], outputs: [2], optionsType: 11, options: [0: .int8(activation.rawValue)])
        ])
      let expected = try inferOnCore(model.file, first, AllOperators<TFLM>.self)
      let actual = try inferOnCore(model.file, first, With<DualMacAdd, NoOperator>.self)
      #expect(actual == expected)
    }
  }

  /// Operands that repeat are left to the reference kernel.
  @Test func aRepeatedOperandGivesTheReferenceKernelsBytes() throws {
    let model = ModelFixture(
      tensors: [
        .activation([1, 7, 3], scale: 0.1), .weights([1, 1, 3], [1, -70, 127], scales: [0.2]),
        .activation([1, 7, 3], scale: 0.25, zeroPoint: 4),
      ],
      operators: [
        OperatorFixture(code: 0, inputs: [0, 1], outputs: [2], optionsType: 11, options: [0: .int8(0)])
      ])
    let input = (0..<21).map { Int8(truncatingIfNeeded: 13 * $0) }
    #expect(
      try inferOnCore(model.file, input, With<DualMacAdd, NoOperator>.self)
        == inferOnCore(model.file, input, AllOperators<TFLM>.self))
  }
}

private enum DualMacAdd: Operator {
  static var code: Int32 { Add.code }
  static var name: StaticString { Add.name }
  static func prepare(_ node: Node) throws(ModelError) -> Preparation { try Add.prepare(node) }
  static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    try Add.run(node, memory, isDualMac: true)
  }
}
