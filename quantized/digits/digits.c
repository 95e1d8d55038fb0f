#include "digits.h"

/* C23's way to link a file; the compilers know it in C17 as well, and say so. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char float_network[] = {
#embed "digits.onnx"
};
static const unsigned char int8_network[] = {
#embed "digits.tflite"
};
static const unsigned char test_images[] = {
#embed "test-images.idx"
};
static const unsigned char test_labels[] = {
#embed "test-labels.idx"
};
static const unsigned char calibration_images[] = {
#embed "calibration-images.idx"
};
static const unsigned char calibration_labels[] = {
#embed "calibration-labels.idx"
};

#define FILE_OF(name)                                          \
  struct digits_file digits_##name(void) {                     \
    return (struct digits_file){name, (long)sizeof name};      \
  }

FILE_OF(float_network)
FILE_OF(int8_network)
FILE_OF(test_images)
FILE_OF(test_labels)
FILE_OF(calibration_images)
FILE_OF(calibration_labels)
