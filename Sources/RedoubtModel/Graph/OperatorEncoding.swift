/// How an operation stands in a model file.
public struct OperatorEncoding: Equatable, Sendable {
  /// Builtin operator code of the schema.
  public var code: Int32
  /// Version of the operator that the fields below, or int8 tensors, need.
  public var version: Int32
  /// Code of the options table in the schema's `BuiltinOptions` union; 0 for none.
  public var optionsType: UInt8
  /// Fields of the options table by slot.
  public var options: [UInt8: OptionValue]

  public init(code: Int32, version: Int32 = 1, optionsType: UInt8 = 0, options: [UInt8: OptionValue] = [:]) {
    self.code = code
    self.version = version
    self.optionsType = optionsType
    self.options = options
  }
}

/// A field of an options table.
public enum OptionValue: Equatable, Sendable {
  case int8(Int8)
  case int32(Int32)
  case bool(Bool)
  case float32(Float)
  case int32Vector([Int32])
}
