/* Start of a Cortex-M: vectors, memory, the application on a stack of its own, and what catches its faults. */
#include "Board.h"
#include "Machine.h"

extern uint32_t redoubt_handler_stack_end[];
extern uint32_t redoubt_data_start[], redoubt_data_end[], redoubt_bss_start[], redoubt_bss_end[];
extern const uint32_t redoubt_data_image[];

_Noreturn void reset_handler(void);
void fault_handler(void);
void budget_handler(void);

#if __ARM_ARCH >= 7
/* System control block: ARMv7-M Architecture Reference Manual, B3.2. */
#define SHCSR (*(volatile uint32_t *)0xe000ed24)
#define CFSR (*(volatile uint32_t *)0xe000ed28)
#define MMFAR (*(volatile uint32_t *)0xe000ed34)
#define BFAR (*(volatile uint32_t *)0xe000ed38)
#define MPU_CTRL (*(volatile uint32_t *)0xe000ed94)
#define MPU_RBAR (*(volatile uint32_t *)0xe000ed9c)
#define MPU_RASR (*(volatile uint32_t *)0xe000eda0)
enum {
  CFSR_MSTKERR = 1 << 4,
  CFSR_MMARVALID = 1 << 7,
  CFSR_STKERR = 1 << 12,
  CFSR_BFARVALID = 1 << 15,
};
#endif
/* Bytes below the stack that nothing may touch: an overflow steps over the end by at most a frame of this size. */
#define GUARD_BYTES (1u << 16)

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    [0] = redoubt_handler_stack_end,
    [1] = reset_handler,
    [2] = fault_handler,
    [3] = fault_handler,
    [4] = fault_handler,
    [5] = fault_handler,
    [6] = fault_handler,
    [11] = fault_handler,
    [12] = fault_handler,
    [14] = fault_handler,
    [15] = fault_handler,
    /* The interrupt of the timer that keeps the budget. */
    [16 + 9] = budget_handler,
};

__attribute__((used)) static void run(void) {
  runtime_start();
  application_main();
  runtime_end();
}

_Noreturn void reset_handler(void) {
  const uint32_t *from = redoubt_data_image;
  for (uint32_t *to = redoubt_data_start; to < redoubt_data_end; to++) *to = *from++;
  for (uint32_t *to = redoubt_bss_start; to < redoubt_bss_end; to++) *to = 0;
  for (uint32_t *to = redoubt_stack_start; to < redoubt_stack_end; to++) *to = STACK_PAINT;
#if __ARM_ARCH >= 7
  /* Faults have handlers of their own, so that a fault while entering one is still reported. */
  SHCSR |= 7u << 16;
  /* One region of the memory protection unit, without any access; everywhere else the default map holds
     (PRIVDEFENA). The stack begins at a multiple of the region's size. */
  const uint32_t valid = 1u << 4, log2_of_guard_bytes = 16;
  MPU_RBAR = ((uint32_t)(uintptr_t)redoubt_stack_start - GUARD_BYTES) | valid;
  MPU_RASR = 1u << 28 | (log2_of_guard_bytes - 1) << 1 | 1;
  MPU_CTRL = 1u << 2 | 1;
  __asm__ volatile("dsb\n isb");
#endif
  /* The application's stack is the process stack; handlers keep the main one. */
  __asm__ volatile(
      "msr psp, %0\n"
      "movs r0, #2\n"
      "msr control, r0\n"
      "isb\n"
      "bl run\n"
      :
      : "r"(redoubt_stack_end)
      : "r0", "memory");
  __builtin_unreachable();
}

/* The instruction that was interrupted, from the frame on the process stack; 0 where that left its memory. */
static uint32_t interrupted_instruction(void) {
  uint32_t *frame;
  __asm__ volatile("mrs %0, psp" : "=r"(frame));
  if (frame < redoubt_stack_start || frame + 8 > redoubt_stack_end) return 0;
  return frame[6];
}

static bool is_below_stack(uint32_t address) {
  return (uint32_t)(uintptr_t)redoubt_stack_start - address - 1 < GUARD_BYTES;
}

void fault_handler(void) {
  uint32_t cause, address = 0, stack;
  __asm__ volatile("mrs %0, ipsr" : "=r"(cause));
  __asm__ volatile("mrs %0, psp" : "=r"(stack));
  bool overflows = is_below_stack(stack);
#if __ARM_ARCH >= 7
  const uint32_t status = CFSR;
  if (status & CFSR_MMARVALID) address = MMFAR;
  if (status & CFSR_BFARVALID) address = BFAR;
  overflows = overflows || (status & (CFSR_MSTKERR | CFSR_STKERR)) != 0;
  overflows = overflows || ((status & (CFSR_MMARVALID | CFSR_BFARVALID)) != 0 && is_below_stack(address));
#endif
  runtime_stop(overflows ? BOARD_ENTRY_OVERFLOW : BOARD_ENTRY_TRAP, cause, interrupted_instruction(), address);
}

void budget_handler(void) { runtime_stop(BOARD_ENTRY_HANG, 0, interrupted_instruction(), 0); }

uint32_t machine_semihosting(uint32_t operation, const void *parameters) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = parameters;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

#define NVIC_ISER0 (*(volatile uint32_t *)0xe000e100)

/* CMSDK APB timers 0 and 1 (Cortex-M System Design Kit Technical Reference Manual, 4.7) at the 25 MHz of the MPS2
   images: they count down. */
typedef struct {
  volatile uint32_t control, value, reload, interrupt;
} cmsdk_timer;
#define TIMER0 ((cmsdk_timer *)0x40000000)
#define TIMER1 ((cmsdk_timer *)0x40001000)
enum { TIMER_ENABLE = 1, TIMER_INTERRUPT = 8, TIMER1_IRQ = 9 };

uint32_t machine_ticks(void) {
  if (TIMER0->control == 0) {
    TIMER0->reload = UINT32_MAX;
    TIMER0->value = UINT32_MAX;
    TIMER0->control = TIMER_ENABLE;
  }
  return UINT32_MAX - TIMER0->value;
}

void machine_rearm_budget(void) {
  TIMER1->control = 0;
  TIMER1->reload = (uint32_t)(uintptr_t)redoubt_budget_ticks;
  TIMER1->value = (uint32_t)(uintptr_t)redoubt_budget_ticks;
  TIMER1->control = TIMER_ENABLE | TIMER_INTERRUPT;
  NVIC_ISER0 = 1u << TIMER1_IRQ;
}
