/* Runs a loop of known length for each record: a 32-bit number of rounds, two instructions each. */
#include "Board.h"

static void loop(uint32_t rounds) {
#if defined(__arm__)
  __asm__ volatile("1: subs %0, %0, #1\n bne 1b\n" : "+l"(rounds) : : "cc");
#else
  __asm__ volatile("1: addi %0, %0, -1\n bnez %0, 1b\n" : "+r"(rounds));
#endif
}

void application_main(void) {
  uint32_t rounds;
  while (board_read(&rounds, sizeof rounds)) {
    board_start();
    loop(rounds);
    board_stop(BOARD_ENTRY_INFERENCE);
  }
}
