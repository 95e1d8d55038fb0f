import RedoubtFirmware

extension JSONValue {
  /// The measurements of firmware; the outputs themselves are not repeated. `FirmwareRecord` reads it.
  ///
  /// - Parameter modelDigest: SHA-256 of the model file, hexadecimal.
  public init(_ firmware: FirmwareMeasurement, modelDigest: String) {
    self = [
      "modelDigest": .string(modelDigest),
      "machine": .string(firmware.machine.rawValue), "form": .string(firmware.form.rawValue),
      "records": .integer(firmware.records),
      "instructions": .integer(firmware.instructions),
      "initialisationInstructions": .integer(firmware.initialisationInstructions),
      "flashBytes": .integer(firmware.sizes.flashBytes), "codeBytes": .integer(firmware.sizes.codeBytes),
      "ramBytes": .integer(firmware.sizes.ramBytes), "arenaBytes": .integer(firmware.sizes.arenaBytes),
      "stackBytes": .integer(firmware.stackBytes), "matchesHost": .bool(firmware.matchesHost),
    ]
    guard let hardening = firmware.hardening, case .object(let members) = self else { return }
    let plain = hardening.plainSizes
    self = .object(
      members + [
        Member("corrected", .integer(hardening.corrected)),
        Member("disagreed", .integer(hardening.disagreed)),
        Member("addedInstructions", .integer(firmware.instructions - hardening.plainInstructions)),
        Member("addedFlashBytes", .integer(firmware.sizes.flashBytes - plain.flashBytes)),
        Member("addedRamBytes", .integer(firmware.sizes.ramBytes - plain.ramBytes)),
      ])
  }
}
