/// Rows and columns of a window, its steps or its dilation.
public struct SpatialExtent: Equatable, Sendable {
  /// Along the image's height and width.
  public var rows: Int32
  /// Along the image's width.
  public var columns: Int32

  public init(rows: Int32, columns: Int32) {
    self.rows = rows
    self.columns = columns
  }

  /// In both directions.
  public static let one = SpatialExtent(rows: 1, columns: 1)
}

/// How a window moves over the rows and columns of its input.
///
/// Explicit padding is a PAD operation before the windowed one.
public struct WindowAttributes: Equatable, Sendable {
  /// `Padding` of the schema. SAME: ⌈input ÷ stride⌉ outputs, padding divided with the smaller half in front;
  /// VALID: windows lie inside the input.
  public enum Padding: Int8, Sendable {
    case same = 0
    case valid = 1
  }

  /// What happens at the edges.
  public var padding: Padding
  /// Cells from a window to the next.
  public var strides: SpatialExtent
  /// Cells from a tap to the next; 1 for a window without gaps.
  public var dilations: SpatialExtent

  public init(padding: Padding, strides: SpatialExtent = .one, dilations: SpatialExtent = .one) {
    self.padding = padding
    self.strides = strides
    self.dilations = dilations
  }

  /// Positions of the window along rows and columns.
  ///
  /// - Parameters:
  ///   - input: [N, H, W, C], no dimension 0.
  ///   - kernelRows, kernelColumns: Cells of the window, at least 1.
  package func geometry(
    input: [Int], kernelRows: Int, kernelColumns: Int
  ) throws(GraphError) -> (rows: WindowGeometry, columns: WindowGeometry) {
    (
      try WindowGeometry(
        input: input[1], kernel: kernelRows, stride: Int(strides.rows), dilation: Int(dilations.rows),
        padding: padding),
      try WindowGeometry(
        input: input[2], kernel: kernelColumns, stride: Int(strides.columns),
        dilation: Int(dilations.columns), padding: padding)
    )
  }
}

/// Positions of a window along one dimension.
package struct WindowGeometry: Equatable, Sendable {
  package let input: Int
  /// Cells of the window; neighbours are `dilation` inputs apart.
  package let kernel: Int
  package let stride: Int
  package let dilation: Int
  /// Number of positions.
  package let output: Int
  /// Padding cells before the first input.
  package let before: Int

  init(
    input: Int, kernel: Int, stride: Int, dilation: Int, padding: WindowAttributes.Padding
  ) throws(GraphError) {
    guard input >= 1, kernel >= 1, stride >= 1, dilation >= 1 else {
      throw GraphError(
        "A window of \(kernel) cells with stride \(stride) and dilation \(dilation) over \(input) inputs is "
          + "not defined; all must be at least 1.")
    }
    let span = (kernel - 1) * dilation + 1
    switch padding {
    case .same:
      output = (input - 1) / stride + 1
      before = max((output - 1) * stride + span - input, 0) / 2
    case .valid:
      guard input >= span else {
        throw GraphError("A window that spans \(span) cells does not fit \(input) inputs without padding.")
      }
      output = (input - span) / stride + 1
      before = 0
    }
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
  }

  /// Input of window cell `cell` at position `position`; outside `0 ..< input` in the padding.
  package func source(_ position: Int, _ cell: Int) -> Int { position * stride + cell * dilation - before }
}
