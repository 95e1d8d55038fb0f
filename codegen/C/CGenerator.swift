import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Compiles a model into C99 that needs no library: `stddef.h` and `stdint.h` only. The example `main.c` uses `stdio.h`.
public enum CGenerator {
  /// Operators that have a kernel, by name.
  static let operators: [any COperator.Type] = [
    CConv2D.self, CDepthwiseConv2D.self, CFullyConnected.self, CAdd.self, CAveragePool2D.self,
    CMaxPool2D.self,
    CReshape.self, CSoftmax.self, CRelu.self, CRelu6.self,
  ]

  /// The files of a model.
  ///
  /// - Parameters:
  ///   - interpreter: Holds the model, and its memory plan.
  ///   - origin: What the files say they were made from, by what.
  /// - Throws: `CodegenError`, `ModelError`.
  public static func files(_ interpreter: HostInterpreter, origin: String) throws -> [GeneratedFile] {
    let model = try interpreter.readModel()
    var program = CProgram(interpreter)
    for index in 0..<model.operators.count {
      let node = try Node(model, index)
      guard case .runs = try AllOperators<TFLM>.prepare(node) else { continue }
      guard let type = operators.first(where: { $0.code == node.code }) else {
        throw CodegenError.unsupportedOperator(
          name: AllOperators<TFLM>.name(node.code)?.description ?? "code \(node.code)", index: index,
          supported: operators.map { $0.name })
      }
      try type.generate(node, &program)
    }
    let summary = try ModelSummary(interpreter)
    var inputs: [String] = []
    var outputs: [String] = []
    for (i, tensor) in try interpreter.inputs().enumerated() {
      inputs.append("{\(try program.place(tensor, name: "input_\(i)")), \(tensor.byteCount)}")
    }
    for (i, tensor) in try interpreter.outputs().enumerated() {
      outputs.append("{\(try program.place(tensor, name: "output_\(i)")), \(tensor.byteCount)}")
    }
    let note = "/* \(origin) Do not edit: generate it again. */\n"
    func file(_ name: String, _ text: String) -> GeneratedFile {
      GeneratedFile(name: name, text: note + text)
    }
    return [
      file("model.h", header(summary, program, inputs: inputs.count, outputs: outputs.count)),
      file("model.c", body(program, inputs: inputs, outputs: outputs)),
      file("weights.h", weightsHeader(program)),
      file("weights.c", "#include \"weights.h\"\n" + program.constants),
      file("fixed_point.h", CFixedPoint.header), file("kernels.h", kernelsHeader(program)),
      file("main.c", CMain.source),
    ] + program.kernels.map { file($0.fileName, $0.source) }
  }

  private static func header(
    _ summary: ModelSummary, _ program: CProgram, inputs: Int, outputs: Int
  ) -> String {
    func list(_ tensors: [TensorDescription]) -> String {
      tensors.enumerated().map { index, tensor in
        let shape = tensor.shape.map(String.init).joined(separator: " x ")
        let scale = tensor.quantization.map { ", real = \($0.scale) * (q - \($0.zeroPoint))" } ?? ""
        return "     \(index): \(shape)\(scale)\n"
      }.joined()
    }
    return """
      #ifndef MODEL_H
      #define MODEL_H

      #include <stddef.h>
      #include <stdint.h>

      /* Memory that the model works in, a static array; \(summary.macs) multiply-accumulates per inference. */
      #define MODEL_ARENA_BYTES \(max(1, program.arenaBytes))

      /* Inputs:
      \(list(summary.inputs))   Outputs:
      \(list(summary.outputs))*/
      #define MODEL_INPUTS \(inputs)
      #define MODEL_OUTPUTS \(outputs)

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

  private static func body(_ program: CProgram, inputs: [String], outputs: [String]) -> String {
    func list(_ entries: [String]) -> String { entries.map { "    \($0),\n" }.joined() }
    return """
      #include "model.h"

      #include "kernels.h"
      #include "weights.h"

      static int8_t model_arena[MODEL_ARENA_BYTES];

      const model_input model_inputs[MODEL_INPUTS] = {
      \(list(inputs))};

      const model_output model_outputs[MODEL_OUTPUTS] = {
      \(list(outputs))};
      \(program.parameters)
      void model_run(void) {
      \(program.calls)}

      """
  }

  private static func weightsHeader(_ program: CProgram) -> String {
    """
    #ifndef WEIGHTS_H
    #define WEIGHTS_H

    #include <stdint.h>

    \(program.constantDeclarations)
    #endif

    """
  }

  private static func kernelsHeader(_ program: CProgram) -> String {
    """
    #ifndef KERNELS_H
    #define KERNELS_H

    #include <stddef.h>
    #include <stdint.h>

    \(program.kernels.map(\.declaration).joined(separator: "\n"))
    #endif

    """
  }
}
