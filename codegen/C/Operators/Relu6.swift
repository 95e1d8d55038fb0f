import RedoubtCore

enum CRelu6: COperator {
  static let code = Relu6<TFLM>.code
  static let name = "RELU6"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    let p = try Relu6<TFLM>.Parameters(node)
    program.use(kernel)
    let name = CProgram.name("relu6", node)
    let numbers: [(name: String, value: Int)] = [
      ("count", p.input.shape.count), ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
    ]
    program.call(
      "relu6", node, fields: numbers.map { ($0.name, String($0.value)) },
      arguments: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }

  static let kernel = CKernel(
    fileName: "relu6.c",
    declaration: """
      typedef struct {
        int32_t count, minimum, maximum;
      } relu6_parameters;
      void relu6(const relu6_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void relu6(const relu6_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < p->count; i++) output[i] = clamp(input[i], p->minimum, p->maximum);
      }

      """#)
}
