import Foundation
import RedoubtBoards
import RedoubtFirmware
import RedoubtFootprint

/// Measures what `redoubt footprint` knows, and compares it with linked images.
@main
enum Survey {
  /// The machines that images are linked for, and the cores that they stand for.
  static let machines: [(machine: TargetMachine, core: CoreClass)] = [
    (.mps2AN500, .cortexM7), (.mps2AN386, .cortexM4), (.riscv32Virt, .rv32imc),
    (.cortexM0Plus, .cortexM0Plus),
  ]

  private static let usage = """
    Usage: footprint-survey sizes [common] [MACHINE…] [FORM…]
                                                 link the images and write Sources/RedoubtFootprint/Data/sizes.json;
                                                 common: the interpreter with the operators of most networks only;
                                                 FORM: interpreter, c or swift; what is not named keeps its sizes
           footprint-survey costs [MACHINE…] [NETWORK.tflite…]
                                                 run operators in QEMU and write Sources/RedoubtBoards/Cost/costs.json;
                                                 networks tell the error
           footprint-survey voting NETWORK.tflite…
                                                 run hardened operators and networks in QEMU and write
                                                 Sources/RedoubtHardening/Plans/voting.json
           footprint-survey check MODEL…         footprints beside linked images; ends with 1 beyond 2 %

    """

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "sizes": try sizes(Set(arguments.dropFirst()))
    case "costs": try costs(arguments.dropFirst().map { $0 })
    case "voting" where arguments.count > 1:
      try voting(arguments.dropFirst().map { URL(fileURLWithPath: $0) })
    case "check" where arguments.count > 1:
      if try !AgreementCheck.run(Array(arguments.dropFirst()), try stored()) {
        FileHandle.standardError.write(Data("Error: measure the sizes again: \(SizeData.command)\n".utf8))
        exit(1)
      }
    default:
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
  }

  /// - Parameter arguments: Machines and forms to measure; the others keep what the file has. Empty for all.
  private static func sizes(_ arguments: Set<String>) throws {
    let forms = FirmwareMeasurement.Form.allCases.filter { arguments.contains($0.rawValue) }
    let chosen = arguments.subtracting(["common"] + forms.map(\.rawValue))
    let operators = arguments.contains("common") ? Set(ChainModel.operators) : nil
    let (root, file) = (try FirmwareSources.find().root, try place())
    let seeds = try FileManager.default.contentsOfDirectory(
      at: root.appendingPathComponent("Tests/Fuzzing/seeds"), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
    let keeps = !chosen.isEmpty || !forms.isEmpty
    var data = keeps ? try stored() : SizeData(toolchain: "", cores: [:])
    data.toolchain = try Toolchain.find().version
    for (machine, core) in machines where chosen.isEmpty || chosen.contains(machine.rawValue) {
      var sizes = data.cores[core.rawValue]?.forms ?? [:]
      for form in forms.isEmpty ? FirmwareMeasurement.Form.allCases : forms {
        if form == .interpreter {
          let survey = InterpreterSurvey(
            machine: machine, seeds: seeds, networks: shipped(root), chosen: operators)
          let (plain, voting) = try survey.sizes()
          sizes[SizeData.name(.interpreter, votes: false)] = plain
          sizes[SizeData.name(.interpreter, votes: true)] = voting
        } else {
          sizes[form.rawValue] = try GeneratedSurvey(machine: machine, form: form).sizes()
        }
        note("\(machine.rawValue): \(form.rawValue) done")
      }
      data.cores[core.rawValue] = CoreSizes(machine: machine.rawValue, forms: sizes)
      // After each machine: what has been measured is not lost.
      try write(data, to: file)
    }
  }

  private static func costs(_ arguments: [String]) throws {
    let root = try FirmwareSources.find().root
    let file = root.appendingPathComponent("Sources/RedoubtBoards/Cost/costs.json")
    var data = try JSONDecoder().decode(InstructionData.self, from: Data(contentsOf: file))
    let networks = (arguments.filter { $0.hasSuffix(".tflite") }).map { URL(fileURLWithPath: $0) }
    let chosen = Set(arguments.filter { !$0.hasSuffix(".tflite") })
    for (machine, core) in machines
    where machine.isRunnable && (chosen.isEmpty || chosen.contains(machine.rawValue)) {
      for form in FirmwareMeasurement.Form.allCases {
        data.cores[core.rawValue, default: [:]][form.rawValue] =
          try CostSurvey(machine: machine, form: form, networks: shipped(root) + networks).costs()
        note("\(machine.rawValue): \(form.rawValue) done")
        try write(data, to: file)
      }
    }
  }

  private static func voting(_ networks: [URL]) throws {
    let file = try FirmwareSources.find().root.appendingPathComponent(
      "Sources/RedoubtHardening/Plans/voting.json")
    try write(try VotingSurvey(machine: .mps2AN500, networks: networks).instructions(), to: file)
  }

  /// Networks of several operators that ship.
  private static func shipped(_ root: URL) -> [URL] {
    ["digits/digits", "cifar10-resnet8/cifar10-resnet8"].map {
      root.appendingPathComponent("quantized/\($0).tflite")
    }
  }

  private static func write(_ data: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(data) + Data("\n".utf8)).write(to: file, options: .atomic)
  }

  private static func place() throws -> URL {
    try FirmwareSources.find().root.appendingPathComponent("Sources/RedoubtFootprint/Data/sizes.json")
  }

  private static func stored() throws -> SizeData {
    try JSONDecoder().decode(SizeData.self, from: Data(contentsOf: place()))
  }

  private static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
