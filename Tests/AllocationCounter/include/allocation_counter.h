#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether calls are counted in this process.
bool allocation_counter_is_available(void);

/// Calls of malloc, calloc, realloc, aligned_alloc, posix_memalign, memalign that the
/// current thread has made. Threads do not disturb each other.
uint64_t allocation_count(void);

#endif
