import RedoubtCore

extension ModelProgram {
  /// Adds to the last stage what protects an operator's inputs, parameters and outputs.
  mutating func protect(_ node: Node) throws {
    var stage = stages[stages.count - 1]
    for i in 0..<node.inputCount {
      guard let input = try node.optionalInput(i) else { continue }
      stage.votes += try planes(of: input).filter(\.hasPlanes)
    }
    for i in 0..<node.outputCount {
      for planes in try planes(of: try node.output(i)) {
        if planes.hasCopies { stage.stores.append(planes) }
        if let step = stage.steps.first { stage.units = try units(node, step, planes) }
      }
    }
    replaceLastStage(with: stage)
  }

  /// The tensor's protected channels, one entry or none.
  mutating func planes(of tensor: Tensor) throws -> [ProtectedPlanes] {
    guard let (entry, units) = try protection?.units(ofTensor: tensor.index) else { return [] }
    let name = "tensor_\(tensor.index)"
    let numbers = units.flatMap { unit in
      [
        unit.channel, Int(unit.scheme.rawValue),
        unit.rowOffset == HardeningFormat.absent ? -1 : Int(unit.rowOffset / 4), unit.planeOffset ?? -1,
      ]
    }
    return [
      ProtectedPlanes(
        name: name, place: try place(tensor, name: name),
        units: add(.int32, numbers, name + "_units"), unitCount: units.count, channels: entry.channels,
        cells: entry.planeBytes, hasPlanes: units.contains { $0.scheme.replicatesActivations },
        hasCopies: units.contains { $0.scheme.contains(.tmrActivations) })
    ]
  }

  /// Each protected tensor that something is done for, once, in the order of first use.
  var protectedTensors: [ProtectedPlanes] {
    var seen: Set<String> = []
    let all =
      inputStores + stages.flatMap { $0.votes + ($0.units.map { [$0.planes] } ?? []) + $0.stores }
      + outputVotes
    return all.filter { seen.insert($0.name).inserted }
  }

  /// What an operator with weights does for its protected channels beside storing them; nil where that is nothing.
  private mutating func units(
    _ node: Node, _ step: ProgramStep, _ planes: ProtectedPlanes
  ) throws -> ProtectedUnits? {
    guard let (entry, units) = try protection?.units(ofTensor: try node.output(0).index),
      units.contains(where: { $0.scheme.replicatesParameters || $0.scheme.replicatesComputation })
    else { return nil }
    let weights = try node.input(1)
    let count = weights.shape.count / entry.channels
    let isDepthwise = node.code == DepthwiseConv2D.code
    if units.contains(where: { $0.scheme.replicatesParameters }) { rowIsNeeded(weights: count) }
    return ProtectedUnits(
      step: step, planes: planes, tag: HardeningFormat.tag(operatorIndex: node.index, channel: 0) &- 1,
      weightCount: count, channelStep: isDepthwise ? 1 : count, weightStep: isDepthwise ? entry.channels : 1,
      phase: (weights.constantPosition ?? 0) & 3, pairStep: step.number("multiplier_step") ?? 1)
  }
}
