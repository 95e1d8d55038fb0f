import Foundation

/// Networks as firmware in an emulator; what is hardened beside what it was made from.
enum FirmwareHTML {
  static func section(_ records: [FirmwareRecord], of report: EvidenceReport) -> String {
    guard !records.isEmpty else { return "" }
    func isHardened(_ record: FirmwareRecord) -> Bool {
      report.network(digest: record.modelDigest)?.isHardened ?? false
    }
    var table = HTMLTable(
      [
        ("network", false), ("machine", false), ("form", false), ("instructions", true), ("flash", true),
        ("of it code", true), ("RAM", true), ("stack", true),
      ], isStackedWhenNarrow: true)
    for record in records {
      // One network without protection on the page: it is what protection is compared with.
      let plain = records.filter {
        $0.machine == record.machine && $0.form == record.form && !isHardened($0)
      }
      let before = isHardened(record) && plain.count == 1 ? plain[0] : nil
      table.append([
        report.network(digest: record.modelDigest)?.name ?? String(record.modelDigest.prefix(12)),
        record.machine, record.form,
        NumberText.grouped(record.instructions) + added(record.instructions, before?.instructions),
        NumberText.kibibytes(record.flashBytes) + added(record.flashBytes, before?.flashBytes),
        NumberText.kibibytes(record.codeBytes),
        NumberText.kibibytes(record.ramBytes) + added(record.ramBytes, before?.ramBytes),
        NumberText.kibibytes(record.stackBytes),
      ])
    }
    let different = records.filter { !$0.matchesHost }.count
    let verdict =
      different == 0
      ? "Every byte of their outputs equals the host's."
      : "\(different) of them give other outputs than the host."
    return """
      <h2>As firmware</h2>
      <p class="note">Linked for the machine and run in QEMU: executed instructions of one inference, not cycles; RAM without
      stack; the stack at its deepest. \(verdict)</p>
      \(table.html)
      """
  }

  /// " (+32 %)".
  private static func added(_ value: Int, _ before: Int?) -> String {
    guard let before, before > 0 else { return "" }
    return String(format: " (%+.0f %%)", (Double(value) / Double(before) - 1) * 100)
  }
}
