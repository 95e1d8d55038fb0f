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

  @inline(never)
  public init(_ model: Model, _ index: Int) throws(ModelError) {
    let place = try model.operators.tablePlace(index)
    let table = FlatTable.Opened(model.bytes, known: place)
    let codeIndex = try table.scalar(.operationCodeIndex, bytes: 4, index: index)
    guard codeIndex <= UInt32(Int32.max), Int(codeIndex) < model.operatorCodes.count else {
      throw ModelError(
        .outOfRange, .operationCodeIndex, index: index, value: Int(truncatingIfNeeded: codeIndex))
    }
    let row = Int(codeIndex)
    let entry = FlatTable.Opened(model.bytes, known: try model.operatorCodes.tablePlace(row))
    // Codes below 128 stand in an 8-bit field that older readers know; the larger of the two fields counts.
    let short = Int8(truncatingIfNeeded: try entry.scalar(.operatorCodeDeprecatedCode, bytes: 1, index: row))
    let long = Int32(bitPattern: try entry.scalar(.operatorCodeCode, bytes: 4, index: row))
    self.model = model
    self.index = index
    self.code = max(Int32(short), long)
    tablePlace = Int32(truncatingIfNeeded: place)
    inputsPlace = Int32(
      truncatingIfNeeded: try table.vector(.operationInputs, elementBytes: 4, index: index))
    outputsPlace = Int32(
      truncatingIfNeeded: try table.vector(.operationOutputs, elementBytes: 4, index: index))
  }

  public var inputCount: Int { inputs.count }
  public var outputCount: Int { outputs.count }

  /// Tensor index of input `i`, −1 for an optional input that is left out.
  @inline(never)
  public func inputIndex(_ i: Int) throws(ModelError) -> Int { Int(try inputs.element(i, as: Int32.self)) }

  /// Tensor index of output `i`.
  @inline(never)
  public func outputIndex(_ i: Int) throws(ModelError) -> Int { Int(try outputs.element(i, as: Int32.self)) }

  /// Input `i`, which must be there.
  @inline(never)
  public func input(_ i: Int) throws(ModelError) -> Tensor {
    let tensor = i < inputs.count ? try inputIndex(i) : -1
    guard tensor != -1 else { throw error(.missing, .operationInputs, value: i) }
    return try model.tensor(tensor)
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
  @inline(never)
  public func output(_ i: Int) throws(ModelError) -> Tensor {
    guard i < outputs.count else { throw error(.missing, .operationOutputs, value: i) }
    return try model.tensor(try outputIndex(i))
  }

  /// Builtin options of the operator.
  ///
  /// - Parameter type: Code of the options table in the schema's `BuiltinOptions` union.
  @inline(never)
  public func options(_ type: UInt8) throws(ModelError) -> Options {
    let table = try FlatTable(model.bytes, at: Int(tablePlace), from: .subgraphOperators, index: index)
    let actual = try table.scalar(.operationOptionsType, default: 0 as UInt8)
    guard actual == type || actual == 0 else {
      throw error(.outOfRange, .operationOptionsType, value: Int(actual))
    }
    return Options(
      table: FlatTable(model.bytes, known: try table.tablePlace(.operationOptions), index: index))
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
