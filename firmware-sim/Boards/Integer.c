/* Integer arithmetic that a CPU without the instructions calls for. Only what an image uses is linked. */
#include <stdint.h>

int __clzsi2(uint32_t value) {
  int zeros = 0;
  for (uint32_t bit = 0x80000000u; bit != 0 && (value & bit) == 0; bit >>= 1) zeros++;
  return zeros;
}

/* The product modulo 2^64, from halves of 16 bits. */
static uint64_t multiply(uint64_t a, uint64_t b) {
  const uint32_t a_low = (uint32_t)a, b_low = (uint32_t)b;
  const uint32_t a0 = a_low & 0xffff, a1 = a_low >> 16, b0 = b_low & 0xffff, b1 = b_low >> 16;
  const uint32_t low = a0 * b0, middle = a1 * b0 + (low >> 16), middle2 = a0 * b1 + (middle & 0xffff);
  const uint32_t high = a1 * b1 + (middle >> 16) + (middle2 >> 16);
  const uint32_t top = high + (uint32_t)(a >> 32) * b_low + a_low * (uint32_t)(b >> 32);
  return (uint64_t)top << 32 | (middle2 << 16 | (low & 0xffff));
}

#if defined(__arm__)
typedef struct {
  uint32_t quotient, remainder;
} division;

/* By zero the quotient is 0, as Arm's own instruction gives. */
static division divide(uint32_t dividend, uint32_t divisor) {
  division result = {0, dividend};
  if (divisor == 0) return result;
  for (int bit = 31; bit >= 0; bit--) {
    if ((result.remainder >> bit) >= divisor) {
      result.remainder -= divisor << bit;
      result.quotient |= (uint32_t)1 << bit;
    }
  }
  return result;
}

static uint32_t magnitude(int32_t value) { return value < 0 ? 0u - (uint32_t)value : (uint32_t)value; }

static division divide_signed(int32_t dividend, int32_t divisor) {
  division result = divide(magnitude(dividend), magnitude(divisor));
  if ((dividend < 0) != (divisor < 0)) result.quotient = 0u - result.quotient;
  if (dividend < 0) result.remainder = 0u - result.remainder;
  return result;
}

/* The run-time ABI for the Arm architecture, §4.3.1: quotient in r0, remainder in r1. */
static uint64_t pair(division result) { return (uint64_t)result.remainder << 32 | result.quotient; }
int32_t __aeabi_idiv(int32_t a, int32_t b) { return (int32_t)divide_signed(a, b).quotient; }
uint32_t __aeabi_uidiv(uint32_t a, uint32_t b) { return divide(a, b).quotient; }
uint64_t __aeabi_idivmod(int32_t a, int32_t b) { return pair(divide_signed(a, b)); }
uint64_t __aeabi_uidivmod(uint32_t a, uint32_t b) { return pair(divide(a, b)); }
uint64_t __aeabi_lmul(uint64_t a, uint64_t b) { return multiply(a, b); }
#else
uint64_t __muldi3(uint64_t a, uint64_t b) { return multiply(a, b); }
#endif
