/// PAD in C.
extension CKernel {
  static let pad = CKernel(
    name: "pad",
    declaration: """
      /* Four dimensions; those that a tensor does not have are 1. */
      typedef struct {
        int32_t batches, height, width, channels;
        int32_t output_batches, output_height, output_width, output_channels;
        /* Elements of the output in front of the input. */
        int32_t first_batch, first_row, first_column, first_channel;
        /* What is around the input. */
        int32_t value;
      } pad_parameters;
      void pad(const pad_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "kernels.h"

      void pad(const pad_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t b = -p->first_batch; b < p->output_batches - p->first_batch; b++) {
          for (int32_t y = -p->first_row; y < p->output_height - p->first_row; y++) {
            for (int32_t x = -p->first_column; x < p->output_width - p->first_column; x++) {
              const int inside = b >= 0 && b < p->batches && y >= 0 && y < p->height && x >= 0 && x < p->width;
              for (int32_t c = -p->first_channel; c < p->output_channels - p->first_channel; c++) {
                *output++ = inside && c >= 0 && c < p->channels ? *input++ : (int8_t)p->value;
              }
            }
          }
        }
      }

      """#)
}
