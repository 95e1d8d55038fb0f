import RedoubtCore
import RedoubtHost

extension HardenedLayout {
  /// Reads the layout of a loaded model.
  ///
  /// - Returns: Nil for a model that is not hardened, and for an entry that no interpreter accepts.
  /// - Throws: What is wrong with the model's own tables.
  public init?(_ interpreter: HostInterpreter) throws(ModelError) {
    let file = interpreter.modelBytes(0..<interpreter.modelByteCount)
    guard let found = HardeningEntry(file) else { return nil }
    let model = try interpreter.readModel()
    let readers = try Self.readers(model, interpreter)
    var units: [Unit] = []
    var tensors: [ProtectedTensor] = []
    for one in found.tensors {
      guard one.tensor >= 0, one.tensor < model.tensors.count, one.operatorIndex < model.operators.count
      else {
        return nil
      }
      let tensor = try model.tensor(one.tensor)
      let channels = max(1, tensor.shape.last)
      let width = tensor.type.byteCount
      let first = units.count
      for unit in one.units {
        var row: Row?
        if let offset = unit.row {
          guard one.operatorIndex >= 0, unit.channel < channels else { return nil }
          row = try Self.row(
            try Node(model, one.operatorIndex), unit.channel, channels, offset: offset)
        }
        var plane: Plane?
        if let offset = unit.plane {
          guard let start = interpreter.plannedOffset(ofTensor: one.tensor) else { return nil }
          plane = Plane(
            first: interpreter.tensorAreaStart + start + unit.channel * width, stride: channels * width,
            cells: tensor.shape.count / channels, elementBytes: width, offset: offset)
        }
        units.append(
          Unit(
            operatorIndex: one.operatorIndex, tensor: one.tensor, channel: unit.channel,
            scheme: unit.scheme, entry: unit.position, pair: unit.pair, row: row, plane: plane))
      }
      tensors.append(
        ProtectedTensor(
          operatorIndex: one.operatorIndex, tensor: one.tensor, units: first..<units.count,
          readers: readers[one.tensor] ?? []))
    }
    self.init(
      units: units, tensors: tensors, sharedConstants: try Self.sharedConstants(model), entry: found.range,
      banks: found.banks,
      activationBytes: found.activationBytes, arenaBytes: interpreter.plan.requiredBytes)
  }

  /// Steps that read each tensor. Operators that were evaluated at load read nothing.
  private static func readers(
    _ model: Model, _ interpreter: HostInterpreter
  ) throws(ModelError) -> [Int: [Int]] {
    var readers: [Int: [Int]] = [:]
    for step in 0..<model.operators.count where interpreter.plannedOffset(ofScratch: step) != nil {
      let node = try Node(model, step)
      for i in 0..<node.inputCount {
        let index = try node.inputIndex(i)
        if readers[index]?.last != step { readers[index, default: []].append(step) }
      }
    }
    for i in 0..<model.outputs.count {
      let index = try model.output(i).index
      if readers[index]?.last != model.operators.count {
        readers[index, default: []].append(model.operators.count)
      }
    }
    return readers
  }

  private static func sharedConstants(_ model: Model) throws(ModelError) -> [Range<Int>] {
    var users: [Range<Int>: Int] = [:]
    for step in 0..<model.operators.count {
      let node = try Node(model, step)
      for i in 0..<node.inputCount {
        guard let tensor = try node.optionalInput(i), let start = tensor.constantPosition else { continue }
        users[start..<start + tensor.byteCount, default: 0] += 1
      }
    }
    return users.filter { $0.value > 1 }.map(\.key).sorted { $0.lowerBound < $1.lowerBound }
  }

  private static func row(
    _ node: Node, _ channel: Int, _ channels: Int, offset: Int
  ) throws(ModelError) -> Row? {
    let weights = try node.input(1)
    guard let start = weights.constantPosition else { return nil }
    let isDepthwise = node.code == DepthwiseConv2D.code
    let count = weights.shape.count / channels
    let bias = try node.optionalInput(2)?.constantPosition
    return Row(
      offset: offset, weights: start + channel * (isDepthwise ? 1 : count), count: count,
      stride: isDepthwise ? channels : 1, bias: bias.map { $0 + 4 * channel })
  }
}
