import Foundation
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// The chain of a demonstration: from the float network to the report.
struct DemoChain {
  let folder: DemoFolder
  /// Trials of each campaign, as an argument.
  let trials: Int
  /// Whether it may be built and run, where that is possible.
  let withFirmware: Bool

  private var plain: String { folder("digits.tflite") }
  private var hardened: String { folder("hardened.tflite") }
  private static let targets = "weights,activations,registers"
  private static let machine = TargetMachine.mps2AN500
  /// Board whose upset rates the report takes.
  private static let board = "nrf52840"
  /// Trials of a campaign from which on scores are compared.
  static let studyTrials = 10_000

  func run(_ demonstration: inout Demonstration) throws {
    try quantise(&demonstration)
    // A core whose code was never measured has no footprint, and the rest of the chain does not need one.
    do { try measure(&demonstration) } catch FootprintError.unmeasured {}
    try strike(&demonstration, "Flip bits in weights, activations and registers", plain, "plain")
    try protect(&demonstration)
    try strike(&demonstration, "The same campaign on the hardened network", hardened, "hardened")
    try compare(&demonstration)
    try study(&demonstration)
    try emulate(&demonstration)
    try report(&demonstration)
  }

  private func quantise(_ demonstration: inout Demonstration) throws {
    let float = folder("digits.onnx")
    try OutputFile.write(ShippedDigits.floatNetwork, to: float)
    try demonstration.step(
      "Quantise the float network", Quantize.self,
      [float, "--calibration", "digits:calibration", "--output", plain]
    ) { object in
      let bytes = object["outputBytes"]?.integer ?? 0
      let error = object["meanSquaredError"]?.number ?? 0
      return [
        "\(NumberText.kibibytes(bytes)) of int8 network; squared error of its logits \(Self.short(error)) in the mean"
      ]
    }
    for (heading, model) in [("Right answers, float", float), ("Right answers, int8", plain)] {
      try demonstration.step(heading, Evaluate.self, [model, "--dataset", "digits"]) { object in
        let (correct, count) = (object["correct"]?.integer ?? 0, object["count"]?.integer ?? 0)
        return ["\(correct) of \(count): \(Self.rate(object, "top1", "low", "high"))"]
      }
    }
  }

  private func measure(_ demonstration: inout Demonstration) throws {
    try demonstration.step("Does it fit the known boards?", FootprintCommand.self, [plain]) { object in
      guard case .array(let boards)? = object["boards"] else { return [] }
      let fitting = boards.count { $0["fits"] == .bool(true) }
      let times = boards.compactMap { $0["latencyMilliseconds"]?.number }
      var line = "fits \(fitting) of \(boards.count)"
      if let fastest = times.min(), let slowest = times.max() {
        line += String(format: "; %.2f to %.1f ms per inference, as estimated", fastest, slowest)
      }
      return [line]
    }
  }

  private func strike(
    _ demonstration: inout Demonstration, _ heading: String, _ model: String, _ name: String
  ) throws {
    try demonstration.step(
      heading, Inject.self,
      [
        model, "--dataset", "digits", "--targets", Self.targets, "--stratify", "region", "--count",
        "\(trials)",
        "--seed", "1", "--output", folder(name),
      ]
    ) { object in
      let (sdc, count) = (object["sdc"]?.integer ?? 0, object["injections"]?.integer ?? 0)
      return [
        "\(NumberText.grouped(sdc)) of \(NumberText.grouped(count)) flips change the answer unnoticed",
        "SDC \(Self.rate(object, "sdcRate", "sdcLow", "sdcHigh")) with every site alike; \(Self.strata(object))",
      ]
    }
  }

  private func protect(_ demonstration: inout Demonstration) throws {
    try demonstration.step(
      "Rank the units on other data", Rank.self,
      [plain, "--dataset", "digits:calibration", "--score", "taylor", "--output", folder("ranking.json")]
    ) { object in
      ["\(object["units"]?.integer ?? 0) units with weights, \(object["planes"]?.integer ?? 0) planes"]
    }
    try demonstration.step(
      "Protect what a budget allows", Harden.self,
      [
        plain, "--ranking", folder("ranking.json"), "--budget", "flash=40KiB,sram=4KiB,time=170%", "--planes",
        "--output", hardened,
      ]
    ) { object in
      let (units, all) = (object["unitsProtected"]?.integer ?? 0, object["unitsTotal"]?.integer ?? 0)
      let flash = NumberText.kibibytes(object["flashOverheadBytes"]?.integer ?? 0)
      let sram = NumberText.kibibytes(object["sramOverheadBytes"]?.integer ?? 0)
      return ["\(units) of \(all) units, for \(flash) of flash and \(sram) of SRAM"]
    }
  }

