import RedoubtModel
import Testing

/// One ONNX operator, its operands and what it gives, worked out by hand.
struct ONNXOperatorCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var type: String
  var input: [Int]
  var constants: [ONNXConstant?] = []
  var attributes: @Sendable () -> [String: ONNXFile.Attribute] = { [:] }
  var opset: UInt64 = 17
  var outputs = 1
  /// Elements of the input; 0, 1, 2, … where they are left out.
  var elements: [Float]?
  var shape: [Int]
  var expected: [Float]
}

struct ONNXConstant: Sendable {
  var shape: [Int]
  var floats: [Float] = []
  var integers: [Int]?

  static func floats(_ elements: [Float], _ shape: [Int]) -> ONNXConstant {
    ONNXConstant(shape: shape, floats: elements)
  }

  static func integers(_ elements: [Int]) -> ONNXConstant {
    ONNXConstant(shape: [elements.count], integers: elements)
  }

  var tensor: ONNXFile.Tensor { integers.map { .integers($0, shape) } ?? .floats(floats, shape) }
}

@Suite struct ONNXOperatorTests {
  static let convolutions: [ONNXOperatorCase] = [
    .init(
      testDescription: "Conv, padding of one cell", type: "Conv", input: [1, 1, 2, 3],
      constants: [.floats([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 3, 3]), .floats([10], [1])],
      attributes: { ["pads": .integers([1, 1, 1, 1])] }, shape: [1, 1, 2, 3],
      expected: [18, 25, 22, 18, 25, 22]),
    .init(
      testDescription: "Conv, groups that are neither one nor all", type: "Conv", input: [1, 4, 1, 1],
      constants: [.floats([1, 2, 3, 4], [2, 2, 1, 1])], attributes: { ["group": .integer(2)] },
      shape: [1, 2, 1, 1], expected: [2, 18]),
    .init(
      testDescription: "Conv, depthwise with multiplier 2", type: "Conv", input: [1, 2, 1, 1],
      constants: [.floats([1, 2, 3, 4], [4, 1, 1, 1])], attributes: { ["group": .integer(2)] },
      shape: [1, 4, 1, 1], expected: [0, 0, 3, 4]),
    .init(
      testDescription: "Conv over one dimension, dilated", type: "Conv", input: [1, 1, 5],
      constants: [.floats([1, 10], [1, 1, 2])], attributes: { ["dilations": .integers([3])] },
      shape: [1, 1, 2], expected: [30, 41]),
    .init(
      testDescription: "Conv, SAME_LOWER pads in front", type: "Conv", input: [1, 1, 1, 4],
      constants: [.floats([1, 10], [1, 1, 1, 2])], attributes: { ["auto_pad": .text("SAME_LOWER")] },
      shape: [1, 1, 1, 4], expected: [0, 10, 21, 32]),
    .init(
      testDescription: "Conv, SAME_UPPER pads behind", type: "Conv", input: [1, 1, 1, 4],
      constants: [.floats([1, 10], [1, 1, 1, 2])], attributes: { ["auto_pad": .text("SAME_UPPER")] },
      shape: [1, 1, 1, 4], expected: [10, 21, 32, 3]),
    .init(
      testDescription: "Gemm with alpha, beta and a transposed factor", type: "Gemm", input: [1, 2],
      constants: [.floats([1, 2, 3, 4], [2, 2]), .floats([10, 20], [2])],
      attributes: { ["alpha": .float(2), "beta": .float(0.5), "transB": .integer(1)] }, shape: [1, 2],
      expected: [9, 18]),
    .init(
      testDescription: "Gemm with a matrix as addend", type: "Gemm", input: [2, 1],
      constants: [.floats([1, 2], [1, 2]), .floats([1, 2, 3, 4], [2, 2])], shape: [2, 2],
      expected: [1, 2, 4, 6]),
    .init(
      testDescription: "MatMul of rows in three dimensions", type: "MatMul", input: [1, 2, 2],
      constants: [.floats([1, 2, 3, 4], [2, 2])], shape: [1, 2, 2], expected: [3, 4, 11, 16]),
    .init(
      testDescription: "MatMul with a vector", type: "MatMul", input: [2, 2],
      constants: [.floats([1, 2], [2])],
      shape: [2], expected: [2, 8]),
    .init(
      testDescription: "BatchNormalization", type: "BatchNormalization", input: [1, 2, 1, 1],
      constants: [
        .floats([2, 4], [2]), .floats([1, 1], [2]), .floats([0, -1], [2]), .floats([4, 4], [2]),
      ],
      attributes: { ["epsilon": .float(0)] }, shape: [1, 2, 1, 1], expected: [1, 5]),
  ]

