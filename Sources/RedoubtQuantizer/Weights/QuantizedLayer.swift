import RedoubtModel

/// The int8 weights of a layer.
struct QuantizedLayer: Equatable, Sendable {
  /// −127 … 127, in the order of `WeightedLayer.rows`.
  var weights: [Int8]
  /// Per output channel.
  var scales: [Float]
  /// Real numbers, per output channel; they become int32 when the input's scale is settled.
  var bias: [Float]

  /// Largest magnitude of an int32 bias: it leaves the accumulator room for the products.
  static let largestBias = Double(1 << 30)

  /// Weights rounded to the nearest steps; the largest of each channel falls on 127.
  ///
  /// - Parameter input, output: Quantisation of the layer's input and output.
  static func nearest(
    _ layer: WeightedLayer, input: AffineQuantization, output: AffineQuantization
  ) -> QuantizedLayer {
    var result = QuantizedLayer(weights: [], scales: [], bias: layer.bias)
    for c in 0..<layer.channels {
      let row = layer.rows[(c * layer.depth)..<((c + 1) * layer.depth)]
      let scale = smallestScale(
        largest: row.reduce(0) { max($0, abs($1)) }, bias: layer.bias[c], input: input, output: output)
      result.scales.append(scale)
      for weight in row { result.weights.append(quantize(weight, scale)) }
    }
    return result
  }

  /// The finest scale at which weights up to `largest` fit −127 … 127 and the bias fits its range.
  static func smallestScale(
    largest: Float, bias: Float, input: AffineQuantization, output: AffineQuantization
  ) -> Float {
    let forBias = Double(abs(bias)) / (Double(input.scale) * largestBias)
    // A channel without weights gets bias steps of 1/256 output step: enough, whatever the bias is.
    let unit = Double(output.scale) / Double(input.scale) / 256
    let scale = max(Double(largest) / 127, forBias)
    return Float(scale > unit * 0x1p-20 ? scale : max(unit, forBias))
  }

  static func quantize(_ weight: Float, _ scale: Float) -> Int8 {
    Int8(max(-127, min(127, (weight / scale).rounded(.toNearestOrAwayFromZero))))
  }

  /// The bias in steps of inputScale × weightScale.
  func integerBias(inputScale: Float) -> [Int32] {
    zip(bias, scales).map { bias, scale in
      let steps = (Double(bias) / (Double(inputScale) * Double(scale))).rounded(.toNearestOrAwayFromZero)
      return Int32(max(-Self.largestBias, min(Self.largestBias, steps)))
    }
  }
}
