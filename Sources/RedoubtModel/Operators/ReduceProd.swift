/// REDUCE_PROD: input of any shape, then the axes as an int32 constant; the product over these axes.
public struct ReduceProdKind: ReducingKind {
  public static let name = "REDUCE_PROD"
  public static let builtinCode: Int32 = 81
  public static let optionsType: UInt8 = 27
  public static let version: Int32 = 1
  /// Whether reduced dimensions stay, with size 1; else they leave the shape.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  /// Takes float32, int32 or int64 elements; products of integers wrap.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try reduced(inputs) { reduction throws(GraphError) in
      switch try inputs.tensor(0).data {
      case .int32(let elements): .int32(reduction.reduce(elements, from: 1) { $0 &*= $1 })
      case .int64(let elements): .int64(reduction.reduce(elements, from: 1) { $0 &*= $1 })
      default: .float32(reduction.reduce(try inputs.floats(0), from: 1) { $0 *= $1 })
      }
    }
  }
}
