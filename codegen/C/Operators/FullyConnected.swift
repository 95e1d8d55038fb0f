import RedoubtCore

enum CFullyConnected: COperator {
  static let code = FullyConnected<TFLM>.code
  static let name = "FULLY_CONNECTED"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    let p = try FullyConnectedParameters(node)
    let (channels, depth) = (p.weights.shape[0], p.weights.shape[1])
    program.use(kernel)
    let name = CProgram.name("fully_connected", node)
    var pairs = [p.perTensor]
    if let scales = p.perChannel {
      pairs = []
      for channel in 0..<channels { pairs.append(try scales.pair(channel)) }
    }
    let tables = program.multipliers(pairs, name: name)
    let numbers: [(name: String, value: Int)] = [
      ("batches", p.batches), ("depth", depth), ("channels", channels), ("input_offset", Int(p.inputOffset)),
      ("weight_offset", Int(p.weightOffset)), ("output_zero_point", Int(p.outputZeroPoint)),
      ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
      ("multiplier_step", pairs.count > 1 ? 1 : 0),
    ]
    let arrays = [
      ("weights", try program.place(p.weights, name: name + "_weights")),
      ("bias", try program.bias(p.bias, of: node, name: name + "_bias")), ("multipliers", tables.multipliers),
      ("shifts", tables.shifts),
    ]
    program.call(
      "fully_connected", node, fields: numbers.map { ($0.name, String($0.value)) } + arrays,
      arguments: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }

  static let kernel = CKernel(
    fileName: "fully_connected.c",
    declaration: """
      /* Weights: output channel, input element. */
      typedef struct {
        int32_t batches, depth, channels;
        /* Minus the zero points. */
        int32_t input_offset, weight_offset;
        int32_t output_zero_point, minimum, maximum;
        /* 1 where each channel has a multiplier and a shift of its own, 0 where all share one. */
        int32_t multiplier_step;
        const int8_t *weights;
        /* NULL without a bias. */
        const int32_t *bias;
        const int32_t *multipliers;
        const int8_t *shifts;
      } fully_connected_parameters;
      void fully_connected(const fully_connected_parameters *p, const int8_t *input, int8_t *output);

      """,
    source: #"""
      #include "fixed_point.h"
      #include "kernels.h"

      void fully_connected(const fully_connected_parameters *p, const int8_t *input, int8_t *output) {
        for (int32_t batch = 0; batch < p->batches; batch++, input += p->depth) {
          const int8_t *weights = p->weights;
          for (int32_t channel = 0; channel < p->channels; channel++, weights += p->depth) {
            uint32_t sum = p->bias != NULL ? (uint32_t)p->bias[channel] : 0;
            for (int32_t i = 0; i < p->depth; i++) {
              sum += (uint32_t)((input[i] + p->input_offset) * (weights[i] + p->weight_offset));
            }
            const int32_t pair = channel * p->multiplier_step;
            const int32_t scaled = requantise((int32_t)sum, p->multipliers[pair], p->shifts[pair]);
            *output++ = clamp(wrapping_add(scaled, p->output_zero_point), p->minimum, p->maximum);
          }
        }
      }

      """#)
}
