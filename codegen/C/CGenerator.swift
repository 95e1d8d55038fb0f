import RedoubtHost
import RedoubtModel

/// Compiles a model into C99 that needs no library: `stddef.h` and `stdint.h` only. The example `main.c` uses
/// `stdio.h`.
public enum CGenerator {
  /// The files of a model.
  ///
  /// - Parameters:
  ///   - interpreter: Holds the model, and its memory plan.
  ///   - origin: What the files say they were made from, by what.
  /// - Throws: `CodegenError`, `ModelError`.
  public static func files(_ interpreter: HostInterpreter, origin: String) throws -> [GeneratedFile] {
    let program = try ModelProgram(interpreter)
    let kernels = program.kernels.map(CKernel.named)
    let protection = program.protection
    let voting = protection.map { CVoting(protection: $0) }
    let protectedKernels = Set(program.stages.compactMap { $0.units?.step.kernel })
    let note = "/* \(origin) Do not edit: generate it again. */\n"
    func file(_ name: String, _ text: String) -> GeneratedFile {
      GeneratedFile(name: name, text: note + text)
    }
    return [
      file("model.h", header(program)), file("model.c", body(program)),
      file("weights.h", CWeights.header(program)), file("weights.c", CWeights.source(program)),
      file("fixed_point.h", CFixedPoint.header),
      file("kernels.h", kernelsHeader(kernels, protected: protectedKernels)), file("main.c", CMain.source),
    ]
      + kernels.map { kernel in
        let addition = protectedKernels.contains(kernel.name) ? kernel.channelSource ?? "" : ""
        return file(kernel.fileName, kernel.source + addition)
      } + (voting.map { [file("voting.h", $0.header), file("voting.c", $0.source)] } ?? [])
      + (protection.map { CBanks.files($0).map(file) } ?? [])
  }

  private static func header(_ program: ModelProgram) -> String {
    func list(_ tensors: [TensorDescription]) -> String {
      tensors.enumerated().map { "     \($0): \(TensorNote.text($1))\n" }.joined()
    }
    let summary = program.summary
    return """
      #ifndef MODEL_H
      #define MODEL_H

      #include <stddef.h>
      #include <stdint.h>

      /* Memory that the model works in, a static array; \(summary.macs) multiply-accumulates per inference. */
      #define MODEL_ARENA_BYTES \(program.arenaBytes)

      /* Inputs:
      \(list(summary.inputs))   Outputs:
      \(list(summary.outputs))*/
      #define MODEL_INPUTS \(program.inputs.count)
      #define MODEL_OUTPUTS \(program.outputs.count)

      typedef struct {
        int8_t *data;
        size_t bytes;
      } model_input;

      typedef struct {
        const int8_t *data;
        size_t bytes;
      } model_output;

      extern const model_input model_inputs[MODEL_INPUTS];
      extern const model_output model_outputs[MODEL_OUTPUTS];

      /* One inference: fill the inputs, call this, read the outputs. Inputs share memory with other tensors, so that
         they are to be filled again for each inference. */
      void model_run(void);
      \(program.protection == nil ? "" : counters)
      #endif

      """
  }

  private static let counters = """

    /* Words and bytes whose copies differed, since the start: where two of the three agreed, and where none did. */
    uint32_t model_corrected(void);
    uint32_t model_disagreed(void);

    """

  private static func body(_ program: ModelProgram) -> String {
    func list(_ tensors: [(place: Place, byteCount: Int)]) -> String {
      tensors.map { "    {\(expression($0.place)), \($0.byteCount)},\n" }.joined()
    }
    return """
      #include "model.h"

      #include "kernels.h"
      \(program.protection == nil ? "" : "#include \"voting.h\"\n")#include "weights.h"

      static int8_t model_arena[MODEL_ARENA_BYTES];

      const model_input model_inputs[MODEL_INPUTS] = {
      \(list(program.inputs))};

      const model_output model_outputs[MODEL_OUTPUTS] = {
      \(list(program.outputs))};
      \(program.steps.map(parameters).joined())\(protection(program))
      void model_run(void) {
      \(run(program))}

      """
  }

