#include "footprint_sizes.h"

/* C23's way to link a file; the compilers know it in C17 as well, and say so. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sizes[] = {
#embed "sizes.json"
};

struct footprint_file footprint_sizes(void) { return (struct footprint_file){sizes, (long)sizeof sizes}; }