  private func compare(_ demonstration: inout Demonstration) throws {
    try demonstration.step(
      "The very same faults on both", Compare.self,
      [
        plain, hardened, "--dataset", "digits", "--targets", Self.targets, "--count", "\(trials)", "--seed",
        "2",
        "--output", folder("paired.json"),
      ]
    ) { object in
      func rate(_ key: String) -> String {
        object[key].map { Self.rate($0, "sdcRate", "sdcLow", "sdcHigh") } ?? ""
      }
      return [
        "SDC \(rate("plain")) → \(rate("hardened")); drop \(Self.rate(object, "drop", "dropLow", "dropHigh"))"
      ]
    }
  }

  /// Left out where so few trials corrupt an answer that scores could not be told apart.
  private func study(_ demonstration: inout Demonstration) throws {
    guard trials >= Self.studyTrials else { return }
    try demonstration.step(
      "Which score finds the units worth protecting?", StudyCommand.self,
      [
        plain, "--dataset", "digits", "--ranking-dataset", "digits:calibration", "--count", "\(trials / 4)",
        "--ranking-count", "30", "--fractions", "0.1,0.2,0.4,0.7,1", "--bit-error-rate", "0", "--seed", "3",
        "--output", folder("study"),
      ]
    ) { object in
      guard case .array(let rows)? = object["rows"] else { return [] }
      let fifth = rows.filter {
        $0["basis"] == .string(StudyCell.Basis.units.rawValue) && $0["fraction"]?.number == 0.2
      }
      let shares = fifth.compactMap { row -> String? in
        guard case .string(let score)? = row["score"], let drop = row["drop"]?["rate"]?.number else {
          return nil
        }
        return "\(score) \(String(format: "%.0f %%", drop * 100))"
      }
      return ["SDC gone with a fifth of the units: \(shares.joined(separator: ", "))"]
    }
  }

  private func emulate(_ demonstration: inout Demonstration) throws {
    guard withFirmware, Toolchain.absence(for: Self.machine) == nil else { return }
    let runs = [
      ("Run it on a Cortex-M7 in QEMU", plain, "firmware-plain.json"),
      ("The same, hardened", hardened, "firmware-hardened.json"),
    ]
    for (heading, model, file) in runs {
      try demonstration.step(
        heading, Firmware.self, [model, "--machine", Self.machine.rawValue], to: folder(file)
      ) { object in
        let instructions = NumberText.grouped(object["instructions"]?.integer ?? 0)
        let flash = NumberText.kibibytes(object["flashBytes"]?.integer ?? 0)
        let ram = NumberText.kibibytes(object["ramBytes"]?.integer ?? 0)
        let stack = NumberText.kibibytes(object["stackBytes"]?.integer ?? 0)
        return [
          "\(instructions) instructions per inference; flash \(flash), RAM \(ram) and stack \(stack);"
            + " every byte equals the host's"
        ]
      }
    }
  }

  private func report(_ demonstration: inout Demonstration) throws {
    try demonstration.step(
      "Put it all on one page", Report.self,
      [folder.path, "--board", Self.board, "--output", folder("report.html")]
    ) { object in
      if case .string(let headline)? = object["headline"] { [headline] } else { [] }
    }
  }

  /// "1.83 % [1.41, 2.31]".
  private static func rate(_ object: JSONValue, _ rate: String, _ low: String, _ high: String) -> String {
    func percent(_ key: String) -> String { String(format: "%.2f", (object[key]?.number ?? 0) * 100) }
    return "\(percent(rate)) % [\(percent(low)), \(percent(high))]"
  }

  /// "flash 1.20 %, sram 0.80 %".
  private static func strata(_ object: JSONValue) -> String {
    guard case .array(let strata)? = object["strata"] else { return "" }
    return strata.compactMap { one in
      guard case .string(let name)? = one["name"], let rate = one["sdcRate"]?.number else { return nil }
      return "\(name) \(String(format: "%.2f %%", rate * 100))"
    }.joined(separator: ", ")
  }

  private static func short(_ value: Double) -> String { String(format: "%.2g", value) }
}
