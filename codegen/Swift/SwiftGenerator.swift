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
    return [
      file("Model.swift", model(program)), file("FixedPoint.swift", SwiftFixedPoint.source),
      file("weights.h", CWeights.header(program, accessors: accessors(program))),
      file("weights.c", CWeights.source(program)), file("module.modulemap", moduleMap),
    ] + program.kernels.map(SwiftKernel.named).map { file($0.fileName, $0.source) }
  }

  /// Bytes of the arena that the files ask their caller for.
  public static func arenaBytes(_ interpreter: HostInterpreter) throws -> Int {
    try ModelProgram(interpreter).arenaBytes
  }

  private static let moduleMap = """
    module ModelWeights {
      header "weights.h"
      export *
    }

    """

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
      \(program.steps.map(call).joined())  }
      }

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
    let fields = step.fields.map { field in
      let name = SwiftKernel.identifier(field.name)
      switch field.value {
      case .number(let value): return "\(name): \(value)"
      case .array(let array): return "\(name): \(array.map { "\($0)_data()" } ?? "nil")"
      }
    }
    let places = step.places.map(expression).joined(separator: ", ")
    return """
          unsafe \(SwiftKernel.typeName(step.kernel))(
            \(lines(fields))
          ).run(\(places))

      """
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