  static let pools: [ONNXOperatorCase] = [
    .init(
      testDescription: "MaxPool of negative numbers with padding", type: "MaxPool", input: [1, 1, 3, 3],
      attributes: {
        ["kernel_shape": .integers([2, 2]), "pads": .integers([1, 1, 0, 0]), "strides": .integers([2, 2])]
      }, elements: [-1, -2, -3, -4, -5, -6, -7, -8, -9], shape: [1, 1, 2, 2], expected: [-1, -2, -4, -5]),
    .init(
      testDescription: "MaxPool rounding up", type: "MaxPool", input: [1, 1, 3],
      attributes: { ["kernel_shape": .integers([2]), "strides": .integers([2]), "ceil_mode": .integer(1)] },
      shape: [1, 1, 2], expected: [1, 2]),
    .init(
      testDescription: "AveragePool without the padding", type: "AveragePool", input: [1, 1, 3],
      attributes: {
        ["kernel_shape": .integers([2]), "pads": .integers([1, 0]), "strides": .integers([2])]
      },
      shape: [1, 1, 2], expected: [0, 1.5]),
    .init(
      testDescription: "AveragePool with the padding", type: "AveragePool", input: [1, 1, 3],
      attributes: {
        ["kernel_shape": .integers([2]), "pads": .integers([1, 0]), "count_include_pad": .integer(1)]
      },
      shape: [1, 1, 3], expected: [0, 0.5, 1.5]),
    .init(
      testDescription: "AveragePool rounding up leaves the cells beyond out", type: "AveragePool",
      input: [1, 1, 3],
      attributes: {
        [
          "kernel_shape": .integers([2]), "strides": .integers([2]), "ceil_mode": .integer(1),
          "count_include_pad": .integer(1),
        ]
      }, shape: [1, 1, 2], expected: [0.5, 2]),
    .init(
      testDescription: "GlobalAveragePool", type: "GlobalAveragePool", input: [1, 2, 1, 2],
      shape: [1, 2, 1, 1], expected: [0.5, 2.5]),
    .init(
      testDescription: "GlobalMaxPool", type: "GlobalMaxPool", input: [1, 2, 2], shape: [1, 2, 1],
      expected: [1, 3]),
    .init(
      testDescription: "ReduceMean, axes as attribute", type: "ReduceMean", input: [1, 2, 2],
      attributes: { ["axes": .integers([-1]), "keepdims": .integer(0)] }, shape: [1, 2],
      expected: [0.5, 2.5]),
    .init(
      testDescription: "ReduceMax, axes as input", type: "ReduceMax", input: [1, 2, 2],
      constants: [.integers([1])], opset: 18, shape: [1, 1, 2], expected: [2, 3]),
    .init(
      testDescription: "Resize to twice the size", type: "Resize", input: [1, 1, 1, 2],
      constants: [nil, .floats([1, 1, 2, 2], [4])],
      attributes: {
        [
          "mode": .text("nearest"), "coordinate_transformation_mode": .text("asymmetric"),
          "nearest_mode": .text("floor"),
        ]
      }, shape: [1, 1, 2, 4], expected: [0, 0, 1, 1, 0, 0, 1, 1]),
  ]

  static let elementwise: [ONNXOperatorCase] = [
    .init(
      testDescription: "Div by a constant", type: "Div", input: [1, 2], constants: [.floats([2, 4], [2])],
      shape: [1, 2], expected: [0, 0.25]),
    .init(
      testDescription: "Sub of a constant that adds dimensions", type: "Sub", input: [2],
      constants: [.floats([1], [1, 1])], shape: [1, 2], expected: [-1, 0]),
    .init(
      testDescription: "Clip to 0 … 6", type: "Clip", input: [3],
      constants: [.floats([0], []), .floats([6], [])],
      elements: [-1, 3, 9], shape: [3], expected: [0, 3, 6]),
    .init(
      testDescription: "Clip to any range", type: "Clip", input: [3],
      constants: [.floats([-0.5], []), .floats([2], [])],
      elements: [-1, 1, 9], shape: [3], expected: [-0.5, 1, 2]),
    .init(
      testDescription: "Clip with one bound", type: "Clip", input: [3], constants: [nil, .floats([2], [])],
      elements: [-1, 1, 9], shape: [3], expected: [-1, 1, 2]),
    .init(
      testDescription: "LeakyRelu", type: "LeakyRelu", input: [2], attributes: { ["alpha": .float(0.5)] },
      elements: [-2, 2], shape: [2], expected: [-1, 2]),
    .init(
      testDescription: "PRelu per channel", type: "PRelu", input: [1, 2, 1],
      constants: [.floats([0.5, 0.25], [2, 1])], elements: [-4, -4], shape: [1, 2, 1], expected: [-2, -1]),
    .init(
      testDescription: "HardSigmoid", type: "HardSigmoid", input: [4],
      attributes: { ["alpha": .float(0.25)] },
      elements: [-3, 0, 1, 3], shape: [4], expected: [0, 0.5, 0.75, 1]),
    .init(
      testDescription: "HardSwish", type: "HardSwish", input: [3], elements: [-4, 3, 1], shape: [3],
      expected: [0, 3, 2.0 / 3]),
    .init(
      testDescription: "Softmax over a middle dimension", type: "Softmax", input: [1, 2, 2],
      attributes: { ["axis": .integer(1)] }, elements: [0, 0, 0, 0], shape: [1, 2, 2],
      expected: [0.5, 0.5, 0.5, 0.5]),
    .init(
      testDescription: "Softmax over all dimensions before operator set 13", type: "Softmax",
      input: [1, 2, 2],
      opset: 12, elements: [0, 0, 0, 0], shape: [1, 2, 2], expected: [0.25, 0.25, 0.25, 0.25]),
  ]

