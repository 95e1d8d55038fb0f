/* Compares the routines of Integer.c with the CPU's own instructions, on numbers that are random or close to the ends of
   their range. Writes one byte: 0 where all agree, else the number of the first check that fails. */
#include "Board.h"

#if defined(__arm__)
int32_t __aeabi_idiv(int32_t a, int32_t b);
uint32_t __aeabi_uidiv(uint32_t a, uint32_t b);
uint64_t __aeabi_idivmod(int32_t a, int32_t b);
uint64_t __aeabi_uidivmod(uint32_t a, uint32_t b);
uint64_t __aeabi_lmul(uint64_t a, uint64_t b);
#endif
int __clzsi2(uint32_t value);

static uint32_t state = 1;

/* xorshift32; every fourth number lies near 0, 2^31 or 2^32. */
static uint32_t number(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  switch (state >> 28) {
  case 0: return state & 7;
  case 1: return 0u - (state & 7);
  case 2: return 0x80000000u + (state & 7) - 4;
  case 3: return state >> (state & 31);
  default: return state;
  }
}

static uint8_t first_failure(void) {
  for (int i = 0; i < 20000; i++) {
    const uint32_t a = number(), b = number(), c = number(), d = number();
#if defined(__arm__)
    const int32_t sa = (int32_t)a, sb = (int32_t)b;
    if (b != 0) {
      if (__aeabi_uidiv(a, b) != a / b) return 1;
      if (__aeabi_uidivmod(a, b) != ((uint64_t)(a % b) << 32 | a / b)) return 2;
    }
    if (b != 0 && !(a == 0x80000000u && sb == -1)) {
      if (__aeabi_idiv(sa, sb) != sa / sb) return 3;
      if (__aeabi_idivmod(sa, sb) != ((uint64_t)(uint32_t)(sa % sb) << 32 | (uint32_t)(sa / sb))) return 4;
    }
    const uint64_t wide = (uint64_t)a << 32 | b, other = (uint64_t)c << 32 | d;
    if (__aeabi_lmul(wide, other) != wide * other) return 5;
#else
    (void)b, (void)c, (void)d;
#endif
    int zeros = 0;
    while (zeros < 32 && !(a << zeros & 0x80000000u)) zeros++;
    if (__clzsi2(a) != zeros) return 6;
  }
#if defined(__arm__)
  if (__aeabi_uidiv(7, 0) != 0 || __aeabi_idiv(-7, 0) != 0) return 7;
#endif
  return 0;
}

void application_main(void) {
  const uint8_t failure = first_failure();
  board_write(&failure, 1);
}
