/* The shipped digits network and its data, linked into the program: an installed one finds them without a checkout. */
#ifndef REDOUBT_DIGITS_H
#define REDOUBT_DIGITS_H

/* A file of this folder, byte for byte. */
struct digits_file {
  const unsigned char *bytes;
  long count;
};

struct digits_file digits_float_network(void);
struct digits_file digits_int8_network(void);
struct digits_file digits_test_images(void);
struct digits_file digits_test_labels(void);
struct digits_file digits_calibration_images(void);
struct digits_file digits_calibration_labels(void);

#endif
