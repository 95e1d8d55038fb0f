/// What `redoubt firmware` has measured, as its JSON has it.
public struct FirmwareRecord: Hashable, Codable, Sendable {
  /// SHA-256 of the model file, hexadecimal.
  public let modelDigest: String
  /// Name of the emulated machine, and what of the model was deployed on it.
  public let machine, form: String
  /// Executed instructions of an inference, and of the set-up before the first.
  public let instructions, initialisationInstructions: Int
  /// Flash in all; of it without the model.
  public let flashBytes, codeBytes: Int
  /// RAM without the stack; the stack at its deepest.
  public let ramBytes, stackBytes: Int
  /// Whether every byte of all outputs equals the host's.
  public let matchesHost: Bool
}
