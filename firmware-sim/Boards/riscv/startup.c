/* Start of a 32-bit RISC-V in machine mode: memory, protection, the application, and what catches its traps. */
#include "Board.h"
#include "Machine.h"

extern uint32_t redoubt_data_start[], redoubt_data_end[], redoubt_bss_start[], redoubt_bss_end[];
extern const uint32_t redoubt_data_image[];

/* The core-local interruptor of QEMU's `virt`: 10 MHz. */
#define MTIMECMP_LOW (*(volatile uint32_t *)0x02004000)
#define MTIMECMP_HIGH (*(volatile uint32_t *)0x02004004)
#define MTIME_LOW (*(volatile uint32_t *)0x0200bff8)
#define MTIME_HIGH (*(volatile uint32_t *)0x0200bffc)

/* Where memory.ld begins: what is used as flash, and the guard behind it up to RAM. */
#define FLASH_START 0x80000000u
#define FLASH_END 0x80400000u

#define READ_CSR(name, value) __asm__ volatile("csrr %0, " #name : "=r"(value))
#define WRITE_CSR(name, value) __asm__ volatile("csrw " #name ", %0" : : "r"(value))

#define CAUSE_TIMER 0x80000007u

_Noreturn void start_memory(void);
_Noreturn void trap(void);

/* The first instruction of the image stands where the machine begins. */
__attribute__((naked, used, section(".vectors"))) void reset_handler(void) {
  __asm__ volatile(
      "la sp, redoubt_stack_end\n"
      "la t0, redoubt_stack_start\n"
      "li t1, 0xa5a5a5a5\n"
      "1: sw t1, 0(t0)\n"
      "addi t0, t0, 4\n"
      "bltu t0, sp, 1b\n"
      "la t0, trap_entry\n"
      "csrw mtvec, t0\n"
      "j start_memory\n");
}

/* Traps leave the application for good, so nothing is saved, and a stack of their own is all they need. */
__attribute__((naked, used, aligned(4))) void trap_entry(void) {
  __asm__ volatile(
      "csrw mscratch, sp\n"
      "la sp, redoubt_handler_stack_end\n"
      "j trap\n");
}

/* Physical memory protection (The RISC-V Instruction Set Manual, volume II, 3.7): three locked ranges, each from the
   end of the one before: nothing below flash, read and execute, the guard. */
static void protect(void) {
  enum { READ = 1, EXECUTE = 4, RANGE = 8, LOCKED = 128 };
  WRITE_CSR(pmpaddr0, FLASH_START >> 2);
  WRITE_CSR(pmpaddr1, FLASH_END >> 2);
  WRITE_CSR(pmpaddr2, (uint32_t)(uintptr_t)redoubt_stack_start >> 2);
  const uint32_t flash = LOCKED | RANGE | READ | EXECUTE, guard = LOCKED | RANGE;
  WRITE_CSR(pmpcfg0, flash << 8 | guard << 16);
}

_Noreturn void start_memory(void) {
  const uint32_t *from = redoubt_data_image;
  for (uint32_t *to = redoubt_data_start; to < redoubt_data_end; to++) *to = *from++;
  for (uint32_t *to = redoubt_bss_start; to < redoubt_bss_end; to++) *to = 0;
  protect();
  runtime_start();
  application_main();
  runtime_end();
}

_Noreturn void trap(void) {
  uint32_t cause, instruction, address, stack;
  READ_CSR(mcause, cause);
  READ_CSR(mepc, instruction);
  READ_CSR(mtval, address);
  READ_CSR(mscratch, stack);
  if (cause == CAUSE_TIMER) runtime_stop(BOARD_ENTRY_HANG, 0, instruction, 0);
  /* Either what was accessed or the stack pointer itself lies in the guard. */
  const uint32_t start = (uint32_t)(uintptr_t)redoubt_stack_start, guard = start - FLASH_END;
  const bool overflows = start - address - 1 < guard || start - stack - 1 < guard;
  runtime_stop(overflows ? BOARD_ENTRY_OVERFLOW : BOARD_ENTRY_TRAP, cause, instruction, address);
}

/* Semihosting is recognised by these three uncompressed instructions. */
__attribute__((noinline)) uint32_t machine_semihosting(uint32_t operation, const void *parameters) {
  register uint32_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = parameters;
  __asm__ volatile(
      ".option push\n"
      ".option norvc\n"
      ".balign 16\n"
      "slli zero, zero, 0x1f\n"
      "ebreak\n"
      "srai zero, zero, 7\n"
      ".option pop\n"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
  return a0;
}

/* Under -icount shift=0 one executed instruction is one count. */
uint32_t machine_ticks(void) {
  uint32_t count;
  READ_CSR(minstret, count);
  return count;
}

void machine_rearm_budget(void) {
  const uint32_t budget = (uint32_t)(uintptr_t)redoubt_budget_ticks;
  MTIMECMP_HIGH = UINT32_MAX;
  const uint32_t now = MTIME_LOW, limit = now + budget;
  MTIMECMP_LOW = limit;
  MTIMECMP_HIGH = MTIME_HIGH + (limit < now);
  __asm__ volatile("csrs mie, %0" : : "r"(1u << 7));
  __asm__ volatile("csrs mstatus, %0" : : "r"(1u << 3));
}
