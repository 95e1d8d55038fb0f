import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost

/// A network of a few hundred weights with every kind of operator that has units, a sum of two branches, a pool and a
/// shape operand.
struct SmallNetwork {
  let interpreter: HostInterpreter
  let map: MemoryMap
  let network: DeployedNetwork
  let file: [UInt8]

  init(inputs: Int = 3, rounding: Rounding = .tflm) throws {
    file = Self.fixture.file
    interpreter = try HostInterpreter(file, rounding: rounding)
    map = try MemoryMap(interpreter)
    network = try DeployedNetwork(interpreter, map: map, records: Self.records(inputs))
  }

  static func records(_ count: Int) -> [[UInt8]] {
    var generator = SeededGenerator(seed: 5)
    return (0..<count).map { _ in generator.int8s(5 * 5 * 2).map { UInt8(bitPattern: $0) } }
  }

  static let fixture: ModelFixture = {
    var generator = SeededGenerator(seed: 11)
    func scales(_ count: Int) -> [Float] { (0..<count).map { 0.01 + 0.003 * Float($0) } }
    // 0 input, 1 … 3 convolution, 4 … 6 depthwise, 7 sum, 8 pool, 9 … 10 reshape, 11 … 13 fully connected.
    let tensors: [TensorFixture] = [
      .activation([1, 5, 5, 2], scale: 0.05, zeroPoint: 3),
      .weights([4, 3, 3, 2], generator.int8s(72), scales: scales(4)),
      .bias(generator.int32s(4, in: -300...300)), .activation([1, 5, 5, 4], scale: 0.08, zeroPoint: -5),
      .weights([1, 3, 3, 4], generator.int8s(36), scales: scales(4), axis: 3),
      .bias(generator.int32s(4, in: -300...300)), .activation([1, 5, 5, 4], scale: 0.09, zeroPoint: 2),
      .activation([1, 5, 5, 4], scale: 0.1, zeroPoint: 1),
      .activation([1, 1, 1, 4], scale: 0.1, zeroPoint: 1),
      TensorFixture([2], type: TensorFixture.int32, data: [1, 4].flatMap { littleEndian(Int32($0)) }),
      .activation([1, 4], scale: 0.1, zeroPoint: 1), .weights([3, 4], generator.int8s(12), scales: [0.02]),
      .bias(generator.int32s(3, in: -200...200)), .activation([1, 3], scale: 0.06, zeroPoint: -9),
    ]
    let operators: [OperatorFixture] = [
      .conv2D(inputs: [0, 1, 2], output: 3, padding: .same),
      .depthwiseConv2D(inputs: [3, 4, 5], output: 6, padding: .same, activation: .relu),
      OperatorFixture(code: 0, inputs: [3, 6], outputs: [7], optionsType: 11, options: [0: .int8(0)]),
      OperatorFixture(
        code: 1, inputs: [7], outputs: [8], optionsType: 5,
        options: [0: .int8(1), 1: .int32(5), 2: .int32(5), 3: .int32(5), 4: .int32(5), 5: .int8(0)]),
      OperatorFixture(code: 22, inputs: [8, 9], outputs: [10]),
      .fullyConnected(inputs: [10, 11, 12], output: 13),
    ]
    return ModelFixture(tensors: tensors, operators: operators)
  }()
}
