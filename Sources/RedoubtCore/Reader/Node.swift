/// One operator of the model file: its code, its tensors and its options.
public struct Node {
  public let model: Model
  /// Position in the execution order.
  public let index: Int
  /// Builtin operator code of the schema.
  public let code: Int32
  private let tablePlace: Int32
  private let inputsPlace, outputsPlace: Int32

  private var inputs: FlatVector {
    FlatVector(
      model.bytes, known: Int(inputsPlace), FlatVector.Kind(.operationInputs, elementBytes: 4))
  }
  private var outputs: FlatVector {
    FlatVector(
      model.bytes, known: Int(outputsPlace), FlatVector.Kind(.operationOutputs, elementBytes: 4))
  }

  /// - Parameter index: Position in the execution order.
  /// - Throws: `.outOfRange` where the model has no such operator, or its code stands in no row of the operator codes;
  ///   `.outsideFile` where a table leaves the file.
  @inline(never)
  public init(_ model: Model, _ index: Int) throws(ModelError) {
    let place = try model.operators.tablePlace(index)
    let fields = try TableFields(model.bytes, place, Self.fields, index)
    let row = Int(fields[0])
    guard row >= 0, row < model.operatorCodes.count else {
      throw ModelError(.outOfRange, .operationCodeIndex, index: index, value: row)
    }
    // Codes below 128 stand in an 8-bit field that older readers know; the larger of the two fields counts.
    let codes = try TableFields(
      model.bytes, try model.operatorCodes.tablePlace(row),
      FieldLayout(.operatorCode).scalar(0, bytes: 1).scalar(3, bytes: 4), row)
    self.model = model
    self.index = index
    self.code = max(Int32(Int8(truncatingIfNeeded: codes[0])), codes[3])
    tablePlace = Int32(truncatingIfNeeded: place)
    (inputsPlace, outputsPlace) = (fields[1], fields[2])
  }

  /// Operator code, inputs, outputs.
  @inline(__always)
  private static var fields: FieldLayout {
    FieldLayout(.operation).scalar(0, bytes: 4).vector(1, elementBytes: 4).vector(2, elementBytes: 4)
  }

  /// Length of the list, optional inputs that it holds as −1 included.
  public var inputCount: Int { inputs.count }
  public var outputCount: Int { outputs.count }

  /// Tensor index of input `i`, −1 for an optional input that is left out.
  @inline(never)
  public func inputIndex(_ i: Int) throws(ModelError) -> Int { Int(try inputs.element(i, as: Int32.self)) }

  /// Tensor index of output `i`.
  @inline(never)
  public func outputIndex(_ i: Int) throws(ModelError) -> Int { Int(try outputs.element(i, as: Int32.self)) }

  /// Input `i`, which must be there.
  @inline(__always)
  public func input(_ i: Int) throws(ModelError) -> Tensor { try input(i, Tensor.anyType) }

  /// Input `i`, which must be there and int8.
  @inline(__always)
  func int8Input(_ i: Int) throws(ModelError) -> Tensor { try input(i, Int(TensorType.int8.rawValue)) }

  @inline(never)
  private func input(_ i: Int, _ type: Int) throws(ModelError) -> Tensor {
    let tensor = i < inputs.count ? try inputIndex(i) : -1
    guard tensor != -1 else { throw error(.missing, .operationInputs, value: i) }
    return try model.tensor(tensor, type)
  }

  /// Input `i`, nil when the list ends before it or holds −1.
  @inline(__always)
  public func optionalInput(_ i: Int) throws(ModelError) -> Tensor? {
    try hasInput(i) ? try input(i) : nil
  }

  /// False when the list of inputs ends before `i` or holds −1 there.
  @inline(never)
  func hasInput(_ i: Int) throws(ModelError) -> Bool {
    i < inputs.count ? try inputIndex(i) != -1 : false
  }

  /// Output `i`, which must be there.
  @inline(__always)
  public func output(_ i: Int) throws(ModelError) -> Tensor { try output(i, Tensor.anyType) }

