#include "difference.h"

#include <string.h>

#include "requantisation.h"
#include "staging.h"

static size_t rounded_up(size_t bytes) { return (bytes + 63) / 64 * 64; }

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

bool redoubt_difference_prepare(const redoubt_window *window, const redoubt_quantisation *quantisation,
                                bool is_depthwise, redoubt_difference *plan) {
  redoubt_staged_size staged;
  if (!redoubt_staged_size_make(window, &staged)) return false;
  if (window->dilation_height != 1 || window->dilation_width != 1) return false;
  if (window->kernel_height > REDOUBT_LARGEST_KERNEL_HEIGHT) return false;
  if (is_depthwise && window->input_channels != window->output_channels) return false;
  // A difference of two bytes, or of a byte and the zero point, must fit 16 bits.
  if (quantisation->input_zero_point < -128 || quantisation->input_zero_point > 127) return false;
  plan->window = *window;
  plan->quantisation = *quantisation;
  plan->is_depthwise = is_depthwise;
  plan->positions = is_depthwise ? window->input_channels : (window->input_channels + 3) / 4;
  plan->blocks = (int32_t)(((int64_t)window->output_channels + REDOUBT_LANES - 1) / REDOUBT_LANES);
  const int64_t taps = (int64_t)window->kernel_height * window->kernel_width;
  const int64_t row_bytes = is_depthwise ? 1 : (int64_t)plan->blocks * REDOUBT_LANES * 4;
  if (taps > INT32_MAX || taps * plan->positions > INT32_MAX / row_bytes) return false;
  plan->packed_bytes =
      (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES + (size_t)(taps * plan->positions * row_bytes) + 64;
  const int64_t pixels = (int64_t)window->output_height * window->output_width;
  if (pixels * plan->blocks > INT32_MAX / 64) return false;
  plan->accumulators = (size_t)(pixels * plan->blocks * REDOUBT_LANES);
  const size_t cells = (size_t)window->input_height * (size_t)window->input_width;
  // One entry more than there can be: a place that is written before it is known whether it is needed.
  plan->scratch_bytes = 4 * rounded_up((cells + 1) * 4) +
                        4 * rounded_up((cells * (size_t)plan->positions + 1) * 4) +
                        rounded_up((size_t)window->output_width);
  return true;
}

static redoubt_changed_inputs changed_inputs_in(const redoubt_difference *plan, void *scratch) {
  const redoubt_window *window = &plan->window;
  const size_t cells = (size_t)window->input_height * (size_t)window->input_width;
  const size_t per_cell = rounded_up((cells + 1) * 4);
  const size_t per_entry = rounded_up((cells * (size_t)plan->positions + 1) * 4);
  char *next = scratch;
  redoubt_changed_inputs inputs = {0};
  for (int sign = 0; sign < 2; sign++) {
    inputs.signs[sign].starts = (int32_t *)next;
    inputs.signs[sign].places = (int32_t *)(next += per_cell);
    inputs.signs[sign].magnitudes = (uint32_t *)(next += per_entry);
    next += per_entry;
  }
  inputs.columns = (int32_t *)next;
  inputs.row_starts = (int32_t *)(next += per_cell);
  inputs.touched = (uint8_t *)(next += per_cell);
  return inputs;
}

void redoubt_difference_pack(const redoubt_difference *plan, void *packed, const int8_t *weights,
                             const int32_t *bias, const int32_t *multipliers, const int32_t *shifts) {
  const redoubt_window *window = &plan->window;
  const int32_t channels = window->output_channels, depth = window->input_channels;
  const size_t taps = (size_t)window->kernel_height * (size_t)window->kernel_width;
  memset(packed, 0, plan->packed_bytes);
  redoubt_blocks_clear(packed, REDOUBT_BLOCK_HEADER_BYTES, plan->blocks);
  int8_t *rows = (int8_t *)packed + (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES;
  const size_t row_bytes = (size_t)plan->blocks * REDOUBT_LANES * 4;
  for (int32_t channel = 0; channel < channels; channel++) {
    redoubt_weight_sums sums = {0, 0};
    for (size_t tap = 0; tap < taps; tap++) {
      const int32_t inputs = plan->is_depthwise ? 1 : depth;
      for (int32_t input = 0; input < inputs; input++) {
        const int8_t weight = plan->is_depthwise
                                  ? weights[tap * (size_t)channels + (size_t)channel]
                                  : weights[((size_t)channel * taps + tap) * (size_t)depth + (size_t)input];
        sums.sum += weight;
        sums.magnitude += weight < 0 ? -weight : weight;
        if (plan->is_depthwise) continue;
        const size_t row = tap * (size_t)plan->positions + (size_t)(input / 4);
        rows[row * row_bytes + (size_t)channel * 4 + (size_t)(input % 4)] = weight;
      }
    }
    redoubt_block *block =
        (redoubt_block *)((char *)packed + (size_t)(channel / REDOUBT_LANES) * REDOUBT_BLOCK_HEADER_BYTES);
    const int32_t lane = channel % REDOUBT_LANES;
    const int32_t channel_bias = bias ? bias[channel] : 0;
    redoubt_block_set_lane(block, lane, sums, channel_bias, multipliers[channel], shifts[channel],
                           &plan->quantisation);
    // Known accumulators hold true sums: nothing folded in.
    block->bias[lane] = channel_bias;
  }
  if (plan->is_depthwise) memcpy(rows, weights, taps * (size_t)channels);
}

/// A list of entries that grows.
typedef struct writer {
  int32_t *places;
  uint32_t *magnitudes;
  int32_t count;
  /// Place of the last entry, −1 where the pixel has none yet.
  int32_t last;
} writer;

static inline writer writer_of(const redoubt_entries *entries) {
  return (writer){entries->places, entries->magnitudes, 0, -1};
}

/// Adds magnitudes to the entry of `place`; zeros add nothing. Without branches: signs and places are random.
static inline void write_entry(writer *list, int32_t place, uint32_t magnitudes) {
  const int32_t is_same = list->last == place;
  const int32_t index = list->count - is_same;
  const uint32_t before = is_same ? list->magnitudes[index] : 0;
  list->places[index] = place;
  list->magnitudes[index] = before | magnitudes;
  const int32_t is_kept = is_same | (magnitudes != 0);
  list->count = index + is_kept;
  list->last = is_kept ? place : list->last;
}

static inline void write_change(const redoubt_difference *plan, writer lists[2], int32_t column, int32_t channel,
                                int32_t delta) {
  const int32_t position = plan->is_depthwise ? channel : channel / 4;
  const int32_t shift = plan->is_depthwise ? 0 : channel % 4 * 8;
  const int32_t place = column * plan->positions + position;
  write_entry(&lists[REDOUBT_RISING], place, (uint32_t)larger(delta, 0) << shift);
  write_entry(&lists[REDOUBT_FALLING], place, (uint32_t)larger(-delta, 0) << shift);
}

static inline void begin_pixel(const redoubt_changed_inputs *inputs, writer lists[2], size_t pixel) {
  for (int sign = 0; sign < 2; sign++) {
    inputs->signs[sign].starts[pixel] = lists[sign].count;
    lists[sign].last = -1;
  }
}

/// Orders changes by pixel. `starts` and `row_starts` are filled for the rows with changes only.
static void gather_changes(const redoubt_difference *plan, const redoubt_differing_tensor *changes,
                           redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const uint32_t depth = (uint32_t)window->input_channels;
  const int32_t width = window->input_width;
  const uint32_t row_bytes = depth * (uint32_t)width;
  inputs->first_row = (int32_t)(changes->indices[0] / row_bytes);
  inputs->end_row = (int32_t)(changes->indices[changes->count - 1] / row_bytes) + 1;
  writer lists[2] = {writer_of(&inputs->signs[0]), writer_of(&inputs->signs[1])};
  int32_t pixels = 0;
  size_t next = 0, pixel = (size_t)inputs->first_row * (size_t)width;
  uint32_t first = (uint32_t)inputs->first_row * row_bytes;
  for (int32_t row = inputs->first_row; row < inputs->end_row; row++) {
    inputs->row_starts[row] = pixels;
    for (int32_t column = 0; column < width; column++, pixel++, first += depth) {
      begin_pixel(inputs, lists, pixel);
      if (next >= changes->count || changes->indices[next] >= first + depth) continue;
      inputs->columns[pixels++] = column;
      do {
        write_change(plan, lists, column, (int32_t)(changes->indices[next] - first), changes->deltas[next]);
        next++;
      } while (next < changes->count && changes->indices[next] < first + depth);
    }
  }
  begin_pixel(inputs, lists, pixel);
  inputs->row_starts[inputs->end_row] = pixels;
}

/// Entries for a whole image as a difference from the zero point.
static void gather_image(const redoubt_difference *plan, const int8_t *input, redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const int32_t zero_point = plan->quantisation.input_zero_point;
  inputs->first_row = 0;
  inputs->end_row = window->input_height;
  writer lists[2] = {writer_of(&inputs->signs[0]), writer_of(&inputs->signs[1])};
  size_t pixel = 0;
  for (int32_t row = 0; row < window->input_height; row++) {
    for (int32_t column = 0; column < window->input_width; column++, pixel++) {
      begin_pixel(inputs, lists, pixel);
      for (int32_t channel = 0; channel < window->input_channels; channel++) {
        write_change(plan, lists, column, channel, *input++ - zero_point);
      }
    }
  }
  begin_pixel(inputs, lists, pixel);
}

static redoubt_difference_pixel *pixel_function(redoubt_isa isa, const redoubt_difference *plan) {
  if (plan->is_depthwise) return redoubt_difference_pixel_depthwise;
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) return redoubt_difference_pixel_avx512;
#else
  (void)isa;
#endif
  return redoubt_difference_pixel_portable;
}

/// Marks the output columns whose window meets a changed pixel of input row `row`.
static void mark_columns(const redoubt_difference *plan, const redoubt_changed_inputs *inputs, int32_t row) {
  const redoubt_window *window = &plan->window;
  const int32_t stride = window->stride_width, last = window->output_width - 1;
  for (int32_t index = inputs->row_starts[row]; index < inputs->row_starts[row + 1]; index++) {
    // Output column x meets this pixel when 0 <= place - x * stride < kernel_width.
    const int32_t place = inputs->columns[index] + window->pad_left;
    const int32_t lowest = place - window->kernel_width + 1;
    const int32_t from = lowest <= 0 ? 0 : (stride == 1 ? lowest : (lowest + stride - 1) / stride);
    const int32_t to = smaller(last, stride == 1 ? place : place / stride);
    for (int32_t column = from; column <= to; column++) inputs->touched[column] = 1;
  }
}

/// Runs over the output pixels that the entries reach; with `sums`, over all.
static void run(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                const redoubt_changed_inputs *inputs, const int32_t *base, int32_t *sums,
                redoubt_differing_tensor *output) {
  const redoubt_window *window = &plan->window;
  redoubt_difference_pixel *pixel_kernel = pixel_function(isa, plan);
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  const int32_t width = window->input_width;
  for (int32_t y = 0; y < window->output_height; y++) {
    const int32_t top = y * window->stride_height - window->pad_top;
    const int32_t from = larger(top, inputs->first_row);
    const int32_t to = smaller(top + window->kernel_height, inputs->end_row);
    if (sums == NULL) {
      if (from >= to) continue;
      if (inputs->row_starts[from] == inputs->row_starts[to]) continue;
      memset(inputs->touched, 0, (size_t)window->output_width);
      for (int32_t row = from; row < to; row++) mark_columns(plan, inputs, row);
    }
    for (int32_t x = 0; x < window->output_width; x++) {
      if (sums == NULL && !inputs->touched[x]) continue;
      const int32_t left = x * window->stride_width - window->pad_left;
      const int32_t first = larger(left, 0), end = smaller(left + window->kernel_width, width);
      redoubt_segment segments[REDOUBT_LARGEST_KERNEL_HEIGHT];
      int32_t segment_count = 0;
      for (int32_t row = from; row < to && first < end; row++) {
        const int32_t *rising = inputs->signs[REDOUBT_RISING].starts + (size_t)row * (size_t)width;
        const int32_t *falling = inputs->signs[REDOUBT_FALLING].starts + (size_t)row * (size_t)width;
        segments[segment_count++] = (redoubt_segment){
            {rising[first], falling[first]},
            {rising[end], falling[end]},
            ((int64_t)(row - top) * window->kernel_width - left) * plan->positions};
      }
      const size_t pixel = (size_t)y * (size_t)window->output_width + (size_t)x;
      const int32_t *pixel_base = sums != NULL ? base : base + pixel * lanes;
      pixel_kernel(plan, packed, inputs, segments, segment_count, pixel_base,
                   sums != NULL ? sums + pixel * lanes : NULL, pixel, output);
    }
  }
}

void redoubt_difference_accumulate(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                                   void *scratch, const int8_t *input, int32_t *accumulators) {
  redoubt_changed_inputs inputs = changed_inputs_in(plan, scratch);
  gather_image(plan, input, &inputs);
  // The image of zero points has the biases as its accumulators. They begin each block, so they are collected in the
  // last pixel's place, which is written last.
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  int32_t *biases = accumulators + plan->accumulators - lanes;
  for (int32_t index = 0; index < plan->blocks; index++) {
    memcpy(biases + index * REDOUBT_LANES, redoubt_difference_block(packed, index)->bias,
           REDOUBT_LANES * sizeof(int32_t));
  }
  run(isa, plan, packed, &inputs, biases, accumulators, NULL);
}

void redoubt_difference_inputs(redoubt_isa isa, const redoubt_difference *plan, const void *packed, void *scratch,
                               const int32_t *accumulators, const redoubt_differing_tensor *input,
                               redoubt_differing_tensor *output) {
  if (input->count == 0) return;
  redoubt_changed_inputs inputs = changed_inputs_in(plan, scratch);
  gather_changes(plan, input, &inputs);
  run(isa, plan, packed, &inputs, accumulators, NULL, output);
}

void redoubt_difference_store(const redoubt_difference *plan, const redoubt_block *block,
                              const int32_t *accumulators, size_t first, int32_t count,
                              redoubt_differing_tensor *output) {
  int8_t bytes[REDOUBT_LANES];
  redoubt_block_store(block, accumulators, &plan->quantisation, bytes, count);
  for (int32_t lane = 0; lane < count; lane++) redoubt_differing_set(output, first + (size_t)lane, bytes[lane]);
}

static void compare(const int8_t *bytes, size_t first, size_t count, redoubt_differing_tensor *tensor) {
  size_t index = 0;
  while (index < count) {
    // Most bytes are equal: eight at a time.
    uint64_t a, b;
    if (index + 8 <= count) {
      memcpy(&a, bytes + index, 8);
      memcpy(&b, tensor->bytes + first + index, 8);
      if (a == b) {
        index += 8;
        continue;
      }
    }
    const size_t end = index + 8 <= count ? index + 8 : count;
    for (; index < end; index++) redoubt_differing_set(tensor, first + index, bytes[index]);
  }
}

void redoubt_difference_compare(redoubt_isa isa, const int8_t *bytes, size_t first, size_t count,
                                redoubt_differing_tensor *tensor) {
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) {
    redoubt_difference_compare_avx512(bytes, first, count, tensor);
    return;
  }
#else
  (void)isa;
#endif
  compare(bytes, first, count, tensor);
}

void redoubt_difference_revert(redoubt_differing_tensor *tensors, size_t count) {
  for (size_t index = 0; index < count; index++) {
    redoubt_differing_tensor *tensor = &tensors[index];
    for (size_t place = 0; place < tensor->count; place++) {
      int8_t *byte = &tensor->bytes[tensor->indices[place]];
      *byte = (int8_t)(*byte - tensor->deltas[place]);
    }
    tensor->count = 0;
  }
}
