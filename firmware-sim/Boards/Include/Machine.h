/* What each machine's own file gives to the parts that all machines share. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdint.h>

/* A free-running counter of executed instructions, divided by the machine's instructions per tick. */
uint32_t machine_ticks(void);

/* From now on the work may take `redoubt_budget_ticks` until the next call; then machine_hang_handler runs. */
void machine_rearm_budget(void);

/* One semihosting call. */
uint32_t machine_semihosting(uint32_t operation, const void *parameters);

/* The lowest and the first byte beyond the stack; painted before the application starts. */
extern uint32_t redoubt_stack_start[], redoubt_stack_end[];
/* An absolute symbol: its address is the number. */
extern const uint8_t redoubt_budget_ticks[];

/* Fills the unused stack with this. */
#define STACK_PAINT 0xa5a5a5a5u

void runtime_start(void);
_Noreturn void runtime_end(void);
_Noreturn void runtime_stop(uint32_t kind, uint32_t cause, uint32_t instruction, uint32_t address);

#endif
