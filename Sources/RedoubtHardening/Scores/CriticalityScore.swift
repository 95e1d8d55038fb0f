import RedoubtHost
import RedoubtModel

/// A way to say how much a unit matters: larger is more critical.
public protocol CriticalityScore: Sendable {
  /// Stands in the ranking file.
  var name: ScoreName { get }
  /// What goes into the values.
  var provenance: Ranking.Provenance { get }

  /// Values of the network's units.
  ///
  /// - Parameter progress: Called now and then with work done and all work; may throw to stop.
  /// - Throws: `ModelError`, `GraphError`, `DatasetError`, and what `progress` throws.
  func values(
    of network: RankedNetwork, progress: (_ done: Int, _ count: Int) throws -> Void
  ) throws -> UnitValues
}

/// The network whose units are ranked.
public struct RankedNetwork: Sendable {
  /// The bytes of the `.tflite` file.
  public let file: [UInt8]
  /// Units in the order that `UnitValues` follows.
  public let units: NetworkUnits
  /// SHA-256 of the file, hexadecimal.
  public let digest: String

  /// - Throws: `ModelError` where the file cannot be run.
  public init(_ file: [UInt8]) throws {
    self.file = file
    units = try NetworkUnits(try HostInterpreter(file))
    digest = SHA256.hexadecimal(of: file)
  }
}

/// Values of units, in the order of `NetworkUnits.all`.
public struct UnitValues: Sendable {
  /// Nil for a unit that the score says nothing about.
  public var values: [Double?]
  /// 95 % intervals of measured values, as many as values; empty for scores that measure nothing.
  public var intervals: [ClosedRange<Double>?] = []
  /// The same score over either half of the data; nil for a score without data.
  public var halves: (first: [Double?], second: [Double?])?
  /// For `injection`, by unit and `UnitPart`: what each part contributes to the SDC rate of faults in such parts; empty
  /// for other scores.
  public var parts: [[Double]] = []
}
