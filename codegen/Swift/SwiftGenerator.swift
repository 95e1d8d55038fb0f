import RedoubtHost
import RedoubtModel

/// Compiles a model into Swift that compiles as Embedded Swift: no allocation, no library.
///
/// The constants stand in a C file, because Swift has no literals for a hundred thousand numbers that a compiler
/// gets through; a module map makes them importable.
public enum SwiftGenerator {
  /// The files of a model.
  ///
  /// - Parameters:
  ///   - interpreter: Holds the model, and its memory plan.
  ///   - origin: What the files say they were made from, by what.
  /// - Throws: `CodegenError`, `ModelError`.
  public static func files(_ interpreter: HostInterpreter, origin: String) throws -> [GeneratedFile] {
    let program = try ModelProgram(interpreter)
    let note = "/* \(origin) Do not edit: generate it again. */\n"
    func file(_ name: String, _ text: String) -> GeneratedFile {
      GeneratedFile(name: name, text: note + text)
    }
    let protection = program.protection
    let protectedKernels = Set(program.stages.compactMap { $0.units?.step.kernel })
    return [
      file("Model.swift", model(program)), file("FixedPoint.swift", SwiftFixedPoint.source),
      file("weights.h", CWeights.header(program, accessors: accessors(program))),
      file("weights.c", CWeights.source(program)),
      file("module.modulemap", moduleMap(hasBanks: protection != nil)),
    ]
      + program.kernels.map(SwiftKernel.named).map { kernel in
        let addition = protectedKernels.contains(kernel.name) ? kernel.channelSource ?? "" : ""
        return file(kernel.fileName, kernel.source + addition)
      } + (protection.map { [file("Voting.swift", SwiftVoting(protection: $0).source)] } ?? [])
      + (protection.map { CBanks.files($0, accessors: true).map(file) } ?? [])
  }

  /// Bytes of the arena that the files ask their caller for.
  public static func arenaBytes(_ interpreter: HostInterpreter) throws -> Int {
    try ModelProgram(interpreter).arenaBytes
  }

  private static func moduleMap(hasBanks: Bool) -> String {
    """
    module ModelWeights {
      header "weights.h"\(hasBanks ? "\n  header \"banks.h\"" : "")
      export *
    }

    """
  }

  /// Swift imports no large array by its name.
  private static func accessors(_ program: ModelProgram) -> String {
    let functions = program.constants.map { array in
      let type = array.element.rawValue
      return "static inline const \(type) *\(array.name)_data(void) { return \(array.name); }\n"
    }
    return "\n/* For Swift, which imports no large array by its name. */\n" + functions.joined()
  }

  private static func model(_ program: ModelProgram) -> String {
    let summary = program.summary
    func list(_ tensors: [TensorDescription]) -> String {
      tensors.enumerated().map { "///   \($0): \(TensorNote.text($1))\n" }.joined()
    }
    func cases(_ tensors: [(place: Place, byteCount: Int)], _ type: String) -> String {
      tensors.enumerated().map { index, tensor in
        """
            case \(index):
              unsafe \(type)(start: \(expression(tensor.place)), count: \(tensor.byteCount))

        """
      }.joined()
    }
    return """
      import ModelWeights

      /// \(summary.macs) multiply-accumulates per inference.
      ///
      /// Inputs:
      \(list(summary.inputs))/// Outputs:
      \(list(summary.outputs))///
      /// Inputs share memory with other tensors: they are to be filled again for each inference.
      public struct Model {
        /// Bytes of the memory that the model works in.
        public static let arenaBytes = \(program.arenaBytes)
        public static let inputCount = \(program.inputs.count)
        public static let outputCount = \(program.outputs.count)

        private let arena: UnsafeMutablePointer<Int8>

        /// - Parameter arena: `arenaBytes` bytes, which nobody else touches while an inference runs.
        public init(arena: UnsafeMutablePointer<Int8>) { unsafe self.arena = unsafe arena }

        /// Input `index`, to be filled.
        public func input(_ index: Int) -> UnsafeMutableBufferPointer<Int8> {
          switch index {
      \(cases(program.inputs, "UnsafeMutableBufferPointer"))    default: preconditionFailure("no such input")
          }
        }

        /// Output `index`, valid until the next inference.
        public func output(_ index: Int) -> UnsafeBufferPointer<Int8> {
          switch index {
      \(cases(program.outputs, "UnsafeBufferPointer"))    default: preconditionFailure("no such output")
          }
        }

        /// One inference.
        public func run() {
      \(run(program))  }
      \(steps(program))\(program.protection == nil ? "" : counters)}

      """
  }

