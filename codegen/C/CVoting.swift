/// What carries out the protection in C: `voting.h` and `voting.c`, of which only the parts in use are written.
struct CVoting {
  let protection: ProgramProtection

  private var hasUnits: Bool { protection.hasRows || protection.hasComputation }

  var header: String {
    """
    #ifndef VOTING_H
    #define VOTING_H

    #include <stdint.h>

    /* A tensor with protected channels. */
    typedef struct {
      /* Four numbers for each: channel; 1 voted parameters, 2 stored three times, 4 computed three times; its row in
         words of either parameter bank or -1; its plane in bytes of either activation bank or -1. */
      const int32_t *units;
      int32_t unit_count, channels;
      /* Bytes of one channel. */
      int32_t cells;
    } protected_tensor;
    \(protection.hasPlanes ? Self.planesHeader : "")\(protection.hasCopies ? Self.copiesHeader : "")\
    \(hasUnits ? Self.unitsHeader : "")
    #endif

    """
  }

  private static let planesHeader = """

    /* Votes every byte of the protected channels before it is used; where copies differ, all become the majority. */
    void vote_planes(int8_t *tensor, const protected_tensor *t);

    """

  private static let copiesHeader = """

    /* Stores the channels that are protected so in both activation banks. */
    void store_planes(const int8_t *tensor, const protected_tensor *t);

    """

  private static let unitsHeader = """

    /* The parameters of one output channel; `step` is the distance of neighbouring weights. */
    typedef struct {
      const int8_t *weights;
      int32_t step;
      int32_t bias, multiplier, shift;
    } channel_parameters;

    /* Computes one channel: an output every `stride` bytes. */
    typedef void channel_function(const void *parameters, const channel_parameters *c, int32_t channel,
        const int8_t *input, int8_t *output, int32_t stride);

    /* An operator with weights. */
    typedef struct {
      channel_function *run;
      const void *parameters;
      const int8_t *weights;
      /* NULL without a bias. */
      const int32_t *bias;
      const int32_t *multipliers;
      const int8_t *shifts;
      /* 1 where each channel has a multiplier and a shift of its own, 0 where all share one. */
      int32_t pair_step;
      /* Weights of a channel; the distance of two channels, and of two weights of a channel. */
      int32_t weight_count, channel_step, weight_step;
      /* Distance of the first weight from the start of a word: weights are voted in words. */
      int32_t phase;
      /* Exclusive-or channel, plus 1: the first word of a channel's row. */
      uint32_t tag;
      /* Room for one row of weights. */
      int8_t *row;
      const protected_tensor *tensor;
    } protected_operator;

    /* Behind the operator itself: computes again the channels of which copies of the parameters differ, from what the
       majority says, and twice more those that are computed three times. */
    void run_units(const protected_operator *o, const int8_t *input, int8_t *output);

    """

  var source: String {
    """
    #include "voting.h"

    #include <stddef.h>

    #include "banks.h"
    #include "model.h"

    static uint32_t corrected, disagreed;

    uint32_t model_corrected(void) { return corrected; }
    uint32_t model_disagreed(void) { return disagreed; }

    /* Counts copies of which the first two differ; the majority of each bit. */
    static uint32_t settle(uint32_t a, uint32_t b, uint32_t c) {
      if (a == c || b == c) {
        corrected++;
      } else {
        disagreed++;
      }
      return (a & b) | (c & (a | b));
    }
    \(protection.hasPlanes ? Self.planesSource : "")\(protection.hasCopies ? Self.copiesSource : "")\
    \(hasUnits ? Self.opaqueSource : "")\(protection.hasRows ? Self.rowsSource : "")\(hasUnits ? unitsSource : "")
    """
  }

  private static let opaqueSource = """

    /* The pointer itself, of which the optimiser may no longer assume anything: it must load what it leads to, and may
       not take one copy for another. */
    static const void *opaque(const void *pointer) {
      const void *volatile copy = pointer;
      return copy;
    }

    """

  private static let planesSource = """

    void vote_planes(int8_t *tensor, const protected_tensor *t) {
      for (int32_t k = 0; k < t->unit_count; k++) {
        const int32_t *unit = t->units + 4 * k;
        if (unit[3] < 0) continue;
        const volatile int8_t *bank1 = model_activations1 + unit[3], *bank2 = model_activations2 + unit[3];
        int8_t *plane = tensor + unit[0];
        for (int32_t cell = 0; cell < t->cells; cell++, plane += t->channels) {
          const uint8_t a = (uint8_t)*plane, b = (uint8_t)bank1[cell];
          if (a == b) continue;
          const int8_t majority = (int8_t)settle(a, b, (uint8_t)bank2[cell]);
          *plane = majority;
          model_activations1[unit[3] + cell] = majority;
          model_activations2[unit[3] + cell] = majority;
        }
      }
    }

    """

  private static let copiesSource = """

    void store_planes(const int8_t *tensor, const protected_tensor *t) {
      for (int32_t k = 0; k < t->unit_count; k++) {
        const int32_t *unit = t->units + 4 * k;
        if ((unit[1] & 2) == 0) continue;
        const int8_t *plane = tensor + unit[0];
        for (int32_t cell = 0; cell < t->cells; cell++, plane += t->channels) {
          model_activations1[unit[3] + cell] = *plane;
          model_activations2[unit[3] + cell] = *plane;
        }
      }
    }

    """

