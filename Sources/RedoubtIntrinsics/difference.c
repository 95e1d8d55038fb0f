#include "difference_pixels.h"

#include <string.h>

#include "requantisation.h"
#include "staging.h"

static size_t rounded_up(size_t bytes) { return (bytes + 63) / 64 * 64; }


/// Divides scratch memory.
///
/// Returns the bytes that it needs.
static size_t scratch_in(const redoubt_difference *plan, char *scratch, redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const size_t cells = (size_t)window->input_height * (size_t)window->input_width;
  const int32_t widest = redoubt_larger(window->input_width, window->output_width);
  const size_t per_cell = rounded_up((cells + 1) * 4);
  const size_t per_entry = rounded_up((cells * (size_t)plan->positions + REDOUBT_ENTRY_SLACK) * 4);
  size_t next = 0;
  for (int sign = 0; sign < 2; sign++) {
    inputs->signs[sign].starts = (int32_t *)(scratch + next);
    inputs->signs[sign].places = (int32_t *)(scratch + (next += per_cell));
    inputs->signs[sign].magnitudes = (uint32_t *)(scratch + (next += per_entry));
    next += per_entry;
  }
  inputs->words = (widest + 63) / 64;
  inputs->touched = (uint64_t *)(scratch + next);
  inputs->changed = (uint64_t *)(scratch + (next += rounded_up((size_t)inputs->words * 8)));
  return next + rounded_up((size_t)inputs->words * 8 * (size_t)window->input_height);
}

bool redoubt_difference_prepare(const redoubt_window *window, const redoubt_quantisation *quantisation,
                                bool is_depthwise, redoubt_difference *plan) {
  redoubt_staged_size staged;
  if (!redoubt_staged_size_make(window, &staged)) return false;
  if (window->dilation_height != 1 || window->dilation_width != 1) return false;
  if (window->kernel_height > REDOUBT_LARGEST_KERNEL || window->kernel_width > REDOUBT_LARGEST_KERNEL) return false;
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
  const int64_t cells = (int64_t)window->input_height * window->input_width;
  if ((cells + taps) * plan->positions > INT32_MAX / 64) return false;
  plan->scratch_bytes = scratch_in(plan, NULL, &(redoubt_changed_inputs){0});
  plan->dense_bytes = is_depthwise ? 64 : rounded_up((size_t)(cells * plan->positions) * 4);
  return true;
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

/// Entries for a whole image as a difference from the zero point, zeros among them.
static void gather_image(const redoubt_difference *plan, const int8_t *input, redoubt_changed_inputs *inputs) {
  const redoubt_window *window = &plan->window;
  const int32_t zero_point = plan->quantisation.input_zero_point;
  const int32_t pixels = window->input_height * window->input_width, depth = window->input_channels;
  inputs->first_row = 0;
  inputs->end_row = window->input_height;
  for (int sign = 0; sign < 2; sign++) {
    // No byte lies below the lowest zero point.
    const int32_t positions = sign == REDOUBT_FALLING && zero_point == -128 ? 0 : plan->positions;
    redoubt_entries *entries = &inputs->signs[sign];
    for (int32_t pixel = 0; pixel <= pixels; pixel++) entries->starts[pixel] = pixel * positions;
    if (positions == 0) continue;
    for (int32_t entry = 0; entry < pixels * positions; entry++) entries->places[entry] = entry;
    const int32_t bytes = plan->is_depthwise ? 4 : 1, last = plan->positions * (plan->is_depthwise ? 1 : 4) - depth;
    uint8_t *to = (uint8_t *)entries->magnitudes;
    if (plan->is_depthwise || last > 0) memset(to, 0, (size_t)(pixels * positions) * 4);
    const int8_t *from = input;
    for (int32_t pixel = 0; pixel < pixels; pixel++) {
      for (int32_t channel = 0; channel < depth; channel++) {
        const int32_t value = sign == REDOUBT_RISING ? from[channel] - zero_point : zero_point - from[channel];
        to[channel * bytes] = (uint8_t)redoubt_larger(value, 0);
      }
      from += depth;
      to += positions * 4;
    }
  }
}

static redoubt_difference_gather *gather_of(redoubt_isa isa, const redoubt_difference *plan) {
  if (plan->is_depthwise) return redoubt_difference_gather_depthwise;
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) return redoubt_difference_gather_avx512;
#else
  (void)isa;
#endif
  return redoubt_difference_gather_portable;
}

