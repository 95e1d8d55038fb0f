import ModelFixtures
import RedoubtModel
import Testing

@testable import RedoubtQuantizer

@Suite struct RoundingTests {
  /// Covariance of values that hang together, as neighbouring pixels do.
  private func covariance(depth: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let samples = (0..<(4 * depth)).map { _ -> [Double] in
      let common = Double.random(in: -1...1, using: &generator)
      return (0..<depth).map { _ in common + Double.random(in: -0.5...0.5, using: &generator) }
    }
    return (0..<(depth * depth)).map { place in
      samples.reduce(0) { $0 + $1[place / depth] * $1[place % depth] } / Double(samples.count)
    }
  }

  private func error(_ differences: [Double], _ covariance: [Double]) -> Double {
    let depth = differences.count
    return (0..<(depth * depth)).reduce(0) {
      $0 + differences[$1 / depth] * covariance[$1] * differences[$1 % depth]
    }
  }

  @Test func theFactorSolvesItsSystem() {
    let depth = 13
    let matrix = covariance(depth: depth, seed: 4)
    let factor = CholeskyFactor(matrix, size: depth)
    let wanted = (0..<depth).map { Double($0) - 5 }
    let right = (0..<depth).map { i in (0..<depth).reduce(0) { $0 + matrix[i * depth + $1] * wanted[$1] } }
    for (x, y) in zip(factor.solve(right), wanted) { #expect(abs(x - y) < 1e-8) }
  }

  @Test(arguments: [1, 2, 9, 40]) func outputsChangeLessThanWithNearestWeights(depth: Int) {
    let covariance = covariance(depth: depth, seed: 1)
    let rounding = LeastSquaresRounding(covariance: covariance, depth: depth)
    var generator = SeededGenerator(seed: 2)
    let scale = 0.1
    var (fitted, nearest) = (0.0, 0.0)
    for _ in 0..<50 {
      let weights = (0..<depth).map { _ in Double.random(in: -3...3, using: &generator) }
      let steps = rounding.round(weights, scale: scale).steps
      fitted += error(zip(weights, steps).map { $0 - scale * Double($1) }, covariance)
      nearest += error(weights.map { $0 - scale * ($0 / scale).rounded() }, covariance)
    }
    #expect(depth == 1 ? fitted == nearest : fitted < nearest)
  }

  @Test func twoWeightsAreRoundedAsTheBestOfAllPairsNearly() {
    let covariance = [1, 0.9, 0.9, 1.0]
    let rounding = LeastSquaresRounding(covariance: covariance, depth: 2)
    let weights = [0.4, 0.4]
    var best = Double.infinity
    for a in -2...2 {
      for b in -2...2 { best = min(best, error([0.4 - Double(a), 0.4 - Double(b)], covariance)) }
    }
    let steps = rounding.round(weights, scale: 1).steps
    // Nearest weights give 0, 0 and an error of 0.608; one of each gives 0.088.
    #expect(error(zip(weights, steps).map { $0 - Double($1) }, covariance) <= best + 1e-12)
  }

  @Test func whatIsNeverReadDoesNoHarm() {
    let rounding = LeastSquaresRounding(covariance: [0, 0, 0, 0], depth: 2)
    #expect(rounding.round([0.26, -3], scale: 0.1).steps == [3, -30])
    #expect(rounding.bestWeights([0.26, -3], target: [0, 0]) == [0.26, -3])
  }

  @Test func momentsAreThoseOfTheirSamples() {
    var generator = SeededGenerator(seed: 8)
    let (depth, outputs, count) = (11, 5, 100)
    let x = (0..<(count * depth)).map { _ in Float(Int.random(in: -255...255, using: &generator)) }
    let y = (0..<(count * outputs)).map { _ in Float.random(in: -1...1, using: &generator) }
    var moments = LayerMoments(depth: depth, outputs: outputs)
    var other = LayerMoments(depth: depth, outputs: outputs)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        moments.add(x: x, y: y, count: 60)
        other.add(x: x + 60 * depth, y: y + 60 * outputs, count: 40)
      }
    }
    moments.merge(other)
    func mean(_ f: (Int) -> Double) -> Double { (0..<count).reduce(0) { $0 + f($1) } / Double(count) }
    for i in 0..<depth {
      let mx = mean { Double(x[$0 * depth + i]) }
      for j in 0..<depth {
        let expected =
          mean { Double(x[$0 * depth + i]) * Double(x[$0 * depth + j]) } - mx
          * mean { Double(x[$0 * depth + j]) }
        #expect(abs(moments.covariance[i * depth + j] - expected) < 1e-6 * 255 * 255)
      }
      for c in 0..<outputs {
        let expected =
          mean { Double(x[$0 * depth + i]) * Double(y[$0 * outputs + c]) } - mx
          * mean { Double(y[$0 * outputs + c]) }
        #expect(abs(moments.covariance(output: c)[i] - expected) < 1e-4)
      }
    }
  }
}

@Suite struct QuantizedLayerTests {
  private let input = AffineQuantization(scale: 0.01, zeroPoint: 0)
  private let output = AffineQuantization(scale: 0.1, zeroPoint: 0)

  private func layer(_ weights: [Float], bias: [Float]) throws -> WeightedLayer {
    var graph = Graph()
    let depth = weights.count / bias.count
    let x = graph.add(Value(name: "x", shape: [1, depth]))
    graph.inputs = [x]
    let w = graph.addConstant(weights, shape: [bias.count, depth], named: "w")
    let b = graph.addConstant(bias, shape: [bias.count], named: "b")
    graph.outputs = try graph.append(FullyConnectedKind(), named: "layer", inputs: [x, w, b])
    return try #require(try WeightedLayer(graph, operation: 0))
  }

  @Test(arguments: [0, 1e-6, 1, 1e5, 3e8] as [Float]) func biasesFitTheirAccumulators(bias: Float) throws {
    for weight: Float in [0, 1e-9, 0.5] {
      let layer = try layer([weight, -weight, weight, 0], bias: [bias, -bias])
      let quantized = QuantizedLayer.nearest(layer, input: input, output: output)
      for (c, steps) in quantized.integerBias(inputScale: input.scale).enumerated() {
        #expect(abs(Double(steps)) <= QuantizedLayer.largestBias)
        let real = Double(steps) * Double(input.scale) * Double(quantized.scales[c])
        // To a hundredth of an output step, or to float32's own precision.
        #expect(abs(real - Double(layer.bias[c])) <= max(0.001, Double(bias) * 1e-6), "\(weight)")
      }
      #expect(quantized.scales.allSatisfy { $0.isNormal && $0 > 0 })
    }
  }

  @Test func theLargestWeightOfAChannelFallsOn127() throws {
    let quantized = QuantizedLayer.nearest(
      try layer([1, -2, 0.5, 100, 25, -50], bias: [0, 0]), input: input, output: output)
    #expect(quantized.weights == [64, -127, 32, 127, 32, -64])
  }

  @Test func weightsThatAreNotNumbersAreRefused() {
    #expect(throws: GraphError.self) { try layer([1, .nan], bias: [0]) }
  }
}
