import RedoubtCore

/// The options table of an operator in a model file, read field by field; absent fields have the schema's default.
public struct OptionFields {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func int8(_ slot: UInt8, default absent: Int8 = 0) throws(GraphError) -> Int8 { try scalar(slot, absent) }

  func int32(_ slot: UInt8, default absent: Int32 = 0) throws(GraphError) -> Int32 {
    try scalar(slot, absent)
  }

  func bool(_ slot: UInt8) throws(GraphError) -> Bool { try scalar(slot, 0 as UInt8) != 0 }

  func float32(_ slot: UInt8) throws(GraphError) -> Float { Float(bitPattern: try scalar(slot, 0 as UInt32)) }

  func int32Vector(_ slot: UInt8) throws(GraphError) -> [Int32] {
    do throws(ModelError) {
      guard let vector = try options.vector(slot, elementBytes: 4) else { return [] }
      guard vector.count <= Shape.maximumRank else {
        throw ModelError(.outOfRange, .option(slot), value: vector.count)
      }
      var elements: [Int32] = []
      for i in 0..<vector.count { elements.append(try vector.element(i, as: Int32.self)) }
      return elements
    } catch { throw Self.damaged(slot) }
  }

  /// The fused activation in `slot`.
  func activation(_ slot: UInt8) throws(GraphError) -> FusedActivation {
    let code = try int8(slot)
    guard let activation = FusedActivation(rawValue: code) else {
      throw GraphError("The fused activation \(code) is not supported; none, ReLU, ReLU1 and ReLU6 are.")
    }
    return activation
  }

  /// Window attributes with the padding in slot 0.
  ///
  /// - Parameter rows, columns, dilationRows, dilationColumns: Slots of the strides and dilations.
  func window(
    rows: UInt8, columns: UInt8, dilationRows: UInt8, dilationColumns: UInt8
  ) throws(GraphError) -> WindowAttributes {
    WindowAttributes(
      padding: try padding(), strides: SpatialExtent(rows: try int32(rows), columns: try int32(columns)),
      dilations: SpatialExtent(
        rows: try int32(dilationRows, default: 1), columns: try int32(dilationColumns, default: 1)))
  }

  /// The fields of `Pool2DOptions` but for the activation.
  func pool() throws(GraphError) -> (filter: SpatialExtent, window: WindowAttributes) {
    let strides = SpatialExtent(rows: try int32(2), columns: try int32(1))
    let filter = SpatialExtent(rows: try int32(4), columns: try int32(3))
    return (filter, WindowAttributes(padding: try padding(), strides: strides))
  }

  private func padding() throws(GraphError) -> WindowAttributes.Padding {
    let code = try int8(0)
    guard let padding = WindowAttributes.Padding(rawValue: code) else {
      throw GraphError("The padding code \(code) is neither SAME (0) nor VALID (1).")
    }
    return padding
  }

  private func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ slot: UInt8, _ absent: T
  ) throws(GraphError) -> T {
    do throws(ModelError) { return try options.scalar(slot, default: absent) } catch {
      throw Self.damaged(slot)
    }
  }

  private static func damaged(_ slot: UInt8) -> GraphError {
    GraphError("Field \(slot) of the operator's options lies outside the file; the file is damaged.")
  }
}
