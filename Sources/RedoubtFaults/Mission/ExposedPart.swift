import RedoubtBoards

/// A part of the deployed model in one memory, with what its faults were measured to do.
public struct ExposedPart: Hashable, Sendable {
  /// How long a flipped bit acts.
  public enum Persistence: Hashable, Sendable {
    /// Until the byte is written, within an inference.
    ///
    /// - dutyCycle: Share of the time in which an inference runs; `rates` are then per strike during an inference.
    case transient(dutyCycle: Double)
    /// Until the memory is loaded or scrubbed, every so many hours; `rates` are then shares of the faults that have the
    /// event for at least one input.
    case persistent(exposureHours: Double)
  }

  /// What it is: "weights".
  public let name: String
  /// The memory that holds it.
  public let region: BoardRegion
  /// Bytes that it fills.
  public let bytes: Int
  /// How long a flipped bit acts.
  public let persistence: Persistence
  /// Rates of silent corruption, of detected unrecoverable errors, and of withheld answers.
  public let sdc, due, detected: RateEstimate

  public init(
    name: String, region: BoardRegion, bytes: Int, persistence: Persistence, sdc: RateEstimate,
    due: RateEstimate, detected: RateEstimate
  ) {
    self.name = name
    self.region = region
    self.bytes = bytes
    self.persistence = persistence
    self.sdc = sdc
    self.due = due
    self.detected = detected
  }
}