  /// Output `i`, which must be there and int8.
  @inline(__always)
  func int8Output(_ i: Int) throws(ModelError) -> Tensor { try output(i, Int(TensorType.int8.rawValue)) }

  @inline(never)
  private func output(_ i: Int, _ type: Int) throws(ModelError) -> Tensor {
    guard i < outputs.count else { throw error(.missing, .operationOutputs, value: i) }
    return try model.tensor(try outputIndex(i), type)
  }

  /// Builtin options of the operator.
  ///
  /// - Parameter type: Code of the options table in the schema's `BuiltinOptions` union.
  public func options(_ type: UInt8) throws(ModelError) -> Options {
    Options(table: FlatTable(model.bytes, known: try optionsPlace(type), index: index))
  }

  /// Where the options table begins, 0 for an operator without one.
  @inline(__always)
  fileprivate func optionsPlace(_ type: UInt8) throws(ModelError) -> Int {
    // Checked again, for a node that its owner has kept while the file has changed.
    let place = try FlatTable.position(
      model.bytes, at: Int(tablePlace), from: .subgraphOperators, index: index)
    let fields = try TableFields(
      model.bytes, place, FieldLayout(.operation).scalar(3, bytes: 1).table(4), index)
    guard fields[3] == Int32(type) || fields[3] == 0 else {
      throw error(.outOfRange, .operationOptionsType, value: Int(fields[3]))
    }
    return fields.place(4)
  }

  /// Throws unless the operator has this many outputs and a number of inputs in the range.
  func require(inputs range: ClosedRange<Int>, outputs count: Int) throws(ModelError) {
    guard range.contains(inputs.count) else { throw error(.missing, .operationInputs, value: inputs.count) }
    guard outputs.count == count else { throw error(.missing, .operationOutputs, value: outputs.count) }
  }

  /// An error about this operator.
  @inline(__always)
  func error(_ reason: ModelError.Reason, _ field: Field, value: Int = 0) -> ModelError {
    ModelError(reason, field, index: index, value: value)
  }
}

/// The builtin options of one operator that a layout asks for.
struct OptionFields {
  private var fields = TableFields()
  private let row: Int

  /// - Parameter type: Code of the options table in the schema's `BuiltinOptions` union.
  @inline(__always)
  init(_ node: Node, _ type: UInt8, _ layout: FieldLayout) throws(ModelError) {
    row = node.index
    try fields.readOptions(node, type, layout)
  }

  /// The value of a scalar.
  @inline(__always)
  subscript(slot: Int) -> Int32 { fields[slot] }

  /// An error about an option's value.
  @inline(__always)
  func error(_ reason: ModelError.Reason, _ slot: Int) -> ModelError {
    ModelError(reason, .option(UInt8(truncatingIfNeeded: slot)), index: row, value: Int(fields[slot]))
  }
}

extension TableFields {
  /// Reads an operator's options.
  @inline(never)
  fileprivate mutating func readOptions(
    _ node: Node, _ type: UInt8, _ layout: FieldLayout
  ) throws(ModelError) {
    try read(node.model.bytes, try node.optionsPlace(type), layout, node.index)
  }
}

/// The builtin options of one operator; a field that the file leaves out has the schema's default.
public struct Options {
  /// At position 0 where the file has none.
  let table: FlatTable

  /// Scalar in slot `slot`.
  ///
  /// - Parameter absent: 0 ... 127.
  @inline(__always)
  public func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ slot: UInt8, default absent: T
  ) throws(ModelError) -> T {
    try table.scalar(.option(slot), default: absent)
  }

  /// Vector in slot `slot`, nil where the file has none.
  public func vector(_ slot: UInt8, elementBytes: Int) throws(ModelError) -> FlatVector? {
    try table.vector(.option(slot), elementBytes: elementBytes)
  }

  /// An error about an option's value.
  @inline(__always)
  func error(_ reason: ModelError.Reason, _ slot: UInt8, value: Int) -> ModelError {
    ModelError(reason, .option(slot), index: table.index, value: value)
  }
}
