/// What the interpreter keeps in RAM between steps, as 32-bit words at the start of its arena:
///
///     word 0      next step
///     word 1      number of tensors of the file
///     word 2      number of operators of the file
///     word 3      byte offset of the tensor area
///     then        one word per tensor: byte offset in the tensor area, `absent` for constants
///     then        one word per operator: byte offset of its scratch memory, `absent` for one that never runs
///
/// Everything else is read from the model file when it is needed.
enum StateTable {
  static let absent: UInt32 = 0xffff_ffff
  static let headerWords = 4

  static let step = 0
  static let tensorCount = 4
  static let operatorCount = 8
  static let tensorArea = 12

  /// Byte offset of a tensor's word.
  static func tensor(_ index: Int) -> Int { 4 &* (headerWords &+ index) }

  /// Byte offset of an operator's word, modulo 2^32: a struck count leads a host where it leads a 32-bit target.
  static func scratch(_ index: Int, tensorCount: Int) -> Int {
    Int(Int32(truncatingIfNeeded: 4 &* (headerWords &+ tensorCount &+ index)))
  }

  /// Bytes of the whole table.
  static func byteCount(tensorCount: Int, operatorCount: Int) -> Int {
    4 &* (headerWords &+ tensorCount &+ operatorCount)
  }
}