static redoubt_difference_run *run_of(redoubt_isa isa, const redoubt_difference *plan) {
  if (plan->is_depthwise) return redoubt_difference_run_depthwise;
#if defined(__x86_64__)
  if (isa == REDOUBT_ISA_AVX512_VNNI) return redoubt_difference_run_avx512;
#else
  (void)isa;
#endif
  return redoubt_difference_run_portable;
}

void redoubt_difference_accumulate(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                                   const redoubt_difference_memory *memory, const int8_t *input,
                                   int32_t *accumulators) {
  redoubt_changed_inputs inputs = {.dense = {memory->rising, memory->falling}};
  scratch_in(plan, memory->scratch, &inputs);
  gather_image(plan, input, &inputs);
  // The image of zero points has the biases as its accumulators. They begin each block, so they are collected in the
  // last pixel's place, which is written last.
  const size_t lanes = (size_t)plan->blocks * REDOUBT_LANES;
  int32_t *biases = accumulators + plan->accumulators - lanes;
  for (int32_t index = 0; index < plan->blocks; index++) {
    memcpy(biases + index * REDOUBT_LANES, redoubt_difference_block(packed, index)->bias,
           REDOUBT_LANES * sizeof(int32_t));
  }
  redoubt_differing_tensor none = {0};
  run_of(isa, plan)(plan, packed, &inputs, biases, accumulators, &none);
}

/// Output pixels whose window meets a changed pixel.
static int64_t touched_pixels(const redoubt_difference *plan, const redoubt_changed_inputs *inputs) {
  int64_t pixels = 0;
  for (int32_t y = 0; y < plan->window.output_height; y++) {
    if (!redoubt_mark_row(plan, inputs, y)) continue;
    for (int32_t word = 0; word < inputs->words; word++) pixels += __builtin_popcountll(inputs->touched[word]);
  }
  return pixels;
}

/// Whether the operator as a whole is faster. In processor cycles as measured with AVX-512 on 3×3 convolutions of
/// 8×8×64, 16×16×32 and 32×32×16; a dot product of four channels with sixteen is the unit of work.
static bool is_dense(const redoubt_difference *plan, const redoubt_changed_inputs *inputs) {
  if (plan->is_depthwise) return false;
  const redoubt_window *window = &plan->window;
  const int64_t blocks = plan->blocks, pixels = (int64_t)window->output_height * window->output_width;
  const int64_t taps = (int64_t)window->kernel_height * window->kernel_width;
  const size_t end = (size_t)inputs->end_row * (size_t)window->input_width;
  const int64_t entries = (int64_t)inputs->signs[0].starts[end] + inputs->signs[1].starts[end];
  // Every entry is met by as many output pixels as the window has taps, fewer with strides.
  const int64_t units = entries * blocks * taps / ((int64_t)window->stride_height * window->stride_width);
  const int64_t whole = pixels * blocks * (taps * plan->positions * 2 + 30);
  return touched_pixels(plan, inputs) * (130 + 130 * blocks) + units * 4 > whole;
}

bool redoubt_difference_inputs(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                               const redoubt_difference_memory *memory, const int32_t *accumulators,
                               const redoubt_differing_tensor *input, redoubt_differing_tensor *output) {
  if (input->count == 0) return true;
  redoubt_changed_inputs inputs = {.dense = {memory->rising, memory->falling}};
  scratch_in(plan, memory->scratch, &inputs);
  gather_of(isa, plan)(plan, input, &inputs);
  if (is_dense(plan, &inputs)) return false;
  run_of(isa, plan)(plan, packed, &inputs, accumulators, NULL, output);
  return true;
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
