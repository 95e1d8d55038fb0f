#include "redoubt_dot_product_limit.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { CHAINS = 16 };

/// Hides from the compiler that the accumulators are not used.
#define KEEP(vector) __asm__ volatile("" : "+x"(vector))

__attribute__((target("avx512f,avx512vnni"))) static int64_t run_avx512(int64_t rounds) {
  __m512i sums[CHAINS];
  __m512i a = _mm512_set1_epi8(3), b = _mm512_set1_epi8(5);
#pragma clang loop unroll(full)
  for (int chain = 0; chain < CHAINS; chain++) sums[chain] = _mm512_setzero_si512();
  for (int64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+v"(a), "+v"(b));
#pragma clang loop unroll(full)
    for (int chain = 0; chain < CHAINS; chain++) sums[chain] = _mm512_dpbusd_epi32(sums[chain], a, b);
  }
#pragma clang loop unroll(full)
  for (int chain = 0; chain < CHAINS; chain++) __asm__ volatile("" : "+v"(sums[chain]));
  return rounds * CHAINS * 64;
}

__attribute__((target("avx2"))) static int64_t run_avx2(int64_t rounds) {
  enum { AVX2_CHAINS = 8 };
  __m256i sums[AVX2_CHAINS];
  __m256i a = _mm256_set1_epi16(3), b = _mm256_set1_epi16(5);
#pragma clang loop unroll(full)
  for (int chain = 0; chain < AVX2_CHAINS; chain++) sums[chain] = _mm256_setzero_si256();
  for (int64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int chain = 0; chain < AVX2_CHAINS; chain++) {
      KEEP(a);
      sums[chain] = _mm256_add_epi32(sums[chain], _mm256_madd_epi16(a, b));
    }
  }
#pragma clang loop unroll(full)
  for (int chain = 0; chain < AVX2_CHAINS; chain++) KEEP(sums[chain]);
  return rounds * AVX2_CHAINS * 16;
}
#endif

int64_t redoubt_dot_product_limit_run(redoubt_isa isa, int64_t rounds) {
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) return run_avx512(rounds);
  if (isa == REDOUBT_ISA_AVX2) return run_avx2(rounds);
#endif
  (void)isa;
  (void)rounds;
  return 0;
}
