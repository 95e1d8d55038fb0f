/* The measured sizes, linked into the program. As an array in Swift they would take the compiler minutes. */
#ifndef REDOUBT_FOOTPRINT_SIZES_H
#define REDOUBT_FOOTPRINT_SIZES_H

/* The file sizes.json, byte for byte. */
struct footprint_file {
  const unsigned char *bytes;
  long count;
};

struct footprint_file footprint_sizes(void);

#endif
