/// Why a model file cannot be run, or why a step stopped: what is wrong, in which table and field, and where.
///
/// Small enough to travel in registers on a 32-bit target; the texts exist on the host only.
public struct ModelError: Error, Equatable {
  /// What is wrong.
  public enum Reason: UInt8, Sendable {
    /// The file does not carry the identifier `TFL3`.
    case notAModel
    /// The value is of a schema version, or a feature of the file format, that is not supported.
    case unsupportedFeature
    /// No kernel exists for the operator; `value` is its builtin code.
    case unsupportedOperator
    /// The operator exists, but not with this tensor type; `value` is the type code of the schema.
    case unsupportedType
    /// An offset or a length points outside the file.
    case outsideFile
    /// A buffer is not aligned to the size of its elements.
    case misaligned
    /// A field, tensor or buffer that is needed is absent.
    case missing
    /// The value is outside its range; `value` holds it.
    case outOfRange
    /// Shapes of an operator's tensors do not fit each other.
    case shapeMismatch
    /// Quantisation parameters of an operator's tensors do not fit each other or the reference.
    case quantizationMismatch
    /// An operator reads a tensor that no earlier operator, input or buffer provides, or writes one twice.
    case orderViolated
    /// A count exceeds what this runtime addresses.
    case tooLarge
    /// Two tensors of the file's own memory plan overlap while both are live, or leave the arena.
    case planInvalid
    /// The memory given is too small; `value` is the number of bytes needed.
    case arenaTooSmall
    /// While running: an offset of the interpreter's own tables points outside the arena.
    case outsideArena
    /// What protects a hardened model cannot be used: `HardeningError`.
    case protectionInvalid
  }

  /// Operator in the upper half, row in the lower.
  private var place: UInt32
  /// Reason, table and slot in a byte each, from the lowest.
  ///
  /// Whole words, because an error crosses every call of the reader: a struct of bytes is taken apart and put
  /// together again at each of them.
  private var cause: UInt32
  /// A number that belongs to `reason`, else 0.
  public var value: Int32

  /// What is wrong.
  public var reason: Reason { Reason(rawValue: UInt8(truncatingIfNeeded: cause)) ?? .notAModel }
  /// The table and field of the file that shows it.
  public var field: Field { Field(packed: UInt16(truncatingIfNeeded: cause &>> 8)) }
  /// Row of that table (tensor, operator, buffer, … index), 0 for the tables that exist once.
  public var index: UInt16 { UInt16(truncatingIfNeeded: place) }
  /// Operator that was being read, `noOperator` outside of operators.
  public var operatorIndex: UInt16 {
    get { UInt16(truncatingIfNeeded: place &>> 16) }
    set { place = UInt32(newValue) &<< 16 | place & 0xffff }
  }

  /// `operatorIndex` of an error that was found outside of operators.
  public static let noOperator: UInt16 = 0xffff

  /// - Parameters:
  ///   - index: Row of the table.
  ///   - value: A number that belongs to `reason`.
  @inline(__always)
  public init(_ reason: Reason, _ field: Field, index: Int, value: Int) {
    self.init(cause: UInt32(field.packed) &<< 8 | UInt32(reason.rawValue), index, value)
  }

  // No default arguments: each would be the call of a function.

  /// An error without a number: `value` is 0.
  @inline(__always)
  public init(_ reason: Reason, _ field: Field, index: Int) {
    self.init(reason, field, index: index, value: 0)
  }

  /// An error about a table that exists once: `index` is 0.
  @inline(__always)
  public init(_ reason: Reason, _ field: Field, value: Int) {
    self.init(reason, field, index: 0, value: value)
  }

  /// An error about a table that exists once, without a number: `index` and `value` are 0.
  @inline(__always)
  public init(_ reason: Reason, _ field: Field) { self.init(reason, field, index: 0, value: 0) }

  @inline(never)
  private init(cause: UInt32, _ index: Int, _ value: Int) {
    place = UInt32(Self.noOperator) &<< 16 | UInt32(UInt16(clamping: index))
    self.cause = cause
    self.value = Int32(clamping: value)
  }
}
