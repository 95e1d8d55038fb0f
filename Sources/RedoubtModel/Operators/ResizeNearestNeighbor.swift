/// RESIZE_NEAREST_NEIGHBOR: input [N, H, W, C], then rows and columns of the output as an int32 constant [2].
public struct ResizeNearestNeighborKind: OperationKind {
  public static let name = "RESIZE_NEAREST_NEIGHBOR"
  public static let builtinCode: Int32 = 97
  public static let optionsType: UInt8 = 74
  /// Whether the corner elements of input and output coincide.
  public var alignCorners: Bool
  /// Whether elements are sampled at their centres.
  public var halfPixelCenters: Bool

  public init(alignCorners: Bool = false, halfPixelCenters: Bool = false) {
    self.alignCorners = alignCorners
    self.halfPixelCenters = halfPixelCenters
  }

  /// Fields 0 and 1 are the two attributes; false where they are absent.
  public init(decoding options: OptionFields) throws(GraphError) {
    alignCorners = try options.bool(0)
    halfPixelCenters = try options.bool(1)
  }

  /// [N, rows, columns, C].
  ///
  /// - Throws: Where the input has not four dimensions, or rows or columns are below 1.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let size = try inputs.integers(1, "size", count: 2)
    guard size[0] >= 1, size[1] >= 1 else { throw GraphError("An output of \(size) cells is not defined.") }
    return [[input[0], size[0], size[1], input[3]]]
  }

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try outputShapes(inputs.values)[0]
    let input = try inputs.tensor(0)
    let (sourceRows, sourceColumns) = (input.shape[1], input.shape[2])
    let rows = sources(input: sourceRows, output: shape[1])
    let columns = sources(input: sourceColumns, output: shape[2])
    var cells: [Int] = []
    cells.reserveCapacity(shape[0] * shape[1] * shape[2])
    for image in 0..<shape[0] {
      for row in rows {
        for column in columns { cells.append((image * sourceRows + row) * sourceColumns + column) }
      }
    }
    return [HostTensor(shape: shape, data: input.data.gatheringRuns(of: shape[3], at: cells))]
  }

  /// Input cell of each output cell along one dimension, in float32 as the reference computes it.
  private func sources(input: Int, output: Int) -> [Int] {
    let scale =
      alignCorners && output > 1 ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
    return (0..<output).map { position in
      let place = (Float(position) + (halfPixelCenters ? 0.5 : 0)) * scale
      let cell = Int(alignCorners ? place.rounded() : place.rounded(.down))
      return max(0, min(cell, input - 1))
    }
  }

  /// Version 3 where an attribute is true, else 2.
  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: alignCorners || halfPixelCenters ? 3 : 2,
      optionsType: Self.optionsType,
      options: [0: .bool(alignCorners), 1: .bool(halfPixelCenters)])
  }
}
