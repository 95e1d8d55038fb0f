/// An operator of a test model.
public struct OperatorFixture: Sendable {
  /// Builtin code of the schema.
  public var code: Int32
  /// Tensor indices, −1 for an input that is left out.
  public var inputs, outputs: [Int32]
  /// Code of the options' table in the union `BuiltinOptions`, 0 for none, and its fields by slot.
  public var optionsType: UInt8
  public var options: [Int: FlatValue]
  /// Fields of the operator's table that replace what follows from the above.
  public var fields: [Int: FlatValue] = [:]

  public init(
    code: Int32, inputs: [Int32], outputs: [Int32], optionsType: UInt8 = 0, options: [Int: FlatValue] = [:]
  ) {
    (self.code, self.inputs, self.outputs) = (code, inputs, outputs)
    (self.optionsType, self.options) = (optionsType, options)
  }

  public enum Padding: Int8, CaseIterable, Sendable { case same, valid }
  public enum Activation: Int8, CaseIterable, Sendable { case none, relu, reluN1To1, relu6 }

  /// CONV_2D; pairs are (rows, columns).
  public static func conv2D(
    inputs: [Int32], output: Int32, padding: Padding = .valid, stride: (Int32, Int32) = (1, 1),
    dilation: (Int32, Int32) = (1, 1), activation: Activation = .none
  ) -> OperatorFixture {
    OperatorFixture(
      code: 3, inputs: inputs, outputs: [output], optionsType: 1,
      options: [
        0: .int8(padding.rawValue), 1: .int32(stride.1), 2: .int32(stride.0), 3: .int8(activation.rawValue),
        4: .int32(dilation.1), 5: .int32(dilation.0),
      ])
  }

  /// DEPTHWISE_CONV_2D; pairs are (rows, columns).
  public static func depthwiseConv2D(
    inputs: [Int32], output: Int32, depthMultiplier: Int32 = 1, padding: Padding = .valid,
    stride: (Int32, Int32) = (1, 1), dilation: (Int32, Int32) = (1, 1), activation: Activation = .none
  ) -> OperatorFixture {
    OperatorFixture(
      code: 4, inputs: inputs, outputs: [output], optionsType: 2,
      options: [
        0: .int8(padding.rawValue), 1: .int32(stride.1), 2: .int32(stride.0), 3: .int32(depthMultiplier),
        4: .int8(activation.rawValue), 5: .int32(dilation.1), 6: .int32(dilation.0),
      ])
  }

  /// FULLY_CONNECTED.
  public static func fullyConnected(
    inputs: [Int32], output: Int32, activation: Activation = .none
  ) -> OperatorFixture {
    OperatorFixture(
      code: 9, inputs: inputs, outputs: [output], optionsType: 8,
      options: [0: .int8(activation.rawValue), 1: .int8(0)])
  }

  func table(codeIndex: UInt32) -> FlatValue {
    var table: [Int: FlatValue] = [
      0: .uint32(codeIndex), 1: .numbers(inputs), 2: .numbers(outputs), 3: .uint8(optionsType),
    ]
    if optionsType != 0 { table[4] = .table(options) }
    return .table(table.merging(fields) { $1 })
  }
}
