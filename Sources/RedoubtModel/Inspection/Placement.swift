import RedoubtCore
import RedoubtHost

/// A place in the tensor area of the arena, and while which operators it is taken.
public struct Placement: Equatable, Sendable {
  /// What the bytes serve while they are alive.
  public enum Role: String, Sendable {
    case input, output, activation, scratch
  }

  /// A tensor that is both input and output of the network counts as output.
  public let role: Role
  /// The tensor; nil for scratch memory.
  public let tensor: TensorDescription?
  /// Byte offset in the tensor area.
  public let offset: Int
  /// Bytes taken from `offset` on; those of a tensor are not rounded up.
  public let byteCount: Int
  /// First and last operator during which the bytes are taken.
  public let steps: ClosedRange<Int>

  public init(role: Role, tensor: TensorDescription?, offset: Int, byteCount: Int, steps: ClosedRange<Int>) {
    self.role = role
    self.tensor = tensor
    self.offset = offset
    self.byteCount = byteCount
    self.steps = steps
  }

  /// First byte behind it.
  public var end: Int { offset + byteCount }

  /// Every placed tensor and scratch memory of a model, by offset, then by first operator.
  static func all(_ interpreter: HostInterpreter, _ model: Model) throws(ModelError) -> [Placement] {
    let last = max(0, model.operators.count - 1)
    var steps: [Int: ClosedRange<Int>] = [:]
    var roles: [Int: Role] = [:]
    var placements: [Placement] = []
    for tensor in try interpreter.inputs() {
      steps[tensor.index] = 0...0
      roles[tensor.index] = .input
    }
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      guard case .runs(let scratchBytes) = try AllOperators<TFLM>.prepare(node) else { continue }
      for i in 0..<node.inputCount {
        let index = try node.inputIndex(i)
        if let known = steps[index] { steps[index] = known.lowerBound...step }
      }
      for i in 0..<node.outputCount { steps[try node.outputIndex(i)] = step...step }
      if scratchBytes > 0, let offset = interpreter.plannedOffset(ofScratch: step) {
        placements.append(
          Placement(role: .scratch, tensor: nil, offset: offset, byteCount: scratchBytes, steps: step...step))
      }
    }
    for tensor in try interpreter.outputs() {
      if let known = steps[tensor.index] { steps[tensor.index] = known.lowerBound...last }
      roles[tensor.index] = .output
    }
    for (index, life) in steps {
      guard let offset = interpreter.plannedOffset(ofTensor: index) else { continue }
      let tensor = try interpreter.describe(try model.tensor(index))
      placements.append(
        Placement(
          role: roles[index] ?? .activation, tensor: tensor, offset: offset, byteCount: tensor.byteCount,
          steps: life))
    }
    return placements.sorted {
      ($0.offset, $0.steps.lowerBound, $0.tensor?.index ?? -1)
        < ($1.offset, $1.steps.lowerBound, $1.tensor?.index ?? -1)
    }
  }
}
