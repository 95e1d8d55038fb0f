#include "redoubt_isa.h"

bool redoubt_isa_is_available(redoubt_isa isa) {
  switch (isa) {
    case REDOUBT_ISA_PORTABLE:
      return true;
#if defined(__x86_64__)
    case REDOUBT_ISA_AVX2:
      __builtin_cpu_init();
      return __builtin_cpu_supports("avx2");
    case REDOUBT_ISA_AVX512_VNNI:
      __builtin_cpu_init();
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vnni");
#else
    case REDOUBT_ISA_AVX2:
    case REDOUBT_ISA_AVX512_VNNI:
      return false;
#endif
  }
  return false;
}

redoubt_isa redoubt_best_isa(void) {
  if (redoubt_isa_is_available(REDOUBT_ISA_AVX512_VNNI)) return REDOUBT_ISA_AVX512_VNNI;
  if (redoubt_isa_is_available(REDOUBT_ISA_AVX2)) return REDOUBT_ISA_AVX2;
  return REDOUBT_ISA_PORTABLE;
}
