import Foundation
import RedoubtModel

extension Graph {
  /// The network with small channels enlarged and their readers' weights reduced, such that the channels of an
  /// activation, which share one scale, fill it more evenly. It computes the same.
  ///
  /// - Parameters:
  ///   - reach: By value and channel: how far the channel's values go.
  ///   - strength: 0 leaves everything as it is, 1 makes all channels reach equally far.
  /// - Source: M. Nagel, M. van Baalen, T. Blankevoort, M. Welling, "Data-free quantization through weight
  ///   equalization and bias correction", ICCV 2019; here over sums and concatenations too.
  func equalized(_ reach: [[Float]?], strength: Double) throws(GraphError) -> Graph {
    let classes = ChannelClasses(self)
    var shares = [Double](repeating: 0, count: classes.count)
    for i in values.indices {
      let id = ValueID(index: i)
      guard let channels = reach[i], let largest = channels.max(), largest > 0 else { continue }
      for (member, channel) in zip(classes.members(id), channels) {
        let first = classes.first(of: member)
        shares[first] = max(shares[first], Double(channel) / Double(largest))
      }
    }
    // What each class is multiplied by; small channels by at most 64, as their reach is little known.
    let factors = shares.indices.map { i -> Double in
      guard shares[i] > 0, classes.canScale(i) else { return 1 }
      return pow(max(shares[i], 1.0 / 64), -strength)
    }
    func factor(_ id: ValueID, _ channel: Int) -> Double {
      factors[classes.first(of: classes.members(id).lowerBound + channel)]
    }
    var result = self
    for index in operations.indices {
      guard let layer = try WeightedLayer(self, operation: index) else { continue }
      var (rows, bias) = (layer.rows, layer.bias)
      let inputChannels = self[layer.input].shape.last ?? 1
      let perChannel = max(1, layer.channels / inputChannels)
      for c in 0..<layer.channels {
        let output = factor(layer.output, c)
        bias[c] = Float(Double(bias[c]) * output)
        for k in 0..<layer.depth {
          // Weights of a row run over the input's channels innermost; a depthwise row reads one.
          let channel = layer.isChannelsLast ? c / perChannel : k % inputChannels
          let place = c * layer.depth + k
          let isGrouped = !layer.isChannelsLast && layer.depth % inputChannels != 0
          let input = isGrouped ? 1 : factor(layer.input, channel)
          rows[place] = Float(Double(rows[place]) * output / input)
        }
      }
      result.replace(layer, rows: rows, bias: bias)
    }
    result.removeUnused()
    return result
  }

  private mutating func replace(_ layer: WeightedLayer, rows: [Float], bias: [Float]) {
    guard let weights = operations[layer.operation].inputs[1] else { return }
    let weightsID = addConstant(layer.stored(rows), shape: self[weights].shape, named: self[weights].name)
    let biasID = addConstant(bias, shape: [layer.channels], named: "\(self[layer.output].name)/bias")
    operations[layer.operation].inputs = [layer.input, weightsID, biasID]
  }
}