  static let movements: [ONNXOperatorCase] = [
    .init(
      testDescription: "Slice backwards", type: "Slice", input: [4],
      constants: [.integers([-1]), .integers([-9]), .integers([0]), .integers([-2])], shape: [2],
      expected: [3, 1]),
    .init(
      testDescription: "Slice to the end", type: "Slice", input: [1, 4],
      constants: [.integers([1]), .integers([.max]), .integers([-1])], shape: [1, 3], expected: [1, 2, 3]),
    .init(
      testDescription: "Split into unequal parts", type: "Split", input: [3], constants: [.integers([1, 2])],
      outputs: 2, shape: [1], expected: [0]),
    .init(
      testDescription: "Split where the last part is smaller", type: "Split", input: [3], opset: 18,
      outputs: 2,
      shape: [2], expected: [0, 1]),
    .init(
      testDescription: "Pad with a number", type: "Pad", input: [1, 2],
      constants: [.integers([0, 1, 0, 0]), .floats([7], [])], shape: [1, 3], expected: [7, 0, 1]),
    .init(
      testDescription: "Pad that takes cells away", type: "Pad", input: [1, 3],
      constants: [.integers([0, -1, 0, 1])], shape: [1, 3], expected: [1, 2, 0]),
    .init(
      testDescription: "Reshape with 0 and −1", type: "Reshape", input: [2, 3, 2],
      constants: [.integers([0, -1])],
      shape: [2, 6], expected: (0..<12).map { Float($0) }),
    .init(
      testDescription: "Flatten at the end", type: "Flatten", input: [2, 2],
      attributes: { ["axis": .integer(2)] },
      shape: [4, 1], expected: [0, 1, 2, 3]),
    .init(
      testDescription: "Unsqueeze", type: "Unsqueeze", input: [2], constants: [.integers([0, -1])],
      shape: [1, 2, 1], expected: [0, 1]),
    .init(
      testDescription: "Squeeze of all", type: "Squeeze", input: [1, 2, 1], shape: [2], expected: [0, 1]),
    .init(
      testDescription: "Transpose without an order", type: "Transpose", input: [2, 2], shape: [2, 2],
      expected: [0, 2, 1, 3]),
    .init(
      testDescription: "Gather with negative indices", type: "Gather", input: [1, 3],
      constants: [.integers([-1, 0])], attributes: { ["axis": .integer(1)] }, shape: [1, 2],
      expected: [2, 0]),
    .init(
      testDescription: "Expand", type: "Expand", input: [2, 1], constants: [.integers([1, 2])],
      shape: [2, 2],
      expected: [0, 0, 1, 1]),
    .init(testDescription: "Dropout", type: "Dropout", input: [2], outputs: 2, shape: [2], expected: [0, 1]),
    .init(
      testDescription: "Cast between floats", type: "Cast", input: [2], attributes: { ["to": .integer(10)] },
      shape: [2], expected: [0, 1]),
  ]

  @Test(arguments: convolutions + pools + elementwise + movements)
  func operatorsComputeWhatTheirDefinitionSays(_ c: ONNXOperatorCase) throws {
    var file = ONNXFile(inputs: [("x", c.input)], outputs: ["y0"], opset: c.opset)
    var names = ["x"]
    for (i, constant) in c.constants.enumerated() {
      names.append(constant == nil ? "" : "c\(i)")
      if let constant { file.initializer("c\(i)", constant.tensor) }
    }
    file.node(c.type, names, (0..<c.outputs).map { "y\($0)" }, c.attributes())
    let graph = try ONNXImporter(file.bytes).graph()
    let elements = c.elements ?? (0..<c.input.elementCount).map { Float($0) }
    for variant in try graph.variants() {
      let result = try variant.outputs(for: [HostTensor(shape: c.input, elements)])[0]
      #expect(result.shape == c.shape)
      #expect(result.isNear(c.expected))
    }
  }
}

extension Graph {
  /// The graph as imported, without transposes, with constants per channel folded, and as the quantiser takes it.
  func variants() throws -> [Graph] {
    let moved = try removingTransposes()
    var folded = moved
    folded.foldScalesAndShifts()
    try moved.validate()
    try folded.validate()
    let prepared = try preparedForQuantization()
    try prepared.validate()
    return [self, moved, folded, prepared]
  }

  /// Outputs of one record, both as the file lays them out.
  func outputs(for record: [HostTensor]) throws -> [HostTensor] {
    try inFileLayout(try FloatExecutor(self).run(try arranged(record)))
  }

  var transposeCount: Int { operations.filter { $0.kind is TransposeKind }.count }
}

extension HostTensor {
  func isNear(_ expected: [Float], tolerance: Float = 1e-4) -> Bool {
    guard let elements = data.floats, elements.count == expected.count else { return false }
    return zip(elements, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
