import ModelFixtures
import RedoubtCore
import RedoubtHost

@testable import RedoubtHardening

extension HardeningPlan {
  /// Some units, each with schemes that it can have.
  static func random(_ units: NetworkUnits, seed: UInt64, share: Double) -> HardeningPlan {
    var random = SeededGenerator(seed: seed)
    var schemes: [UnitID: HardeningScheme] = [:]
    for unit in units.all where Double.random(in: 0..<1, using: &random) < share {
      schemes[unit.id] =
        unit.isPlane ? .tmrActivations : HardeningScheme.allSets.randomElement(using: &random)
    }
    return HardeningPlan(schemes)
  }
}

extension HardenedHostInterpreter {
  var fileBytes: [UInt8] { unsafe [UInt8](UnsafeRawBufferPointer(model.bytes)) }
}

/// Where the three copies of a protected plane lie.
struct PlaneCopies {
  private let cells: Int
  private let arenaStart, arenaStep, bankStart: Int
  /// Steps in front of which a flip meets a live byte that some vote will read; the last one is behind the last step.
  let strikeSteps: [Int]

  /// Every protected plane of a model that is wholly under a scheme with planes.
  static func all(_ interpreter: HardenedHostInterpreter, _ units: NetworkUnits) throws -> [PlaneCopies] {
    let model = try interpreter.readModel()
    let table = try HardeningTable(model)
    var result: [PlaneCopies] = []
    guard let table else { return [] }
    for i in 0..<table.tensorCount {
      let tensor = try table.tensor(i)
      guard let offset = interpreter.plannedOffset(ofTensor: tensor.tensor) else { continue }
      let isOutput = try model.output(0).index == tensor.tensor
      for k in 0..<tensor.unitCount {
        let unit = try tensor.unit(k)
        guard let plane = unit.planeOffset,
          let life = units.all.first(where: { $0.plane.tensor == tensor.tensor })?.plane.life
        else { continue }
        let first = max(0, tensor.operatorIndex + 1)
        let last = isOutput ? interpreter.stepCount : life.upperBound
        result.append(
          PlaneCopies(
            cells: tensor.planeBytes,
            arenaStart: interpreter.tensorAreaStart + offset + unit.channel, arenaStep: tensor.channels,
            bankStart: plane, strikeSteps: first <= last ? Array(first...last) : []))
      }
    }
    return result
  }

  func places(copy: Int) -> [Int] {
    (0..<cells).map { copy == 0 ? arenaStart + $0 * arenaStep : bankStart + $0 }
  }

  func memory(copy: Int, _ interpreter: HardenedHostInterpreter) -> AlignedMemory {
    [interpreter.arena, interpreter.activations1, interpreter.activations2][copy]
  }
}

/// A datapath that flips one bit of one register once.
struct RegisterFlip: Datapath {
  let iteration: Int
  /// 0 activation, 1 weight, 2 multiplier, 3 accumulator.
  let register: Int
  let bit: Int32
  private(set) var iterations = 0

  init(iteration: Int, register: Int, bit: Int32) {
    (self.iteration, self.register, self.bit) = (iteration, register, bit)
  }

  static var isClean: Bool { false }
  func index(_ element: Int) -> Int { element }
  func activation(_ input: Span<Int8>, _ position: Int) -> Int8 { input[position] }
  func weight(_ weights: Span<Int8>, _ position: Int) -> Int8 { weights[position] }

  mutating func multiplyAdd(_ accumulator: Int32, activation: Int32, weight: Int32) -> Int32 {
    defer { iterations += 1 }
    let mask: Int32 = iterations == iteration ? 1 &<< bit : 0
    switch register {
    case 0: return accumulator &+ (activation ^ mask) &* weight
    case 1: return accumulator &+ activation &* (weight ^ mask)
    case 3: return (accumulator &+ activation &* weight) ^ mask
    default: return accumulator &+ activation &* weight
    }
  }

  func requantisation(_ pair: QuantizedMultiplier) -> QuantizedMultiplier {
    guard register == 2, iterations == iteration else { return pair }
    return QuantizedMultiplier(multiplier: pair.multiplier ^ (1 &<< bit), shift: pair.shift)
  }
}

extension StruckDevice {
  /// Outputs of an inference on a datapath.
  func outputs<D: Datapath>(_ datapath: inout D) throws -> [UInt8] {
    let model = try interpreter.readModel()
    try interpreter.write(record, to: try model.input(0))
    try interpreter.begin()
    while try interpreter.step(&datapath) {}
    try interpreter.end()
    return try interpreter.read(try model.output(0))
  }
}
