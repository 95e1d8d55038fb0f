import ModelFixtures
import Testing

@testable import RedoubtCore

/// A file with one thing wrong, and the error that says so.
struct BadModel: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var error: ModelError
  /// Operator at which the error is found, nil outside of operators.
  var step: Int?
  var change: @Sendable (inout ModelFixture) -> Void

  init(
    _ description: String, _ reason: ModelError.Reason, _ field: Field, index: Int = 0, value: Int = 0,
    step: Int? = nil, _ change: @escaping @Sendable (inout ModelFixture) -> Void
  ) {
    testDescription = description
    error = ModelError(reason, field, index: index, value: value)
    if let step { error.operatorIndex = UInt16(step) }
    self.change = change
  }
}

extension ModelFixture {
  /// CONV_2D, then FULLY_CONNECTED: tensors input, weights, bias, hidden, weights, output.
  static var small: ModelFixture {
    ModelFixture(
      tensors: [
        .activation([1, 3, 3, 2], scale: 0.5, zeroPoint: 3),
        .weights([2, 2, 2, 2], (0..<16).map { Int8($0 * 7 - 50) }, scales: [0.02, 0.03]), .bias([100, -100]),
        .activation([1, 2, 2, 2], scale: 0.25, zeroPoint: -4),
        .weights([3, 8], (0..<24).map { Int8(40 - $0 * 5) }, scales: [0.01]),
        .activation([1, 3], scale: 0.125, zeroPoint: 1),
      ],
      operators: [.conv2D(inputs: [0, 1, 2], output: 3), .fullyConnected(inputs: [3, 4, -1], output: 5)])
  }
}

extension BadModel {
  /// Of the file's root tables.
  static let root: [BadModel] = [
    BadModel("wrong identifier", .notAModel, .fileHeader) { $0.identifier = "TFL2" },
    BadModel("no version", .unsupportedFeature, .modelVersion) { $0.fields[0] = .uint32(0) },
    BadModel("version 4", .unsupportedFeature, .modelVersion, value: 4) { $0.fields[0] = .uint32(4) },
    BadModel("no subgraph", .missing, .modelSubgraphs) { $0.fields[2] = .tables([]) },
    BadModel("two subgraphs", .unsupportedFeature, .modelSubgraphs, value: 2) {
      $0.fields[2] = .tables([.table([:]), .table([:])])
    },
    BadModel("no buffers", .outOfRange, .tensorBuffer, index: 1, value: 1, step: 0) {
      $0.fields[4] = .tables([])
    },
    BadModel("no operator codes", .outOfRange, .operationCodeIndex, value: 0, step: 0) {
      $0.fields[1] = .tables([])
    },
    BadModel("unknown operator", .unsupportedOperator, .operatorCodeCode, index: 1, value: 32, step: 1) {
      $0.operators[1].code = 32
    },
    BadModel("operator beyond 8 bits", .unsupportedOperator, .operatorCodeCode, index: 1, value: 200, step: 1)
    {
      $0.operators[1].code = 200
    },
    BadModel("too many tensors", .tooLarge, .subgraphTensors, value: 8193) {
      $0.tensors += (6..<8193).map { _ in .activation([1]) }
    },
  ]

