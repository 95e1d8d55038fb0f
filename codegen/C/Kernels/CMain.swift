/// The example program: `main.c`.
enum CMain {
  static let source = #"""
    /* An example: reads raw records from standard input until it ends, writes the outputs of each to standard output. */
    #include <stdio.h>

    #include "model.h"

    static int read_record(void) {
      for (size_t i = 0; i < MODEL_INPUTS; i++) {
        const size_t count = fread(model_inputs[i].data, 1, model_inputs[i].bytes, stdin);
        if (count == model_inputs[i].bytes) continue;
        if (count > 0 || i > 0 || ferror(stdin)) {
          fputs("The input does not end with a whole record.\n", stderr);
          return -1;
        }
        return 0;
      }
      return 1;
    }

    int main(void) {
      int state;
      while ((state = read_record()) > 0) {
        model_run();
        for (size_t i = 0; i < MODEL_OUTPUTS; i++) {
          if (fwrite(model_outputs[i].data, 1, model_outputs[i].bytes, stdout) != model_outputs[i].bytes) {
            perror("Writing the outputs failed");
            return 1;
          }
        }
      }
      if (fflush(stdout) != 0) {
        perror("Writing the outputs failed");
        return 1;
      }
      return state < 0 ? 1 : 0;
    }

    """#
}
