/// What the paths of the addition share.
#ifndef REDOUBT_ADDITION_INTERNAL_H
#define REDOUBT_ADDITION_INTERNAL_H

#include "redoubt_addition.h"

/// Whether the vector paths' arithmetic (that of `block.h`) equals the definition for every input byte.
bool redoubt_addition_is_exact(const redoubt_addition *parameters);

/// The definition.
void redoubt_addition_run_scalar(const redoubt_addition *parameters, const int8_t *input1,
                                 const int8_t *input2, int8_t *output, size_t count);

/// For exact parameters.
void redoubt_addition_run_avx2(const redoubt_addition *parameters, const int8_t *input1, const int8_t *input2,
                               int8_t *output, size_t count);
void redoubt_addition_run_avx512(const redoubt_addition *parameters, const int8_t *input1,
                                 const int8_t *input2, int8_t *output, size_t count);

/// As the one before, about twice as fast with tables that were filled once, where the processor has VBMI.
void redoubt_addition_fill_tables_avx512(const redoubt_addition *parameters, void *tables);
void redoubt_addition_run_tables_avx512(const redoubt_addition *parameters, const void *tables,
                                        const int8_t *input1, const int8_t *input2, int8_t *output,
                                        size_t count);

#endif
