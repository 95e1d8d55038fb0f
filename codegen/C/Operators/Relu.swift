import RedoubtCore

enum CRelu: COperator {
  static let code = Relu<TFLM>.code
  static let name = "RELU"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    let p = try Relu<TFLM>.Parameters(node)
    let rescaling = p.rescaling
    program.use(kernel)
    let name = CProgram.name("relu", node)
    let numbers: [(name: String, value: Int)] = [
      ("count", p.input.shape.count), ("input_offset", Int(rescaling.inputOffset)),
      ("multiplier", Int(rescaling.multiplier.multiplier)), ("shift", Int(rescaling.multiplier.shift)),
      ("output_zero_point", Int(rescaling.outputZeroPoint)), ("minimum", Int(rescaling.range.minimum)),
      ("maximum", Int(rescaling.range.maximum)),
    ]
    program.call(
      "relu", node, fields: numbers.map { ($0.name, String($0.value)) },
      arguments: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }

  static let kernel = CKernel(
    fileName: "relu.c",
    declaration: """
      typedef struct {
        int32_t count, input_offset, multiplier, shift, output_zero_point, minimum, maximum;
      } relu_parameters;
      void relu(const relu_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void relu(const relu_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < p->count; i++) {
          const int32_t scaled = requantise(input[i] + p->input_offset, p->multiplier, p->shift);
          output[i] = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
        }
      }

      """#)
}