  private static let counters = """

      /// Words and bytes whose copies differed, since the start: where two of the three agreed, and where none did.
      public static var corrected: UInt32 { unsafe Voting.corrected }
      public static var disagreed: UInt32 { unsafe Voting.disagreed }

    """

  /// What `run` does.
  private static func run(_ program: ModelProgram) -> String {
    guard program.protection != nil else { return program.steps.map(call).joined() }
    var text = ""
    for planes in program.protectedTensors {
      text += """
            let \(SwiftKernel.identifier(planes.name)) = unsafe ProtectedTensor(
              units: \(planes.units)_data(), unitCount: \(planes.unitCount), channels: \(planes.channels),
              cells: \(planes.cells))

        """
    }
    func line(_ function: String, _ planes: ProtectedPlanes) -> String {
      "    unsafe \(SwiftKernel.identifier(planes.name)).\(function)(\(expression(planes.place)))\n"
    }
    text += program.inputStores.map { line("store", $0) }.joined()
    for stage in program.stages {
      text += "    // \(stage.title)\n"
      text += stage.votes.map { line("vote", $0) }.joined()
      if let units = stage.units {
        text += protectedCall(units, row: program.rowPlace)
      } else {
        text += stage.steps.map(call).joined()
      }
      text += stage.stores.map { line("store", $0) }.joined()
    }
    if !program.outputVotes.isEmpty { text += "    // The outputs.\n" }
    return text + program.outputVotes.map { line("vote", $0) }.joined()
  }

  /// The call of an operator with protected units.
  private static func protectedCall(_ units: ProtectedUnits, row: Place) -> String {
    let name = SwiftKernel.identifier(units.step.name)
    let places = units.step.places.map(expression).joined(separator: ", ")
    return """
          let \(name) = unsafe \(constructor(units.step))
          unsafe \(name).run(\(places))
          unsafe ProtectedOperator(
            tensor: \(SwiftKernel.identifier(units.planes.name)), pairStep: \(units.pairStep),
            weightCount: \(units.weightCount), channelStep: \(units.channelStep), weightStep: \(units.weightStep),
            phase: \(units.phase), tag: \(units.tag), row: \(expression(row))
          ).run(\(name), \(places))

      """
  }

  private static func expression(_ place: Place) -> String {
    switch place {
    case .arena(0): "arena"
    case .arena(let offset): "arena + \(offset)"
    case .constant(let name): "\(name)_data()"
    }
  }

  private static func call(_ step: ProgramStep) -> String {
    "    \(SwiftKernel.identifier(step.name))()\n"
  }

  /// A function for each call: in one long function, a compiler juggles the numbers of all of them at once, and what a
  /// step takes would depend on its neighbours.
  private static func steps(_ program: ModelProgram) -> String {
    let steps =
      program.protection == nil ? program.steps : program.stages.filter { $0.units == nil }.flatMap(\.steps)
    return steps.map { step in
      """

        @inline(never)
        private func \(SwiftKernel.identifier(step.name))() {
          unsafe \(constructor(step)).run(\(step.places.map(expression).joined(separator: ", ")))
        }

      """
    }.joined()
  }

  /// The kernel with its parameters.
  private static func constructor(_ step: ProgramStep) -> String {
    let fields = step.fields.map { field in
      let name = SwiftKernel.identifier(field.name)
      switch field.value {
      case .number(let value): return "\(name): \(value)"
      case .array(let array): return "\(name): \(array.map { "\($0)_data()" } ?? "nil")"
      }
    }
    return "\(SwiftKernel.typeName(step.kernel))(\n      \(lines(fields))\n    )"
  }

  /// Arguments, as many to a line as fit 100 columns.
  private static func lines(_ arguments: [String]) -> String {
    var text = ""
    var width = 0
    for (index, argument) in arguments.enumerated() {
      let part = argument + (index + 1 < arguments.count ? "," : "")
      if index > 0 {
        text += width + part.utf8.count > 90 ? "\n      " : " "
        if width + part.utf8.count > 90 { width = 0 }
      }
      text += part
      width += part.utf8.count + 1
    }
    return text
  }
}
