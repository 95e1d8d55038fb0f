/// RESHAPE in C.
extension CKernel {
  static let reshape = CKernel(
    name: "reshape",
    declaration: """
      typedef struct {
        int32_t bytes;
      } reshape_parameters;
      void reshape(const reshape_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "kernels.h"

      void reshape(const reshape_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t i = 0; i < p->bytes; i++) output[i] = input[i];
      }

      """#)
}
