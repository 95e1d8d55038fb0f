/// Elements and shape of a tensor while a graph is evaluated on the host.
public struct HostTensor: Sendable {
  /// Dimensions, outermost first.
  public var shape: [Int]
  /// Elements, row-major; as many as the shape has.
  public var data: TensorData

  public init(shape: [Int], data: TensorData) {
    self.shape = shape
    self.data = data
  }

  /// A float32 tensor of row-major elements.
  public init(shape: [Int], _ elements: [Float]) {
    self.init(shape: shape, data: .float32(elements))
  }
}
