/// How a unit is protected: a set of schemes, which may be empty. The raw value is the one in the file.
///
/// `tmrCompute` does what `tmrActivations` does and more, so that no set holds both.
public struct HardeningScheme: Equatable, Sendable {
  /// Bits 0 … 2; never 2 and 4 together.
  public let rawValue: UInt8

  private init(_ bits: UInt8) { rawValue = bits & 4 == 0 ? bits : bits & ~2 }

  /// - Returns: Nil for bits that mean nothing, and where `tmrCompute` stands beside `tmrActivations`.
  public init?(rawValue: UInt8) {
    guard rawValue < 8, rawValue & 6 != 6 else { return nil }
    self.rawValue = rawValue
  }

  /// Whether these are the bits of a protected unit.
  @inline(__always)
  static func isLegal(_ bits: UInt32) -> Bool { bits < 6 && (0b11_1110 as UInt32) &>> bits & 1 != 0 }

  /// No protection.
  public static var empty: HardeningScheme { HardeningScheme(0) }
  /// Three copies of weights, bias and requantisation pair, voted when they are used.
  public static var tmrWeights: HardeningScheme { HardeningScheme(1) }
  /// The unit's activations stored three times, voted when they are read.
  public static var tmrActivations: HardeningScheme { HardeningScheme(2) }
  /// The unit computed three times, its results stored three times and voted.
  public static var tmrCompute: HardeningScheme { HardeningScheme(4) }

  /// Both sets; `tmrCompute` takes the place of `tmrActivations`.
  public func union(_ other: HardeningScheme) -> HardeningScheme {
    HardeningScheme(rawValue | other.rawValue)
  }

  /// Whether every scheme of `other` is in the set.
  public func contains(_ other: HardeningScheme) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// Whether the parameter banks hold a row of the unit's parameters.
  public var replicatesParameters: Bool { rawValue & 1 != 0 }
  /// Whether the activation banks hold the unit's plane.
  public var replicatesActivations: Bool { rawValue & 6 != 0 }
  /// Whether the unit is computed three times.
  public var replicatesComputation: Bool { rawValue & 4 != 0 }
}

#if !hasFeature(Embedded)
extension HardeningScheme: Hashable {}
#endif
