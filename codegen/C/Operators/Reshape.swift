import RedoubtCore

enum CReshape: COperator {
  static let code = Reshape.code
  static let name = "RESHAPE"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    let p = try Reshape.Parameters(node)
    let name = CProgram.name("reshape", node)
    let source = try program.place(p.input, name: name + "_input")
    let destination = try program.place(p.output, name: name + "_output")
    // A memory plan may give both the same place.
    guard source != destination else { return }
    program.use(kernel)
    program.call("reshape", arguments: [String(p.input.byteCount), source, destination])
  }

  static let kernel = CKernel(
    fileName: "reshape.c",
    declaration: "void reshape(int32_t bytes, const int8_t *input, int8_t *output);\n",
    source: #"""
      #include "kernels.h"

      void reshape(int32_t bytes, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < bytes; i++) output[i] = input[i];
      }

      """#)
}
