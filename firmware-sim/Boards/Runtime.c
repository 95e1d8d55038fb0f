/* Records in, outputs and report out, through files of the host (semihosting), and the measuring. */
#include "Board.h"
#include "Machine.h"

enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_READ = 0x06, SYS_EXIT = 0x18 };
enum { MODE_READ_BINARY = 1, MODE_WRITE_BINARY = 5 };

static uint32_t records_file, outputs_file, report_file;
static uint32_t first_tick;

static uint32_t open_file(const char *name, uint32_t length, uint32_t mode) {
  const uint32_t parameters[] = {(uint32_t)(uintptr_t)name, mode, length};
  return machine_semihosting(SYS_OPEN, parameters);
}

/* The bytes that were not written. */
static uint32_t put(uint32_t file, const void *bytes, uint32_t count) {
  const uint32_t parameters[] = {file, (uint32_t)(uintptr_t)bytes, count};
  return machine_semihosting(SYS_WRITE, parameters);
}

void board_report(uint32_t kind, uint32_t a, uint32_t b, uint32_t c) {
  const uint32_t entry[] = {kind, a, b, c};
  put(report_file, entry, sizeof entry);
}

bool board_read(void *bytes, size_t count) {
  machine_rearm_budget();
  const uint32_t parameters[] = {records_file, (uint32_t)(uintptr_t)bytes, (uint32_t)count};
  /* The call gives the bytes that are missing: all of them at the end of the records. */
  return machine_semihosting(SYS_READ, parameters) == 0;
}

void board_write(const void *bytes, size_t count) {
  machine_rearm_budget();
  if (put(outputs_file, bytes, (uint32_t)count) != 0) runtime_stop(BOARD_ENTRY_FILE, 0, 0, 0);
}

void board_start(void) {
  machine_rearm_budget();
  first_tick = machine_ticks();
}

void board_stop(uint32_t kind) {
  const uint32_t ticks = machine_ticks() - first_tick;
  machine_rearm_budget();
  board_report(kind, ticks, 0, 0);
}

void runtime_start(void) {
  report_file = open_file("report.bin", 10, MODE_WRITE_BINARY);
  records_file = open_file("records.bin", 11, MODE_READ_BINARY);
  outputs_file = open_file("outputs.bin", 11, MODE_WRITE_BINARY);
  if (records_file == UINT32_MAX || outputs_file == UINT32_MAX) runtime_stop(BOARD_ENTRY_FILE, 1, 0, 0);
  machine_rearm_budget();
}

static _Noreturn void leave(void) {
  /* ADP_Stopped_ApplicationExit; on a 32-bit machine the reason stands in place of a parameter block. */
  machine_semihosting(SYS_EXIT, (const void *)0x20026);
  for (;;) {
  }
}

_Noreturn void runtime_end(void) {
  const uint32_t *word = redoubt_stack_start;
  while (word < redoubt_stack_end && *word == STACK_PAINT) word++;
  board_report(BOARD_ENTRY_FINISHED, (uint32_t)((redoubt_stack_end - word) * 4), 0, 0);
  leave();
}

_Noreturn void runtime_stop(uint32_t kind, uint32_t cause, uint32_t instruction, uint32_t address) {
  board_report(kind, cause, instruction, address);
  leave();
}
