import ModelFixtures
import RedoubtModel
import Testing

struct WindowCase: Sendable, CustomTestStringConvertible {
  var kernel, stride, dilation: Int
  var isSame: Bool

  var testDescription: String {
    "kernel \(kernel), stride \(stride), dilation \(dilation), \(isSame ? "SAME" : "VALID")"
  }

  /// Strides that divide the padding and ones that do not; a column stride of its own for the unequal cases.
  static let all: [WindowCase] = [1, 2, 3].flatMap { kernel in
    [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)].flatMap { stride, dilation in
      [true, false].map { WindowCase(kernel: kernel, stride: stride, dilation: dilation, isSame: $0) }
    }
  }

  /// The window over an input of 7 × 8 cells.
  func oracle(_ input: [Float], channels: Int) -> WindowedOracle {
    WindowedOracle(
      input: input, height: 7, width: 8, channels: channels, kernel: (kernel, min(kernel, 2)),
      stride: (stride, stride), dilation: (dilation, dilation), isSame: isSame)
  }

  var attributes: WindowAttributes {
    let extent = { (n: Int) in SpatialExtent(rows: Int32(n), columns: Int32(n)) }
    return WindowAttributes(
      padding: isSame ? .same : .valid, strides: extent(stride), dilations: extent(dilation))
  }
}

@Suite struct WindowedOperationTests {
  private func floats(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -2...2, using: &generator) }
  }

  private func expectClose(_ tensor: HostTensor, _ expected: [Double], _ comment: Comment) throws {
    let elements = try #require(tensor.data.floats)
    try #require(elements.count == expected.count, comment)
    let worst = zip(elements, expected).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(worst < 2e-5, comment)
  }

  @Test(arguments: WindowCase.all, [(1, 1), (3, 1), (4, 2), (5, 1), (17, 1), (6, 6)])
  func convolutionMatchesPlainLoops(_ window: WindowCase, _ channels: (Int, Int)) throws {
    var generator = SeededGenerator("convolution")
    let (count, groups) = channels
    for outputs in [1, 4, 9] {
      let outputChannels = outputs * groups
      let oracle = window.oracle(floats(7 * 8 * count, &generator), channels: count)
      let shape = [outputChannels, window.kernel, min(window.kernel, 2), count / groups]
      let weights = floats(shape.reduce(1, *), &generator)
      let bias = floats(outputChannels, &generator)
      let result = try Conv2DKind(window: window.attributes).evaluate([
        HostTensor(shape: [1, 7, 8, count], oracle.input), HostTensor(shape: shape, weights),
        HostTensor(shape: [outputChannels], bias),
      ])
      #expect(result[0].shape == [1, oracle.outputHeight, oracle.outputWidth, outputChannels])
      let expected = oracle.convolution(
        weights: weights, bias: bias, outputChannels: outputChannels, groups: groups)
      try expectClose(result[0], expected, "\(count) channels, \(groups) groups, \(outputChannels) outputs")
    }
  }

  @Test(arguments: WindowCase.all, [1, 3, 9])
  func depthwiseConvolutionMatchesPlainLoops(_ window: WindowCase, _ channels: Int) throws {
    var generator = SeededGenerator("depthwise")
    for multiplier in [1, 2] {
      let outputs = channels * multiplier
      let oracle = window.oracle(floats(7 * 8 * channels, &generator), channels: channels)
      let (rows, columns) = (window.kernel, min(window.kernel, 2))
      let weights = floats(rows * columns * outputs, &generator)
      let bias = floats(outputs, &generator)
      let result = try DepthwiseConv2DKind(
        window: window.attributes, depthMultiplier: Int32(multiplier)
      ).evaluate([
        HostTensor(shape: [1, 7, 8, channels], oracle.input),
        HostTensor(shape: [1, rows, columns, outputs], weights), HostTensor(shape: [outputs], bias),
      ])
      let perOutput = (0..<outputs).flatMap { o in (0..<(rows * columns)).map { weights[$0 * outputs + o] } }
      let expected = oracle.convolution(
        weights: perOutput, bias: bias, outputChannels: outputs, groups: channels)
      try expectClose(result[0], expected, "multiplier \(multiplier)")
    }
  }

  @Test(arguments: WindowCase.all.filter { $0.dilation == 1 })
  func poolsLeavePaddingOut(_ window: WindowCase) throws {
    var generator = SeededGenerator("pool")
    let oracle = window.oracle(floats(7 * 8 * 5, &generator), channels: 5)
    let input = HostTensor(shape: [1, 7, 8, 5], oracle.input)
    let filter = SpatialExtent(rows: Int32(window.kernel), columns: Int32(min(window.kernel, 2)))
    let average = try AveragePool2DKind(filter: filter, window: window.attributes).evaluate([input])
    try expectClose(average[0], oracle.pool { $0.reduce(0, +) / Double($0.count) }, "average")
    let largest = try MaxPool2DKind(filter: filter, window: window.attributes).evaluate([input])
    try expectClose(largest[0], oracle.pool { $0.max() ?? 0 }, "largest")
  }

  @Test func imagesOfABatchAreIndependent() throws {
    var generator = SeededGenerator("batch")
    let images = [floats(7 * 8 * 3, &generator), floats(7 * 8 * 3, &generator)]
    let weights = HostTensor(shape: [4, 3, 3, 3], floats(108, &generator))
    let kind = Conv2DKind(window: WindowAttributes(padding: .same))
    let together = try kind.evaluate([HostTensor(shape: [2, 7, 8, 3], images[0] + images[1]), weights])
    let apart = try images.map { try kind.evaluate([HostTensor(shape: [1, 7, 8, 3], $0), weights])[0] }
    #expect(together[0].data.floats == apart.flatMap { $0.data.floats ?? [] })
  }

  @Test func fullyConnectedMultipliesRows() throws {
    let result = try FullyConnectedKind(activation: .relu).evaluate([
      HostTensor(shape: [2, 3], [1, 2, 3, -1, 0, 1]), HostTensor(shape: [2, 3], [1, 1, 1, 2, 0, -2]),
      HostTensor(shape: [2], [0.5, 1]),
    ])
    #expect(result[0].data == .float32([6.5, 0, 0.5, 0]))
    #expect(result[0].shape == [2, 2])
  }

  @Test func windowsThatDoNotFitAreRefused() {
    let kind = Conv2DKind(window: WindowAttributes(padding: .valid))
    let weights = Value(name: "weights", shape: [1, 3, 3, 1])
    let error = #expect(throws: GraphError.self) {
      try kind.outputShapes([Value(name: "input", shape: [1, 2, 5, 1]), weights])
    }
    #expect(error?.message == "A window that spans 3 cells does not fit 2 inputs without padding.")
  }
}
