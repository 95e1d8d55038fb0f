#include "difference.h"

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
  const size_t taps = (size_t)window->kernel_height * (size_t)window->kernel_width;
  const size_t per_position = (size_t)plan->positions * REDOUBT_ENTRIES_PER_CHANGE * 4;
  const size_t per_cell = rounded_up((cells + 1) * 4);
  const size_t per_entry = rounded_up(cells * per_position + REDOUBT_ENTRY_SLACK * 4);
  const size_t per_met = rounded_up(taps * per_position + REDOUBT_ENTRY_SLACK * 4);
  inputs->words = (redoubt_larger(window->input_width, window->output_width) + 63) / 64;
  const size_t row_bytes = (size_t)inputs->words * 8;
  size_t next = 0;
  inputs->starts = (int32_t *)(scratch + next);
  inputs->totals = (int32_t *)(scratch + (next += per_cell));
  inputs->places = (int32_t *)(scratch + (next += per_cell));
  inputs->changes = (int32_t *)(scratch + (next += per_entry));
  inputs->met_rows = (int32_t *)(scratch + (next += per_entry));
  inputs->met_changes = (int32_t *)(scratch + (next += per_met));
  inputs->touched = (uint64_t *)(scratch + (next += per_met));
  inputs->changed = (uint64_t *)(scratch + (next += rounded_up(row_bytes * (size_t)window->output_height)));
  return next + rounded_up(row_bytes * (size_t)window->input_height);
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
  plan->clamp_is_exact = redoubt_clamp_is_exact(quantisation);
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
  if ((cells + taps) * plan->positions > INT32_MAX / redoubt_larger((int32_t)row_bytes, 64)) return false;
  plan->scratch_bytes = scratch_in(plan, NULL, &(redoubt_changed_inputs){0});
  return true;
}

void redoubt_difference_pack(const redoubt_difference *plan, void *packed, const int8_t *weights,
                             const int32_t *bias, const int32_t *multipliers, const int32_t *shifts) {
  const redoubt_window *window = &plan->window;
  const int32_t channels = window->output_channels, depth = window->input_channels;
  const size_t taps = (size_t)window->kernel_height * (size_t)window->kernel_width;
  memset(packed, 0, plan->packed_bytes);
  redoubt_blocks_clear(packed, REDOUBT_BLOCK_HEADER_BYTES, plan->blocks);
  uint8_t *rows = (uint8_t *)packed + (size_t)plan->blocks * REDOUBT_BLOCK_HEADER_BYTES;
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
        rows[row * row_bytes + (size_t)channel * 4 + (size_t)(input % 4)] = (uint8_t)(weight + REDOUBT_WEIGHT_BIAS);
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
                                   void *scratch, const int8_t *input,
                                   int32_t *accumulators) {
  redoubt_changed_inputs inputs;
  scratch_in(plan, scratch, &inputs);
  if (plan->is_depthwise) {
    redoubt_difference_gather_image_depthwise(plan, input, &inputs);
  } else {
    redoubt_difference_gather_image(plan, input, &inputs);
  }
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

/// Whether the operator as a whole is faster. In processor cycles as measured with AVX-512 on 3×3 convolutions of
/// 8×8×64, 16×16×32 and 32×32×16; a dot product of four channels with sixteen is the unit of work.
static bool is_dense(const redoubt_difference *plan, const redoubt_changed_inputs *inputs, int64_t touched) {
  const redoubt_window *window = &plan->window;
  const int64_t blocks = plan->blocks, pixels = (int64_t)window->output_height * window->output_width;
  const int64_t taps = (int64_t)window->kernel_height * window->kernel_width;
  const int64_t entries = inputs->starts[(size_t)inputs->end_row * (size_t)window->input_width];
  // Every entry is met by as many output pixels as the window has taps, fewer with strides.
  const int64_t units = entries * blocks * taps / ((int64_t)window->stride_height * window->stride_width);
  // What the interpreter needs to run an operator, and to bring its tensors to it and back.
  const int64_t fixed = 3000;
  // The depthwise kernel looks at every entry once per block; the operator as a whole takes a unit per block and tap.
  if (plan->is_depthwise) return touched * blocks * 100 + units * 4 > fixed + pixels * blocks * (taps * 2 + 20);
  const int64_t whole = fixed + pixels * blocks * (taps * plan->positions * 3 / 4 + 20);
  return touched * (100 + 40 * blocks) + units > whole;
}

bool redoubt_difference_inputs(redoubt_isa isa, const redoubt_difference *plan, const void *packed,
                               void *scratch, const int32_t *accumulators,
                               const redoubt_differing_tensor *input, redoubt_differing_tensor *output) {
  if (input->count == 0) return true;
  redoubt_changed_inputs inputs;
  scratch_in(plan, scratch, &inputs);
  if (plan->is_depthwise) {
    redoubt_difference_gather_depthwise(plan, input, &inputs);
  } else {
    redoubt_difference_gather(plan, input, &inputs);
  }
  if (is_dense(plan, &inputs, redoubt_difference_touch(plan, &inputs))) return false;
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
    // Copies, since a byte that is stored may lie anywhere.
    int8_t *const bytes = tensors[index].bytes;
    const uint32_t *const indices = tensors[index].indices;
    const int32_t *const deltas = tensors[index].deltas;
    const size_t changes = tensors[index].count;
    for (size_t place = 0; place < changes; place++) {
      int8_t *byte = &bytes[indices[place]];
      *byte = (int8_t)(*byte - deltas[place]);
    }
    tensors[index].count = 0;
  }
}
