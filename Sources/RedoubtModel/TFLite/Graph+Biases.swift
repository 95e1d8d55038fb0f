extension Graph {
  /// Gives every CONV_2D without a bias one of zeros, since LiteRT takes none without.
  ///
  /// A convolution of int8 weights gets an int32 bias with the scales inputScale × weightScale.
  mutating func addMissingBiases() {
    for i in operations.indices where operations[i].kind is Conv2DKind && operations[i].inputs.count >= 2 {
      if operations[i].inputs.count > 2, operations[i].inputs[2] != nil { continue }
      guard let input = operations[i].inputs[0], let weights = operations[i].inputs[1],
        let channels = self[weights].shape.first
      else { continue }
      var bias = Value(
        name: "\(self[operations[i].outputs[0]].name)/bias", shape: [channels],
        data: .float32([Float](repeating: 0, count: channels)))
      if let inputScale = self[input].quantization?.scales.first,
        let scales = self[weights].quantization?.scales
      {
        bias.type = .int32
        bias.data = .int32([Int32](repeating: 0, count: channels))
        bias.quantization = ValueQuantization(
          scales: scales.map { inputScale * $0 }, zeroPoints: scales.map { _ in 0 })
      }
      operations[i].inputs = [input, weights, add(bias)]
    }
  }
}
