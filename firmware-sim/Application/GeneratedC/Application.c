/* The firmware around a model that was compiled to C: record after record. */
#include "Board.h"
#include "model.h"

static bool read_record(void) {
  for (size_t i = 0; i < MODEL_INPUTS; i++) {
    if (!board_read(model_inputs[i].data, model_inputs[i].bytes)) return false;
  }
  return true;
}

void application_main(void) {
  while (read_record()) {
    board_start();
    model_run();
    board_stop(BOARD_ENTRY_INFERENCE);
    for (size_t i = 0; i < MODEL_OUTPUTS; i++) board_write(model_outputs[i].data, model_outputs[i].bytes);
  }
}
