import RedoubtCore

/// The iterations of a reference kernel: which multiply-accumulates run, in which order.
///
/// CONV_2D and DEPTHWISE_CONV_2D: batch, output row, output column, output channel, filter row, filter column, input
/// channel of the group (one for depthwise). FULLY_CONNECTED: batch, output channel, input element. Filter positions in the
/// padding run no iteration.
public struct LoopNest: Sendable {
  /// Where an iteration lies.
  public struct Position: Equatable, Sendable {
    /// Output element, in the order of the output tensor.
    public let element: Int
    /// Iterations of the same element before this one.
    public let iteration: Int
  }

  /// Output channels, the innermost dimension of the output.
  public let channels: Int
  /// Iterations in one filter position.
  let depth: Int
  let batches: Int
  /// Filter rows (columns) that meet the input, summed over the output rows (columns) before each.
  private let rowTaps, columnTaps: [Int]

  /// Output elements of all batches: iterations of the registers that are used once per element.
  public var elementCount: Int { batches * (rowTaps.count - 1) * (columnTaps.count - 1) * channels }
  /// Multiply-accumulates that run, of all batches; those in the padding do not.
  public var iterationCount: Int { batches * iterationsPerBatch }

  private var iterationsPerBatch: Int {
    rowTaps[rowTaps.count - 1] * columnTaps[columnTaps.count - 1] * channels * depth
  }

  /// - Returns: Nil for an operator that has no such loop nest.
  public init?(_ node: Node) throws(ModelError) {
    switch node.code {
    case Conv2D.code:
      let p = try Conv2D.parameters(node)
      self.init(p, depth: p.weights.shape[3])
    case DepthwiseConv2D.code:
      let p = try DepthwiseConv2D.parameters(node)
      self.init(p, depth: 1)
    case FullyConnected<TFLM>.code:
      let p = try FullyConnectedParameters(node)
      self.init(
        channels: p.weights.shape[0], depth: p.weights.shape[1], batches: p.batches, rowTaps: [0, 1],
        columnTaps: [0, 1])
    default: return nil
    }
  }

  private init(_ p: ConvolutionParameters, depth: Int) {
    self.init(
      channels: p.scales.channels, depth: depth, batches: p.input.shape[0],
      rowTaps: Self.sums(p.window.rows), columnTaps: Self.sums(p.window.columns))
  }

  private init(channels: Int, depth: Int, batches: Int, rowTaps: [Int], columnTaps: [Int]) {
    self.channels = channels
    self.depth = depth
    self.batches = batches
    self.rowTaps = rowTaps
    self.columnTaps = columnTaps
  }

  private static func sums(_ axis: WindowAxis) -> [Int] {
    var sums = [0]
    for position in 0..<axis.output {
      sums.append(sums[position] + axis.elements(from: axis.origin(position)).count)
    }
    return sums
  }

  /// The iterations of one output element.
  public func iterations(ofElement element: Int) -> Int {
    let cell = element / channels
    let column = cell % (columnTaps.count - 1)
    let row = cell / (columnTaps.count - 1) % (rowTaps.count - 1)
    return (rowTaps[row + 1] - rowTaps[row]) * (columnTaps[column + 1] - columnTaps[column]) * depth
  }

  /// Where an iteration lies. O(log n).
  ///
  /// - Parameter iteration: Below `iterationCount`.
  public func position(_ iteration: Int) -> Position {
    let batch = iteration / iterationsPerBatch
    let inBatch = iteration % iterationsPerBatch
    let perRowTap = columnTaps[columnTaps.count - 1] * channels * depth
    let row = Self.last(rowTaps, atMost: inBatch / perRowTap)
    let inRow = inBatch - rowTaps[row] * perRowTap
    let rows = rowTaps[row + 1] - rowTaps[row]
    let perColumnTap = rows * channels * depth
    let column = Self.last(columnTaps, atMost: inRow / perColumnTap)
    let inCell = inRow - columnTaps[column] * perColumnTap
    let perElement = rows * (columnTaps[column + 1] - columnTaps[column]) * depth
    let cell = (batch * (rowTaps.count - 1) + row) * (columnTaps.count - 1) + column
    return Position(element: cell * channels + inCell / perElement, iteration: inCell % perElement)
  }

  /// The last index whose sum is at most a value, and that has iterations of its own.
  private static func last(_ sums: [Int], atMost value: Int) -> Int {
    var (low, high) = (0, sums.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sums[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }
}