  private static let rowsSource = """

    static uint32_t vote(uint32_t a, const uint32_t *bank1, const uint32_t *bank2) {
      return a == *bank1 ? a : settle(a, *bank1, *bank2);
    }

    /* Four weights of copy 0 as a word, the first one lowest; what lies outside of the row is 0. */
    static uint32_t weights_word(const uint8_t *weights, int32_t step, int32_t first, int32_t count) {
      if (step == 1 && first >= 0 && first + 4 <= count) {
        const uint8_t *w = weights + first;
        return w[0] | (uint32_t)w[1] << 8 | (uint32_t)w[2] << 16 | (uint32_t)w[3] << 24;
      }
      uint32_t word = 0;
      for (int32_t k = 0; k < 4; k++) {
        const int32_t i = first + k;
        if (i >= 0 && i < count) word |= (uint32_t)weights[i * step] << (8 * k);
      }
      return word;
    }

    /* The bits of a bank's word that hold weights of the row. */
    static uint32_t weights_mask(int32_t first, int32_t count) {
      uint32_t mask = UINT32_MAX;
      if (first < 0) mask <<= 8 * -first;
      if (first + 4 > count) mask &= UINT32_MAX >> (8 * (first + 4 - count));
      return mask;
    }

    /* Votes a channel's weights; `c` gets the row where some deviate. */
    static void vote_weights(const protected_operator *o, channel_parameters *c, int32_t phase, const uint32_t *bank1,
        const uint32_t *bank2) {
      const uint8_t *weights = (const uint8_t *)c->weights;
      int32_t first = -phase;
      const uint32_t *word = bank1;
      while (first < o->weight_count) {
        const uint32_t mask = weights_mask(first, o->weight_count);
        if (weights_word(weights, c->step, first, o->weight_count) != (*word++ & mask)) break;
        first += 4;
      }
      if (first >= o->weight_count) return;
      for (first = -phase; first < o->weight_count; first += 4, bank1++, bank2++) {
        const uint32_t mask = weights_mask(first, o->weight_count);
        const uint32_t a = weights_word(weights, c->step, first, o->weight_count), b = *bank1 & mask;
        const uint32_t majority = a == b ? a : settle(a, b, *bank2 & mask);
        for (int32_t k = 0; k < 4; k++) {
          const int32_t i = first + k;
          if (i >= 0 && i < o->weight_count) o->row[i] = (int8_t)(majority >> (8 * k));
        }
      }
      c->weights = o->row;
      c->step = 1;
    }

    /* Votes a unit's parameters; true where a copy 0 deviated or weights did. */
    static int vote_row(const protected_operator *o, const int32_t *unit, channel_parameters *c) {
      const uint32_t *bank1 = (const uint32_t *)opaque(model_bank1 + unit[2]);
      const uint32_t *bank2 = (const uint32_t *)opaque(model_bank2 + unit[2]);
      const channel_parameters copy0 = *c;
      vote((o->tag ^ (uint32_t)unit[0]) + 1, bank1, bank2);
      c->multiplier = (int32_t)vote((uint32_t)copy0.multiplier, bank1 + 2, bank2 + 2);
      c->shift = (int32_t)vote((uint32_t)copy0.shift, bank1 + 3, bank2 + 3);
      if (o->bias != NULL) c->bias = (int32_t)vote((uint32_t)copy0.bias, bank1 + 1, bank2 + 1);
      const int32_t phase = o->weight_step == 1 ? (o->phase + unit[0] * o->weight_count) & 3 : 0;
      vote_weights(o, c, phase, bank1 + 4, bank2 + 4);
      return c->multiplier != copy0.multiplier || c->shift != copy0.shift || c->bias != copy0.bias
          || c->weights != copy0.weights;
    }

    """

  private var unitsSource: String {
    let rows = """
            if ((unit[1] & 1) != 0 && vote_row(o, unit, &c)) {
              o->run(o->parameters, &c, channel, input, output + channel, t->channels);
            }

      """
    let computation = """
            if ((unit[1] & 4) != 0) {
              o->run(o->parameters, &c, channel, opaque(input), model_activations1 + unit[3], 1);
              o->run(o->parameters, &c, channel, opaque(input), model_activations2 + unit[3], 1);
            }

      """
    return """

      void run_units(const protected_operator *o, const int8_t *input, int8_t *output) {
        const protected_tensor *t = o->tensor;
      \(protection.hasRows ? "" : "  (void)output;\n")\
        for (int32_t k = 0; k < t->unit_count; k++) {
          const int32_t *unit = t->units + 4 * k;
          const int32_t channel = unit[0], pair = channel * o->pair_step;
          channel_parameters c = {
              .weights = (const int8_t *)opaque(o->weights + channel * o->channel_step),
              .step = o->weight_step,
              .bias = o->bias != NULL ? ((const int32_t *)opaque(o->bias))[channel] : 0,
              .multiplier = ((const int32_t *)opaque(o->multipliers))[pair],
              .shift = ((const int8_t *)opaque(o->shifts))[pair],
          };
      \(protection.hasRows ? rows : "")\(protection.hasComputation ? computation : "")  }
      }

      """
  }
}
