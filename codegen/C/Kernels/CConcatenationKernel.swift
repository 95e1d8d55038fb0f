/// CONCATENATION in C: one call for each input.
extension CKernel {
  static let concatenation = CKernel(
    name: "concatenation",
    declaration: """
      /* One input's rows, each to its place in a row of the output; all in bytes. */
      typedef struct {
        int32_t rows, part_bytes, row_bytes, place;
      } concatenation_parameters;
      void concatenation(const concatenation_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "kernels.h"

      void concatenation(const concatenation_parameters *p, const int8_t *input, int8_t *output) {
        output += p->place;
        for (int32_t row = 0; row < p->rows; row++, output += p->row_bytes) {
          for (int32_t i = 0; i < p->part_bytes; i++) output[i] = *input++;
        }
      }

      """#)
}
