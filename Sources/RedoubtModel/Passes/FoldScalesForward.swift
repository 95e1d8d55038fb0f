extension Graph {
  /// Folds multiplications and additions by constants per channel, without an activation, into the convolutions and
  /// fully connected layers that read them.
  ///
  /// Additions only into layers whose windows never reach padding: a padded cell is 0, not the constant.
  public mutating func foldScalesForward() {
    // From the back, so that a chain of them moves as a whole.
    for i in operations.indices.reversed() {
      guard operations[i].kind.activation == .none, let affine = channelAffine(operations[i]),
        let readers = ValueUses(self).readersInside(operations[i].outputs[0]), !readers.isEmpty,
        Set(readers).count == readers.count
      else { continue }
      var layers: [(index: Int, layer: WeightedLayer)] = []
      for reader in readers {
        guard let layer = WeightedLayer(operations[reader], in: self),
          layer.input == operations[i].outputs[0],
          affine.shift == nil || layer.isUnpadded
        else { break }
        layers.append((reader, layer))
      }
      guard layers.count == readers.count else { continue }
      for (index, layer) in layers {
        layer.absorbing(affine).store(index, in: &self)
        operations[index].inputs[0] = affine.input
      }
      // What stands before it has other readers now.
      operations.remove(at: i)
    }
    removeUnused()
  }

  /// Makes depthwise convolutions of one cell from additions and multiplications per channel of [N, H, W, C] that no
  /// layer could take in: their int8 form has a scale per channel and an exact bias, where an int8 constant operand has
  /// one scale for all channels.
  ///
  /// `foldScalesAndShifts` then takes those that follow into them.
  public mutating func replaceScalesByDepthwiseConvolutions() {
    let uses = ValueUses(self)
    var isReplaced = [Bool](repeating: false, count: operations.count)
    for i in operations.indices {
      guard let affine = channelAffine(operations[i]), self[affine.input].shape.count == 4,
        !self[affine.input].shape.contains(0), let channels = self[affine.input].shape.last
      else { continue }
      let isNegated = operations[i].kind is SubKind && affine.scale != nil
      isReplaced[i] = true
      if let before = uses.producer(of: affine.input), isReplaced[before], !isNegated,
        uses.onlyReader(of: affine.input) != nil, operations[before].kind.activation == .none
      {
        continue
      }
      let name = self[operations[i].outputs[0]].name
      let scale = affine.scale ?? [Float](repeating: 1, count: channels)
      let weights = addConstant(scale, shape: [1, 1, 1, channels], named: "\(name)/scale")
      let bias = addConstant(
        affine.shift ?? [Float](repeating: 0, count: channels), shape: [channels], named: "\(name)/shift")
      operations[i].kind = DepthwiseConv2DKind(
        window: WindowAttributes(padding: .valid), activation: operations[i].kind.activation)
      operations[i].inputs = [affine.input, weights, bias]
    }
    removeUnused()
  }
}

extension WeightedLayer {
  /// The layer that gives for x what this one gives for scale × x + shift.
  fileprivate func absorbing(_ affine: ChannelAffine) -> WeightedLayer {
    var result = self
    if let shift = affine.shift {
      var sums = bias.map { Double($0) }
      for i in weights.indices {
        sums[outputChannel(ofWeight: i)] += Double(weights[i]) * Double(shift[inputChannel(ofWeight: i)])
      }
      result.bias = sums.map { Float($0) }
    }
    if let scale = affine.scale {
      for i in weights.indices { result.weights[i] *= scale[inputChannel(ofWeight: i)] }
    }
    return result
  }
}
