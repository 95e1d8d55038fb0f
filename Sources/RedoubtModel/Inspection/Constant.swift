import RedoubtCore
import RedoubtHost

/// A tensor whose bytes stand in the model file.
public struct Constant: Equatable, Sendable {
  /// What an operator takes it for.
  public enum Role: String, Sendable {
    /// Weights of an operator with units.
    case weights
    /// Bias of an operator with units.
    case bias
    /// Shapes, axes, constant operands and the like.
    case parameter
  }

  /// Where operators differ: weights before bias, bias before parameter.
  public let role: Role
  /// Shape, type and quantisation that its bytes are read with.
  public let tensor: TensorDescription
  /// Byte position of its data in the file.
  public let position: Int

  /// Codes of CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED, whose output channels are units with weights.
  static let operatorsWithUnits: Set<Int32> = [3, 4, 9]

  /// Every constant tensor that an operator reads, by position.
  static func all(_ interpreter: HostInterpreter, _ model: Model) throws(ModelError) -> [Constant] {
    var roles: [Int: Role] = [:]
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      for i in 0..<node.inputCount {
        let index = try node.inputIndex(i)
        guard index != -1, try model.tensor(index).constantPosition != nil else { continue }
        switch (operatorsWithUnits.contains(node.code), i) {
        case (true, 1): roles[index] = .weights
        case (true, 2): if roles[index] != .weights { roles[index] = .bias }
        default: if roles[index] == nil { roles[index] = .parameter }
        }
      }
    }
    var constants: [Constant] = []
    for (index, role) in roles {
      let tensor = try model.tensor(index)
      guard let position = tensor.constantPosition else { continue }
      constants.append(Constant(role: role, tensor: try interpreter.describe(tensor), position: position))
    }
    return constants.sorted { ($0.position, $0.tensor.index) < ($1.position, $1.tensor.index) }
  }
}
