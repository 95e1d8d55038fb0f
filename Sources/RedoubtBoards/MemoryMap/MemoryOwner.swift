/// What a byte of the deployed image belongs to.
public struct MemoryOwner: Hashable, Sendable {
  /// What a byte serves.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// int8 weights of an operator with units.
    case weights
    /// int32 biases of an operator with units.
    case biases
    /// float32 scales in the file.
    case scale
    /// int64 zero points in the file.
    case zeroPoint
    /// Other buffer contents: shapes, axes, constant operands, the data of metadata entries.
    case constant
    /// FlatBuffer bytes outside buffer contents: tables, vtables, offsets, lengths, names.
    case structure
    /// Bytes that belong to nothing: alignment.
    case padding
    /// An activation tensor while it is alive.
    case tensor
    /// A word of the interpreter's state table.
    case state
    /// An operator's scratch memory: derived multipliers and shifts.
    case scratch
    /// Copy 1 or 2 of a hardened unit: a part of its row, or its plane.
    case replica
    /// Copy 0 of a hardened unit's multiplier and shift.
    case pair
    /// The voters' counters, and the row in which they put words together.
    case voter
  }

  /// How an owner's elements are divided among output channels.
  public enum UnitOrder: Hashable, Sendable {
    /// All elements of a unit, then those of the next.
    case contiguous(elementsPerUnit: Int)
    /// One element of each unit in turn, channels innermost.
    case interleaved(channels: Int)
    /// The same number of bytes of each of these channels, one after the other.
    case blocks(channels: [Int], bytes: Int)
  }

  /// What the bytes serve.
  public let kind: Kind
  /// The operator that uses it, or that writes it; nil where there is none or are many.
  public let operatorIndex: Int?
  /// The tensor that it belongs to.
  public let tensorIndex: Int?
  /// Says the rest, e.g. "operator table, field `inputs`".
  public let detail: String
  /// Bytes of one element, at least 1.
  public let elementBytes: Int
  /// How the elements are divided among output channels; nil where they are not.
  public let units: UnitOrder?
  /// 1 or 2 for a replica, else 0.
  public let copy: Int

  public init(
    _ kind: Kind, operatorIndex: Int? = nil, tensorIndex: Int? = nil, detail: String = "",
    elementBytes: Int = 1, units: UnitOrder? = nil, copy: Int = 0
  ) {
    self.kind = kind
    self.operatorIndex = operatorIndex
    self.tensorIndex = tensorIndex
    self.detail = detail
    self.elementBytes = elementBytes
    self.units = units
    self.copy = copy
  }

  /// The output channel that a byte belongs to; nil where the owner is not divided.
  ///
  /// - Parameter offset: Bytes from the owner's first byte.
  public func unit(atByte offset: Int) -> Int? {
    switch units {
    case nil: nil
    case .contiguous(let count): offset / elementBytes / max(1, count)
    case .interleaved(let channels): offset / elementBytes % max(1, channels)
    case .blocks(let channels, let bytes): channels[min(offset / max(1, bytes), channels.count - 1)]
    }
  }

  /// The owner in words, e.g. "weights of unit 3 of operator 2".
  ///
  /// - Parameter offset: Bytes from the owner's first byte; nil names the owner as a whole.
  public func name(atByte offset: Int? = nil) -> String {
    var channel = offset.flatMap { self.unit(atByte: $0) }
    if case .blocks(let channels, _) = units, channels.count == 1 { channel = channels[0] }
    let unit = channel.map { "unit \($0) of " } ?? ""
    let place = operatorIndex.map { "\(unit)operator \($0)" }
    switch kind {
    case .weights, .biases, .scratch: return "\(kind.rawValue) of \(place ?? "no operator")"
    case .tensor:
      return "tensor \(tensorIndex ?? 0)" + (place.map { ", written by \($0)" } ?? ", network input")
    case .scale, .zeroPoint:
      let what = kind == .scale ? "scale" : "zero point"
      return "\(what) of \(unit)tensor \(tensorIndex ?? 0)"
    case .replica:
      return "\(detail) of \(place ?? "\(unit)network input"), copy \(copy)"
    case .pair: return "\(detail) of \(place ?? "no operator"), copy 0"
    case .constant, .structure, .padding, .state, .voter: return detail.isEmpty ? kind.rawValue : detail
    }
  }
}
