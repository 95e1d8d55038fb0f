import RedoubtBoards
import RedoubtModel

extension JSONValue {
  /// A model: operators, totals and plan.
  ///
  /// - Parameter map: Adds what lies where in file and arena, and who owns it.
  public init(_ summary: ModelSummary, map: MemoryMap?) {
    let plan = summary.plan
    var members: [Member] = [
      Member(
        "operators",
        .array(
          summary.operators.map { one in
            [
              "name": .string(one.name), "outputShape": .integers(one.outputs.first?.shape ?? []),
              "macs": .integer(one.macs), "weightBytes": .integer(one.weightBytes),
              "biasBytes": .integer(one.biasBytes),
            ]
          })),
      Member("inputs", .array(summary.inputs.map { JSONValue($0) })),
      Member("outputs", .array(summary.outputs.map { JSONValue($0) })),
      Member("macs", .integer(summary.macs)),
      Member("weightBytes", .integer(summary.weightBytes)),
      Member("biasBytes", .integer(summary.biasBytes)),
      Member("fileBytes", .integer(summary.fileBytes)),
      Member("arenaBytes", .integer(plan.arenaBytes)),
      Member("scratchBytes", .integer(plan.scratchBytes)),
      Member("stateBytes", .integer(plan.stateBytes)),
      Member("arenaLowerBoundBytes", .integer(plan.arenaLowerBoundBytes)),
      Member("requiredBytes", .integer(plan.requiredBytes)),
      Member("arenaCertificate", .string(summary.arenaPlan.certificate.rawValue)),
    ]
    if let map {
      members.append(Member("constants", .array(summary.constants.map { JSONValue($0) })))
      members.append(Member("tensorAreaStart", .integer(summary.tensorAreaStart)))
      members.append(Member("placements", .array(summary.placements.map { JSONValue($0) })))
      members.append(Member("owners", .owners(map)))
    }
    self = .object(members)
  }

  static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer($0) }) }

  init(_ tensor: TensorDescription) {
    var members = [
      Member("tensor", .integer(tensor.index)), Member("name", .string(tensor.name)),
      Member("shape", .integers(tensor.shape)), Member("type", .string("\(tensor.type)")),
    ]
    if let affine = tensor.quantization {
      members.append(Member("scale", .number(Double(affine.scale))))
      members.append(Member("zeroPoint", .integer(affine.zeroPoint)))
    }
    self = .object(members)
  }

  init(_ constant: Constant) {
    self = [
      "role": .string(constant.role.rawValue), "position": .integer(constant.position),
      "bytes": .integer(constant.tensor.byteCount), "tensor": .integer(constant.tensor.index),
      "name": .string(constant.tensor.name),
    ]
  }

  init(_ placement: Placement) {
    self = [
      "role": .string(placement.role.rawValue), "offset": .integer(placement.offset),
      "bytes": .integer(placement.byteCount), "firstOperator": .integer(placement.steps.lowerBound),
      "lastOperator": .integer(placement.steps.upperBound),
      "tensor": placement.tensor.map { .integer($0.index) } ?? .null,
      "name": placement.tensor.map { .string($0.name) } ?? .null,
    ]
  }
}
