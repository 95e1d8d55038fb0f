import Foundation
import RedoubtBoards

/// Failures in 10⁹ hours of a deployed model, from measured rates and from assumptions about the board and the place.
///
/// For each part, raw = FIT/Mbit × Mbit × factor of the place, divided into what the memory's code corrects, detects and
/// lets through:
///
/// - transient: SDC = raw × let through × duty cycle × P(SDC | strike); DUE = raw × duty cycle × (let through × P(DUE | strike)
///   + detected);
/// - persistent: SDC = raw × let through × share of faults with at least one SDC; DUE likewise, plus detected. Two events in
///   one word within the exposure pass beyond a code for single errors (DUE), and escape parity (SDC).
public struct MissionEstimate: Sendable {
  /// One line of the result.
  public struct Row: Sendable {
    /// What is hit.
    public let part: ExposedPart
    /// Upsets of the part before any correction, in FIT.
    public let raw: Double
    /// What the memory's code does with the upsets, as shares of them.
    public let fate: UpsetSizes.Fate
    /// Wrong answers unnoticed, and answers lost.
    public let sdc, due: FailureRate
    /// Answers withheld by the software's own checks.
    public let withheld: FailureRate
    /// P(a fault is present when the exposure ends); nil for transients.
    public let presentAtEnd: Double?
  }

  /// One line of what the result rests on.
  public struct Assumption: Hashable, Codable, Sendable {
    /// What was assumed, its value with its unit, and where it is from.
    public let quantity, value, source: String

    public init(quantity: String, value: String, source: String) {
      self.quantity = quantity
      self.value = value
      self.source = source
    }
  }

  /// A line per part.
  public let rows: [Row]
  /// Sums over the parts.
  public let sdc, due, withheld: FailureRate
  /// Each once.
  public let assumptions: [Assumption]

  /// - Parameter notes: Further lines of what the result rests on.
  public init(
    _ parts: [ExposedPart], environment: RadiationEnvironment, sizes: UpsetSizes = .assumed,
    notes: [Assumption] = []
  ) {
    rows = parts.map { Self.row($0, environment, sizes) }
    sdc = FailureRate.sum(rows.map(\.sdc))
    due = FailureRate.sum(rows.map(\.due))
    withheld = FailureRate.sum(rows.map(\.withheld))
    assumptions = Self.assumptions(parts, environment, sizes) + notes
  }

  private static func row(_ part: ExposedPart, _ environment: RadiationEnvironment, _ sizes: UpsetSizes)
    -> Row
  {
    let megabits = Double(part.bytes) * 8 / 1_048_576
    let raw = part.region.fitPerMbit * megabits * environment.factor
    let fate = sizes.fate(part.region.ecc, interleave: part.region.interleave)
    switch part.persistence {
    case .transient(let dutyCycle):
      let through = raw * fate.undetected * dutyCycle
      return Row(
        part: part, raw: raw, fate: fate, sdc: FailureRate(part.sdc, times: through),
        due: FailureRate(part.due, times: through, plus: raw * fate.detected * dutyCycle),
        withheld: FailureRate(part.detected, times: through), presentAtEnd: nil)
    case .persistent(let exposureHours):
      let through = raw * fate.undetected
      // A word is hit raw/words times in 10⁹ hours; a second time within the exposure with half of that times its length.
      let words = Double(part.bytes) * 8 / Double(part.region.wordBits)
      let pairs = words > 0 ? raw * raw * 1e-9 / words * exposureHours / 2 : 0
      let escaping = part.region.ecc == .parity ? pairs : 0
      let stopped = part.region.ecc == .secded ? pairs : 0
      return Row(
        part: part, raw: raw, fate: fate, sdc: FailureRate(part.sdc, times: through + escaping),
        due: FailureRate(part.due, times: through + escaping, plus: raw * fate.detected + stopped),
        withheld: FailureRate(part.detected, times: through + escaping),
        presentAtEnd: -expm1(-raw * (fate.undetected + fate.detected) * 1e-9 * exposureHours))
    }
  }

  private static func assumptions(
    _ parts: [ExposedPart], _ environment: RadiationEnvironment, _ sizes: UpsetSizes
  ) -> [Assumption] {
    func text(_ value: Double) -> String { String(format: "%.4g", value) }
    var list = [
      Assumption(
        quantity: "Factor of the place on raw rates", value: text(environment.factor),
        source: environment.source),
      Assumption(
        quantity: "Events that flip 1, 2, 3, … neighbouring cells",
        value: sizes.shares.map(text).joined(separator: ", "), source: sizes.source),
    ]
    for part in parts {
      let region = part.region
      list.append(
        Assumption(
          quantity: "Raw rate of \(region.name)", value: "\(text(region.fitPerMbit)) FIT/Mbit",
          source: region.fitSource))
      if region.ecc != .none {
        list.append(
          Assumption(
            quantity: "Protection of \(region.name)",
            value: "\(region.ecc.rawValue) of \(region.wordBits) bits, interleave \(region.interleave)",
            source: "\(region.source); \(region.geometrySource)"))
      }
      switch part.persistence {
      case .transient(let dutyCycle):
        list.append(
          Assumption(
            quantity: "Share of the time in which an inference runs", value: text(dutyCycle), source: "given")
        )
      case .persistent(let hours):
        list.append(
          Assumption(
            quantity: "Time between two loads or scrubs of \(part.name)", value: "\(text(hours)) h",
            source: "given; every fault is taken to meet all inputs of the campaign within it"))
      }
    }
    var seen: Set<Assumption> = []
    return list.filter { seen.insert($0).inserted }
  }
}
