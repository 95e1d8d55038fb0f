#include "addition.h"

#include "requantisation.h"

void redoubt_addition_run_scalar(const redoubt_addition *parameters, const int8_t *input1,
                                 const int8_t *input2, int8_t *output, size_t count) {
  const redoubt_addition p = *parameters;
  for (size_t index = 0; index < count; index++) {
    const int32_t wide1 =
        redoubt_wrapping_shift_left(redoubt_wrapping_add(input1[index], p.offset1), p.left_shift);
    const int32_t wide2 =
        redoubt_wrapping_shift_left(redoubt_wrapping_add(input2[index], p.offset2), p.left_shift);
    const uint32_t scaled1 = (uint32_t)redoubt_requantised_double(wide1, p.multiplier1, p.shift1);
    const uint32_t scaled2 = (uint32_t)redoubt_requantised_double(wide2, p.multiplier2, p.shift2);
    const int32_t sum = (int32_t)(p.subtracts ? scaled1 - scaled2 : scaled1 + scaled2);
    output[index] = redoubt_clamped(redoubt_requantised_double(sum, p.output_multiplier, p.output_shift),
                                    p.output_zero_point, p.minimum, p.maximum);
  }
}

/// Whether |offset + q| << left_shift stays below 2^28 and the scaling is one of `block.h`'s exact ones; the
/// result is then below 2^28 too.
static bool operand_is_exact(int32_t offset, int32_t left_shift, int32_t multiplier, int32_t shift) {
  return offset >= -127 && offset <= 128 && left_shift >= 0 && left_shift <= 20 && multiplier >= 0 &&
         shift <= 0 && shift >= -31;
}

bool redoubt_addition_is_exact(const redoubt_addition *p) {
  return operand_is_exact(p->offset1, p->left_shift, p->multiplier1, p->shift1) &&
         operand_is_exact(p->offset2, p->left_shift, p->multiplier2, p->shift2) &&
         p->output_multiplier >= 0 && p->output_shift <= 0 && p->output_shift >= -31 &&
         p->output_zero_point >= -128 && p->output_zero_point <= 127 && p->minimum >= -128 &&
         p->minimum <= 127 && p->maximum >= -128 && p->maximum <= 127;
}

/// Whether runs of exact parameters on this path read tables.
static bool reads_tables(redoubt_isa isa) {
#if defined(__x86_64__)
  return isa == REDOUBT_ISA_AVX512_VNNI && __builtin_cpu_supports("avx512vbmi");
#else
  (void)isa;
  return false;
#endif
}

void redoubt_addition_prepare(redoubt_isa isa, const redoubt_addition *parameters, void *tables) {
  if (!reads_tables(isa) || !redoubt_addition_is_exact(parameters)) return;
#if defined(__x86_64__)
  redoubt_addition_fill_tables_avx512(parameters, tables);
#else
  (void)tables;
#endif
}

void redoubt_addition_run(redoubt_isa isa, const redoubt_addition *parameters, const void *tables,
                          const int8_t *input1, const int8_t *input2, int8_t *output, size_t count) {
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI && redoubt_addition_is_exact(parameters)) {
    if (reads_tables(isa)) {
      redoubt_addition_run_tables_avx512(parameters, tables, input1, input2, output, count);
    } else {
      redoubt_addition_run_avx512(parameters, input1, input2, output, count);
    }
    return;
  }
  if (isa == REDOUBT_ISA_AVX2 && redoubt_addition_is_exact(parameters)) {
    redoubt_addition_run_avx2(parameters, input1, input2, output, count);
    return;
  }
#else
  (void)isa, (void)tables;
#endif
  redoubt_addition_run_scalar(parameters, input1, input2, output, count);
}
