import RedoubtFirmware

/// The measurements of firmware as text.
public enum FirmwareText {
  /// A line per number, in bytes and instructions.
  ///
  /// - Parameter name: Of the model, for the first line.
  public static func text(_ firmware: FirmwareMeasurement, name: String) -> String {
    let sizes = firmware.sizes
    var table = TextTable([("", .left), ("", .right), ("", .left)])
    func row(_ title: String, _ value: Int, _ note: String) {
      table.append([title, NumberText.grouped(value), note])
    }
    row("instructions", firmware.instructions, "per inference, median of \(firmware.records)")
    row("", firmware.initialisationInstructions, "to initialise")
    row("flash", sizes.flashBytes, "bytes")
    row("code", sizes.codeBytes, "bytes of it without the model")
    row("RAM", sizes.ramBytes, "bytes without stack")
    row("arena", sizes.arenaBytes, "bytes of it")
    row("stack", firmware.stackBytes, "bytes at the deepest")
    if let hardening = firmware.hardening {
      let plain = hardening.plainSizes
      row("voted", hardening.corrected, "corrected")
      row("", hardening.disagreed, "without a majority")
      row(
        "hardening", firmware.instructions - hardening.plainInstructions,
        "instructions more, \(added(firmware, hardening))")
      row("", sizes.flashBytes - plain.flashBytes, "bytes of flash more")
      row("", sizes.ramBytes - plain.ramBytes, "bytes of RAM more")
    }
    let verdict =
      firmware.matchesHost
      ? "outputs of \(firmware.records) records equal the host's" : "outputs differ from the host's"
    // The table's headings are empty: its first line is left out.
    let lines = table.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    return "\(name) on \(firmware.machine.rawValue), form \(firmware.form.rawValue): \(verdict)\n"
      + lines.joined(separator: "\n")
  }

  private static func added(_ firmware: FirmwareMeasurement, _ hardening: HardeningMeasurement) -> String {
    NumberText.percent(Double(firmware.instructions) / Double(max(1, hardening.plainInstructions)) - 1)
  }
}
