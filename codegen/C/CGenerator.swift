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
    let note = "/* \(origin) Do not edit: generate it again. */\n"
    func file(_ name: String, _ text: String) -> GeneratedFile {
      GeneratedFile(name: name, text: note + text)
    }
    return [
      file("model.h", header(program)), file("model.c", body(program)),
      file("weights.h", CWeights.header(program)), file("weights.c", CWeights.source(program)),
      file("fixed_point.h", CFixedPoint.header), file("kernels.h", kernelsHeader(kernels)),
      file("main.c", CMain.source),
    ] + kernels.map { file($0.fileName, $0.source) }
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

      #endif

      """
  }

  private static func body(_ program: ModelProgram) -> String {
    func list(_ tensors: [(place: Place, byteCount: Int)]) -> String {
      tensors.map { "    {\(expression($0.place)), \($0.byteCount)},\n" }.joined()
    }
    return """
      #include "model.h"

      #include "kernels.h"
      #include "weights.h"

      static int8_t model_arena[MODEL_ARENA_BYTES];

      const model_input model_inputs[MODEL_INPUTS] = {
      \(list(program.inputs))};

      const model_output model_outputs[MODEL_OUTPUTS] = {
      \(list(program.outputs))};
      \(program.steps.map(parameters).joined())
      void model_run(void) {
      \(program.steps.map(call).joined())}

      """
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

  private static func kernelsHeader(_ kernels: [CKernel]) -> String {
    """
    #ifndef KERNELS_H
    #define KERNELS_H

    #include <stddef.h>
    #include <stdint.h>

    \(kernels.map(\.declaration).joined(separator: "\n"))
    #endif

    """
  }
}
