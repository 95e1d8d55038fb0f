/// SOFTMAX: e^(beta × x), divided by their sum over the last dimension.
public struct SoftmaxKind: OperationKind {
  public static let name = "SOFTMAX"
  public static let builtinCode: Int32 = 25
  public static let optionsType: UInt8 = 9
  /// Factor in the exponent.
  public var beta: Float

  public init(beta: Float = 1) { self.beta = beta }

  /// Field 0 is beta; 0 where it is absent.
  public init(decoding options: OptionFields) throws(GraphError) {
    beta = try options.float32(0)
  }

  /// The shape of input 0.
  ///
  /// - Throws: Where there is no last dimension, or it is empty.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    guard let last = shape.last, last >= 1 else {
      throw GraphError("A tensor of shape \(shape) has no elements in a last dimension.")
    }
    return [shape]
  }

  /// Takes float32 elements only; computed in double precision, with the same bits on every machine.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let (elements, shape) = (try inputs.floats(0), try outputShapes(inputs.values)[0])
    let width = shape[shape.count - 1]
    var result: [Float] = []
    result.reserveCapacity(elements.count)
    for first in stride(from: 0, to: elements.count, by: width) {
      let row = elements[first..<(first + width)]
      // Subtracting the largest keeps the exponentials at most 1.
      let largest = row.reduce(-Float.infinity, max)
      let powers = row.map { Exponential.exp(Double(beta) * (Double($0) - Double(largest))) }
      let sum = powers.reduce(0, +)
      for power in powers { result.append(Float(power / sum)) }
    }
    return [HostTensor(shape: shape, result)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .float32(beta)])
  }
}
