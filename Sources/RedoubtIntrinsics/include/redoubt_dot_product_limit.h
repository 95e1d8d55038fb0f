/// What the machine's dot-product instructions could do at best: a loop of them on registers alone.
#ifndef REDOUBT_DOT_PRODUCT_LIMIT_H
#define REDOUBT_DOT_PRODUCT_LIMIT_H

#include <stdint.h>

#include "redoubt_isa.h"

/// Runs `rounds` rounds of independent int8 dot products on registers: `vpdpbusd`, or `vpmaddwd` and `vpaddd` on
/// AVX2, which widens to 16 bits first.
///
/// Returns how many multiply-accumulates that were; 0 where the path has no such instruction.
int64_t redoubt_dot_product_limit_run(redoubt_isa isa, int64_t rounds);

#endif
