import Foundation

/// Where a board is, as the factor on the upset rate at sea level in New York.
public enum RadiationEnvironment: Hashable, Sendable {
  case seaLevel
  /// On the ground, metres above the sea; up to 3,000, beyond which the formula is not meant to be used.
  case altitude(metres: Double)
  /// Cruise at 12 km and 45° latitude.
  case aircraft
  /// A factor of the user's, such as that of an orbit, with where it comes from.
  case factor(Double, source: String)

  /// Times the rate at sea level in New York.
  public var factor: Double {
    switch self {
    case .seaLevel: 1
    case .altitude(let metres): Self.groundFactor(metres: metres)
    case .aircraft: 6000.0 / 13
    case .factor(let value, _): value
    }
  }

  /// What the factor rests on.
  public var source: String {
    switch self {
    case .seaLevel: "the reference of raw rates"
    case .altitude:
      "JESD89A, annex A: flux falls by e in 131.3 g/cm² of air; solar modulation and cut-off rigidity left out"
    case .aircraft: "IEC 62396-1: 6,000 neutrons/cm²/h above 10 MeV, against 13 at sea level (JESD89A)"
    case .factor(_, let source): source
    }
  }

  /// exp((1033 − A)/131.3), A the mass of air above in g/cm².
  private static func groundFactor(metres: Double) -> Double {
    let kilofeet = metres / 304.8
    let squared = kilofeet * kilofeet
    let air = 1033 * exp(-0.03813 * kilofeet - 0.00014 * squared + 6.4e-7 * squared * kilofeet)
    return exp((1033 - air) / 131.3)
  }
}
