import RedoubtModel

/// The int8 weights of one output channel.
struct QuantizedRow: Sendable {
  let weights: [Int8]
  let scale: Float
  /// Real number.
  let bias: Float

  /// Scales that are tried, as shares of the one at which the largest weight falls on 127. Smaller ones clip it and
  /// are finer for the rest; among several near ones one often happens to suit the weights.
  private static let shares: [Float] = (0..<13).map { 0.8 + 0.02 * Float($0) }

  /// Rounds for the least error of the layer's outputs.
  ///
  /// - Parameters:
  ///   - moments: Of the channel's group, in steps of the input; `place` is the channel's place in the group.
  init(
    _ layer: WeightedLayer, channel: Int, _ rounding: LeastSquaresRounding, _ moments: LayerMoments,
    output place: Int, _ input: AffineQuantization, _ output: AffineQuantization
  ) {
    let step = Double(input.scale)
    let row = layer.rows[(channel * layer.depth)..<((channel + 1) * layer.depth)].map { Double($0) * step }
    let best = rounding.bestWeights(row, target: moments.covariance(output: place))
    let largest = Float(best.reduce(0) { max($0, abs($1)) } / step)
    let full = QuantizedLayer.smallestScale(
      largest: largest, bias: layer.bias[channel], input: input, output: output)
    // A scale that the bias has set must not shrink.
    let shares = full > largest / 127 * 1.001 ? [1] : Self.shares
    var chosen = (steps: [Int8](), error: Double.infinity)
    var chosenScale = full
    for share in shares {
      let rounded = rounding.round(best, scale: Double(full * share) * step)
      if rounded.error < chosen.error { (chosen, chosenScale) = (rounded, full * share) }
    }
    weights = chosen.steps
    scale = chosenScale
    // The bias makes the mean right, whatever the weights have become.
    let mean = zip(chosen.steps, moments.meanX).reduce(0.0) { $0 + Double($1.0) * $1.1 }
    bias = Float(moments.meanY[place] - mean * Double(chosenScale) * step)
  }
}