  /// Of the lists of inputs, outputs and operators.
  static let graph: [BadModel] = [
    BadModel("input index beyond the tensors", .outOfRange, .subgraphTensors, index: 9, value: 9) {
      $0.inputs = [9]
    },
    BadModel("negative input index", .outOfRange, .subgraphTensors, index: 0, value: -2) { $0.inputs = [-2] },
    BadModel("constant as input", .orderViolated, .subgraphInputs, value: 1) { $0.inputs = [1] },
    BadModel("one tensor as two inputs", .orderViolated, .subgraphInputs, index: 1, value: 0) {
      $0.inputs = [0, 0]
    },
    BadModel("output index beyond the tensors", .outOfRange, .subgraphTensors, index: 6, value: 6) {
      $0.outputs = [6]
    },
    BadModel("output that nothing writes", .orderViolated, .subgraphOutputs, value: 6) {
      $0.tensors.append(.activation([1]))
      $0.outputs = [6]
    },
    BadModel("operator input beyond the tensors", .outOfRange, .subgraphTensors, index: 6, value: 6, step: 1)
    {
      $0.operators[1].inputs = [6, 4, -1]
    },
    BadModel("negative operator input", .outOfRange, .subgraphTensors, index: 0, value: -2, step: 1) {
      $0.operators[1].inputs = [3, 4, -2]
    },
    BadModel("operator output beyond the tensors", .outOfRange, .subgraphTensors, index: 6, value: 6, step: 1)
    {
      $0.operators[1].outputs = [6]
    },
    BadModel("operator without inputs", .missing, .operationInputs, index: 1, value: 0, step: 1) {
      $0.operators[1].inputs = []
    },
    BadModel("needed input left out", .missing, .operationInputs, index: 1, value: 0, step: 1) {
      $0.operators[1].inputs = [-1, 4, -1]
    },
    BadModel("operator without outputs", .missing, .operationOutputs, index: 1, value: 0, step: 1) {
      $0.operators[1].outputs = []
    },
    BadModel("code index beyond the codes", .outOfRange, .operationCodeIndex, index: 0, value: 2, step: 0) {
      $0.operators[0].fields[0] = .uint32(2)
    },
    BadModel("options of another operator", .outOfRange, .operationOptionsType, index: 1, value: 9, step: 1) {
      $0.operators[1].optionsType = 9
    },
    BadModel(
      "tensor read before it is written", .orderViolated, .operationInputs, index: 3, value: 0, step: 0
    ) {
      $0.operators.reverse()
    },
    BadModel("tensor written twice", .orderViolated, .operationOutputs, index: 3, value: 0, step: 1) {
      $0.operators[1] = $0.operators[0]
    },
    BadModel("network input written", .orderViolated, .operationOutputs, index: 3, value: 0, step: 0) {
      $0.inputs = [0, 3]
    },
  ]

  /// Of a tensor by itself.
  static let tensors: [BadModel] = [
    BadModel("negative dimension", .outOfRange, .tensorShape, value: -3) { $0.tensors[0].shape[1] = -3 },
    BadModel("element count beyond 31 bits", .outOfRange, .tensorShape, value: 65_536) {
      $0.tensors[0].shape = [1, 65_536, 65_536, 2]
    },
    BadModel("seven dimensions", .outOfRange, .tensorShape, value: 1) {
      $0.tensors[0].shape = [1, 1, 1, 1, 1, 1, 1]
    },
    BadModel("bytes beyond 31 bits", .tooLarge, .tensorShape, value: 1 << 30) {
      $0.tensors[0].shape = [1 << 30]
      $0.tensors[0].type = TensorFixture.int32
    },
    BadModel("huge arena", .tooLarge, .tensorShape) {
      $0.tensors += [.activation([Int32.max]), .activation([Int32.max])]
      $0.inputs = [0, 6, 7]
    },
    BadModel("unknown type", .unsupportedType, .tensorType, value: 99) { $0.tensors[0].type = 99 },
    BadModel("variable tensor", .unsupportedFeature, .tensorIsVariable) {
      $0.tensors[0].fields[5] = .uint8(1)
    },
    BadModel("sparse tensor", .unsupportedFeature, .tensorSparsity, index: 1, step: 0) {
      $0.tensors[1].fields[6] = .table([:])
    },
    BadModel("buffer index beyond the buffers", .outOfRange, .tensorBuffer, index: 0, value: 4) {
      $0.tensors[0].fields[2] = .uint32(4)
    },
    BadModel("buffer index beyond 31 bits", .outOfRange, .tensorBuffer, index: 0, value: 0xffff_ffff) {
      $0.tensors[0].fields[2] = .uint32(.max)
    },
    BadModel("buffer too small", .shapeMismatch, .bufferData, index: 1, value: 15, step: 0) {
      $0.tensors[1].data!.removeLast()
    },
    BadModel("buffer too large", .shapeMismatch, .bufferData, index: 1, value: 17, step: 0) {
      $0.tensors[1].data!.append(0)
    },
    BadModel("buffer outside of the FlatBuffer", .unsupportedFeature, .bufferOffset, index: 1, step: 0) {
      $0.tensors[1].bufferFields[1] = .number(2 as UInt64)
    },
    BadModel("custom quantisation", .unsupportedFeature, .quantizationDetailsType, step: nil) {
      $0.tensors[0].quantizationFields[4] = .uint8(1)
    },
    BadModel(
      "quantised dimension beyond the rank", .outOfRange, .quantizationDimension, index: 1, value: 4, step: 0
    ) {
      $0.tensors[1].axis = 4
    },
    BadModel(
      "negative quantised dimension", .outOfRange, .quantizationDimension, index: 1, value: -1, step: 0
    ) {
      $0.tensors[1].axis = -1
    },
    BadModel("scales of another count", .outOfRange, .quantizationDimension, index: 1, value: 0, step: 0) {
      $0.tensors[1].scales = [1, 1, 1]
    },
  ]

