/* What compilers call to copy and fill memory, bare-metal names included. Compiled with -fno-builtin, or the
   loops would become calls of themselves. */
#include <stddef.h>
#include <stdint.h>

static int are_aligned(const void *a, const void *b) { return (((uintptr_t)a | (uintptr_t)b) & 3) == 0; }

/* Compilers move these by two instructions where the processor has them. */
typedef struct {
  uint32_t words[4];
} four_words;

void *memcpy(void *restrict destination, const void *restrict source, size_t count) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  if (are_aligned(to, from)) {
    for (; count >= 16; count -= 16, to += 16, from += 16) *(four_words *)to = *(const four_words *)from;
    for (; count >= 4; count -= 4, to += 4, from += 4) *(uint32_t *)to = *(const uint32_t *)from;
  }
  while (count-- > 0) *to++ = *from++;
  return destination;
}

void *memmove(void *destination, const void *source, size_t count) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  if (to <= from || to >= from + count) return memcpy(destination, source, count);
  while (count-- > 0) to[count] = from[count];
  return destination;
}

void *memset(void *destination, int value, size_t count) {
  uint8_t *to = destination;
  const uint32_t word = (uint8_t)value * 0x01010101u;
  if (((uintptr_t)to & 3) == 0) {
    for (; count >= 16; count -= 16, to += 16) *(four_words *)to = (four_words){{word, word, word, word}};
    for (; count >= 4; count -= 4, to += 4) *(uint32_t *)to = word;
  }
  while (count-- > 0) *to++ = (uint8_t)value;
  return destination;
}

#if defined(__arm__)
/* The run-time ABI for the Arm architecture, §4.3.4: note the order of memset's parameters. */
void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }
#endif
