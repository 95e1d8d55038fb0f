/* Goes wrong in the way that the first record names. */
#include "Board.h"

enum {
  TRAP_INSTRUCTION = 1,
  UNMAPPED_ADDRESS = 2,
  ENDLESS_LOOP = 3,
  /* Not even the interrupt that keeps the instruction budget is served. */
  ENDLESS_LOOP_WITHOUT_INTERRUPTS = 4,
  ENDLESS_RECURSION = 5,
};

__attribute__((noinline)) static void loop_for_ever(void) {
  for (;;) __asm__ volatile("");
}

__attribute__((noinline)) static uint32_t recurse(uint32_t depth) {
  volatile uint32_t frame[16];
  frame[depth & 15] = depth;
  return frame[depth & 15] + recurse(depth + 1) + frame[0];
}

void application_main(void) {
  uint8_t kind = 0;
  board_read(&kind, 1);
  board_start();
  switch (kind) {
  case TRAP_INSTRUCTION: __builtin_trap();
  case UNMAPPED_ADDRESS: *(volatile uint32_t *)0xdffffff0 = 1; break;
  case ENDLESS_LOOP: loop_for_ever();
  case ENDLESS_LOOP_WITHOUT_INTERRUPTS:
#if defined(__arm__)
    __asm__ volatile("cpsid i");
#else
    __asm__ volatile("csrci mstatus, 8");
#endif
    loop_for_ever();
  case ENDLESS_RECURSION: kind = (uint8_t)recurse(kind); break;
  default: break;
  }
  board_write(&kind, 1);
}
