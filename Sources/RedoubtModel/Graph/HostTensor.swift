/// Elements and shape of a tensor while a graph is evaluated on the host.
public struct HostTensor: Sendable {
  public var shape: [Int]
  public var data: TensorData

  public init(shape: [Int], data: TensorData) {
    self.shape = shape
    self.data = data
  }

  public init(shape: [Int], _ elements: [Float]) {
    self.init(shape: shape, data: .float32(elements))
  }
}
