/// What hardening comes to in an image.
public struct HardeningMeasurement: Sendable {
  /// Votes in which one copy deviated, and those in which all three did.
  public let corrected, disagreed: Int
  /// Instructions of one inference of the model that is not hardened, on the same machine.
  public let plainInstructions: Int
  /// What that model occupies.
  public let plainSizes: ImageSizes
}
