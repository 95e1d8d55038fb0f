/* What the application may ask of the machine that it runs on. The same for every machine. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The application: reads records until there are none left, runs the network on each, writes its outputs. */
void application_main(void);

/* Kinds of entry in the report that the host reads. A kind that is taken out leaves its number unused. */
enum board_entry {
  BOARD_ENTRY_PLANNED = 1,      /* bytes of the arena that the plan needs */
  BOARD_ENTRY_INITIALISED = 2,  /* ticks of the initialisation */
  BOARD_ENTRY_INFERENCE = 3,    /* ticks of one inference */
  BOARD_ENTRY_REFUSED = 4,      /* the interpreter's error: reason, field and row, value */
  BOARD_ENTRY_TRAP = 5,         /* cause, address of the instruction, address accessed */
  BOARD_ENTRY_OVERFLOW = 6,     /* as for a trap: the stack is too small */
  BOARD_ENTRY_HANG = 7,         /* 0, address of the instruction at which the budget was used up, 0 */
  BOARD_ENTRY_FINISHED = 8,     /* bytes of stack that were used */
  BOARD_ENTRY_FILE = 9,         /* a file of the host could not be read or written */
  BOARD_ENTRY_TRIAL = 10,       /* an inference with flips: bytes of outputs, all ones for a hang; both counters */
  BOARD_ENTRY_TRIAL_REFUSED = 11, /* the same, refused: as for BOARD_ENTRY_REFUSED */
  BOARD_ENTRY_VOTES = 12,       /* of a hardened model: votes that were corrected, votes without a majority */
};

/* Adds an entry to the report. */
void board_report(uint32_t kind, uint32_t a, uint32_t b, uint32_t c);

/* Reads the next bytes of the input records. False where they have ended. */
bool board_read(void *bytes, size_t count);

/* Appends to the outputs. */
void board_write(const void *bytes, size_t count);

/* The work between these two is measured and reported as an entry of this kind. */
void board_start(void);
void board_stop(uint32_t kind);

/* Symbols that the linker script or the host's linker call defines. */
extern const uint8_t redoubt_model_start[], redoubt_model_end[];
extern const uint8_t redoubt_bank1_start[], redoubt_bank1_end[];
extern const uint8_t redoubt_bank2_start[], redoubt_bank2_end[];
extern uint8_t redoubt_arena_start[], redoubt_arena_end[];
extern uint8_t redoubt_activations1_start[], redoubt_activations1_end[];
extern uint8_t redoubt_activations2_start[], redoubt_activations2_end[];

/* Swift imports no array of unknown length: it asks for the places. */
static inline const void *board_model(void) { return redoubt_model_start; }
static inline size_t board_model_bytes(void) { return (size_t)(redoubt_model_end - redoubt_model_start); }
static inline void *board_arena(void) { return redoubt_arena_start; }
static inline size_t board_arena_bytes(void) { return (size_t)(redoubt_arena_end - redoubt_arena_start); }

/* Banks of a hardened model, 1 or 2: replicated parameters, and replicated activations. */
static inline const void *board_bank(uint32_t bank) {
  return bank == 1 ? redoubt_bank1_start : redoubt_bank2_start;
}
static inline size_t board_bank_bytes(void) { return (size_t)(redoubt_bank1_end - redoubt_bank1_start); }
static inline void *board_activations(uint32_t bank) {
  return bank == 1 ? redoubt_activations1_start : redoubt_activations2_start;
}
static inline size_t board_activation_bytes(void) {
  return (size_t)(redoubt_activations1_end - redoubt_activations1_start);
}

/* Memories that a list of flips may name; those up to BANK2 are flash. */
enum board_region {
  BOARD_REGION_MODEL = 0,
  BOARD_REGION_BANK1,
  BOARD_REGION_BANK2,
  BOARD_REGION_ARENA,
  BOARD_REGION_ACTIVATIONS1,
  BOARD_REGION_ACTIVATIONS2,
};

/* Flips a bit. Flash is written as it is: on the machines that this runs on, RAM stands for it. */
static inline void board_flip(uint32_t region, uint32_t byte, uint32_t bit) {
  const uint8_t *start = region == BOARD_REGION_MODEL          ? redoubt_model_start
                         : region == BOARD_REGION_BANK1        ? redoubt_bank1_start
                         : region == BOARD_REGION_BANK2        ? redoubt_bank2_start
                         : region == BOARD_REGION_ARENA        ? redoubt_arena_start
                         : region == BOARD_REGION_ACTIVATIONS1 ? redoubt_activations1_start
                                                               : redoubt_activations2_start;
  volatile uint8_t *place = (volatile uint8_t *)(uintptr_t)start + byte;
  *place = (uint8_t)(*place ^ 1u << bit);
}

#endif
