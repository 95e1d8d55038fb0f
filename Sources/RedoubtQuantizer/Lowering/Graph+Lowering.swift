import RedoubtModel

extension Graph {
  /// The int8 network: every activation with its quantisation, weights and biases as integers.
  ///
  /// - Parameters:
  ///   - activations: Quantisation of each activation.
  ///   - layers: The weights, by index of the operation; all operations with weights are there.
  func lowered(
    _ activations: ActivationQuantizations, _ layers: [Int: QuantizedLayer]
  ) throws(GraphError) -> Graph {
    var result = self
    result.filePermutations = [:]
    for i in values.indices {
      guard let quantization = activations.byValue[i] else { continue }
      result.values[i].type = .int8
      result.values[i].quantization = ValueQuantization(quantization)
    }
    for (index, operation) in operations.enumerated() {
      if let weighted = try WeightedLayer(self, operation: index), let layer = layers[index] {
        result.replaceWeights(weighted, by: layer)
      } else {
        for (place, id) in operation.inputs.enumerated() {
          guard let id, self[id].type == .float32, self[id].data != nil else { continue }
          let isCopied = try QuantizationRule.of(operation.kind) == .copying
          result.replaceConstant(
            id, at: place, of: index, by: isCopied ? activations[operation.outputs[0]] : nil)
        }
      }
    }
    result.removeUnused()
    return result
  }

  private mutating func replaceWeights(_ weighted: WeightedLayer, by layer: QuantizedLayer) {
    let operation = operations[weighted.operation]
    guard let weightsID = operation.inputs[1], let input = self[weighted.input].quantization?.scales.first
    else { return }
    let name = self[weighted.output].name
    let weights = add(
      Value(
        name: "\(name)/weights", shape: self[weightsID].shape, type: .int8,
        data: .int8(weighted.stored(layer.weights)),
        quantization: ValueQuantization(
          scales: layer.scales, zeroPoints: layer.scales.map { _ in 0 },
          dimension: weighted.isChannelsLast ? self[weightsID].shape.count - 1 : 0)))
    let bias = add(
      Value(
        name: "\(name)/bias", shape: [weighted.channels], type: .int32,
        data: .int32(layer.integerBias(inputScale: input)),
        quantization: ValueQuantization(
          scales: layer.scales.map { input * $0 }, zeroPoints: layer.scales.map { _ in 0 })))
    operations[weighted.operation].inputs = [weighted.input, weights, bias]
  }

  /// Makes a float operand int8.
  ///
  /// - Parameter quantization: Nil where the operand may have its own.
  private mutating func replaceConstant(
    _ id: ValueID, at place: Int, of operation: Int, by quantization: AffineQuantization?
  ) {
    let elements = self[id].data?.floats ?? []
    let range = ValueRange(
      low: Double(elements.min() ?? 0), high: Double(elements.max() ?? 0))
    let chosen = quantization ?? range.quantization
    operations[operation].inputs[place] = add(
      Value(
        name: self[id].name, shape: self[id].shape, type: .int8,
        data: .int8(elements.map { chosen.quantize($0) }), quantization: ValueQuantization(chosen)))
  }
}

extension ValueQuantization {
  init(_ quantization: AffineQuantization) {
    self.init(scales: [quantization.scale], zeroPoints: [Int64(quantization.zeroPoint)])
  }
}