  /// What `model_run` does.
  private static func run(_ program: ModelProgram) -> String {
    guard program.protection != nil else { return program.steps.map(call).joined() }
    func vote(_ planes: ProtectedPlanes) -> String {
      "  vote_planes(\(expression(planes.place)), &\(planes.name));\n"
    }
    func store(_ planes: ProtectedPlanes) -> String {
      "  store_planes(\(expression(planes.place)), &\(planes.name));\n"
    }
    var text = program.inputStores.map(store).joined()
    for stage in program.stages {
      text += "  /* \(stage.title) */\n"
      text += stage.votes.map(vote).joined() + stage.steps.map(call).joined()
      if let units = stage.units {
        let places = units.step.places.map(expression).joined(separator: ", ")
        text += "  run_units(&\(units.step.name)_units, \(places));\n"
      }
      text += stage.stores.map(store).joined()
    }
    if !program.outputVotes.isEmpty { text += "  /* The outputs. */\n" }
    return text + program.outputVotes.map(vote).joined()
  }

  /// The tables of protected tensors and operators.
  private static func protection(_ program: ModelProgram) -> String {
    program.protectedTensors.map { tensor in
      """

      static const protected_tensor \(tensor.name) = {
          .units = \(tensor.units),
          .unit_count = \(tensor.unitCount),
          .channels = \(tensor.channels),
          .cells = \(tensor.cells),
      };

      """
    }.joined()
      + program.stages.compactMap(\.units).map { units in
        func array(_ name: String) -> String { units.step.array(name) ?? "NULL" }
        return """

          static const protected_operator \(units.step.name)_units = {
              .run = \(units.step.kernel)_channel,
              .parameters = &\(units.step.name),
              .weights = \(array("weights")),
              .bias = \(array("bias")),
              .multipliers = \(array("multipliers")),
              .shifts = \(array("shifts")),
              .pair_step = \(units.pairStep),
              .weight_count = \(units.weightCount),
              .channel_step = \(units.channelStep),
              .weight_step = \(units.weightStep),
              .phase = \(units.phase),
              .tag = \(units.tag)u,
              .row = \(expression(program.rowPlace)),
              .tensor = &\(units.planes.name),
          };

          """
      }.joined()
  }

  private static func expression(_ place: Place) -> String {
    switch place {
    case .arena(0): "model_arena"
    case .arena(let offset): "model_arena + \(offset)"
    case .constant(let name): name
    }
  }

  private static func parameters(_ step: ProgramStep) -> String {
    let fields = step.fields.map { field in
      switch field.value {
      case .number(let value): "    .\(field.name) = \(value),\n"
      case .array(let name): "    .\(field.name) = \(name ?? "NULL"),\n"
      }
    }
    return "\nstatic const \(step.kernel)_parameters \(step.name) = {\n\(fields.joined())};\n"
  }

  private static func call(_ step: ProgramStep) -> String {
    let places = step.places.map(expression).joined(separator: ", ")
    return "  \(step.kernel)(&\(step.name), \(places));\n"
  }

  /// - Parameter protected: Kernels that can compute one channel.
  private static func kernelsHeader(_ kernels: [CKernel], protected: Set<String>) -> String {
    """
    #ifndef KERNELS_H
    #define KERNELS_H

    #include <stddef.h>
    #include <stdint.h>
    \(protected.isEmpty ? "" : "\n#include \"voting.h\"\n")
    \(kernels.map(\.declaration).joined(separator: "\n"))\(protected.sorted().map(channelDeclaration).joined())
    #endif

    """
  }

  private static func channelDeclaration(_ kernel: String) -> String {
    "\n/* One channel. */\nchannel_function \(kernel)_channel;\n"
  }
}