  /// Of an operator's tensors and options.
  static let operators: [BadModel] = [
    BadModel("input of another type", .unsupportedType, .tensorType, index: 0, value: 3, step: 0) {
      $0.tensors[0].type = 3
    },
    BadModel("int16 activations", .unsupportedType, .tensorType, index: 0, value: 7, step: 0) {
      $0.tensors[0].type = 7
    },
    BadModel("int4 weights", .unsupportedType, .tensorType, index: 1, value: 17, step: 0) {
      $0.tensors[1].type = 17
    },
    BadModel("int64 bias", .unsupportedType, .tensorType, index: 2, value: 4, step: 0) {
      $0.tensors[2].type = 4
      $0.tensors[2].data! += $0.tensors[2].data!
    },
    BadModel("input of rank 3", .shapeMismatch, .tensorShape, index: 0, value: 3, step: 0) {
      $0.tensors[0].shape = [3, 3, 2]
    },
    BadModel("empty input", .shapeMismatch, .tensorShape, index: 0, value: 4, step: 0) {
      $0.tensors[0].shape = [0, 3, 3, 2]
    },
    BadModel("input channels that no group has", .shapeMismatch, .tensorShape, index: 1, value: 2, step: 0) {
      $0.tensors[0].shape = [1, 3, 3, 3]
    },
    BadModel("bias of another length", .shapeMismatch, .tensorShape, index: 2, value: 3, step: 0) {
      $0.tensors[2] = .bias([1, 2, 3])
    },
    BadModel("output of another height", .shapeMismatch, .tensorShape, index: 3, value: 2, step: 0) {
      $0.tensors[3].shape = [1, 3, 2, 2]
    },
    BadModel("output of other channels", .shapeMismatch, .tensorShape, index: 3, value: 3, step: 0) {
      $0.tensors[3].shape = [1, 2, 2, 3]
    },
    BadModel("stride 0", .outOfRange, .option(2), index: 0, value: 0, step: 0) {
      $0.operators[0].options[2] = nil
    },
    BadModel("negative dilation", .outOfRange, .option(1), index: 0, value: 1, step: 0) {
      $0.operators[0].options[4] = .int32(-1)
    },
    BadModel("unknown padding", .outOfRange, .option(2), index: 0, value: 1, step: 0) {
      $0.operators[0].options[0] = .int8(2)
    },
    BadModel("unsupported activation", .unsupportedFeature, .option(3), index: 0, value: 4, step: 0) {
      $0.operators[0].options[3] = .int8(4)
    },
    BadModel("shuffled weights", .unsupportedFeature, .option(1), index: 1, value: 1, step: 1) {
      $0.operators[1].options[1] = .int8(1)
    },
    BadModel("no scale", .missing, .quantizationScale, index: 0, step: 0) { $0.tensors[0].scales = [] },
    BadModel("scale 0", .outOfRange, .quantizationScale, index: 0, step: 0) { $0.tensors[0].scales = [0] },
    BadModel("negative scale", .outOfRange, .quantizationScale, index: 3, step: 0) {
      $0.tensors[3].scales = [-1]
    },
    BadModel("infinite scale", .outOfRange, .quantizationScale, index: 1, value: 1, step: 0) {
      $0.tensors[1].scales[1] = .infinity
    },
    BadModel("zero point 128", .outOfRange, .quantizationZeroPoint, index: 0, value: 128, step: 0) {
      $0.tensors[0].zeroPoints = [128]
    },
    BadModel("zero point beyond 32 bits", .outOfRange, .quantizationZeroPoint, index: 0, value: 3, step: 0) {
      $0.tensors[0].zeroPoints = [1 << 32 + 3]
    },
    BadModel(
      "zero point of weights", .quantizationMismatch, .quantizationZeroPoint, index: 1, value: 1, step: 0
    ) {
      $0.tensors[1].zeroPoints = [0, 1]
    },
    BadModel(
      "scales of the wrong dimension", .quantizationMismatch, .quantizationScale, index: 1, value: 2, step: 0
    ) {
      $0.tensors[1].axis = 3
    },
    BadModel("depth that the input does not have", .shapeMismatch, .tensorShape, index: 3, value: 8, step: 1)
    {
      $0.tensors[4] = .weights([3, 5], [Int8](repeating: 1, count: 15))
    },
  ]
}
