import RedoubtCore
import RedoubtHost

/// The core's interpreter in memory of fixed size, as a microcontroller has it: file, arena, reference kernels.
///
/// Whoever changes the memory between two steps gets what the device would give: another answer, an error, but never an
/// access outside of the two memories.
final class SimulatedDevice {
  let file: AlignedMemory
  let arena: AlignedMemory
  private let interpreter: Interpreter
  private let rounding: Rounding

  /// Initialises.
  ///
  /// - Parameters:
  ///   - arenaBytes: Size of the arena; a model that needs more is refused.
  init(_ bytes: [UInt8], arenaBytes: Int, rounding: Rounding) throws(ModelError) {
    file = AlignedMemory(byteCount: max(1, bytes.count))
    file.bytes.copyBytes(from: bytes)
    arena = AlignedMemory(byteCount: arenaBytes)
    self.rounding = rounding
    let model = ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(file.bytes))
    let memory = Arena(unsafeAdopting: arena.bytes)
    switch rounding {
    case .tflm:
      interpreter = try Interpreter(model: model, arena: memory, operators: AllOperators<TFLM>.self)
    case .litert:
      interpreter = try Interpreter(model: model, arena: memory, operators: AllOperators<LiteRT>.self)
    }
  }

  /// The model's tables, read anew.
  func readModel() throws(ModelError) -> Model { try Model(interpreter.memory.model) }

  /// The operator that runs next.
  var nextStep: Int { interpreter.nextStep }

  /// Runs the next operator; false when there is none left.
  func step() throws(ModelError) -> Bool {
    switch rounding {
    case .tflm: try interpreter.step(AllOperators<TFLM>.self)
    case .litert: try interpreter.step(AllOperators<LiteRT>.self)
    }
  }

  /// Runs the next operator, one of those with a loop nest, on a datapath of the caller's.
  func step<D: Datapath>(on datapath: inout D) throws(ModelError) {
    let node = try Node(try Model(interpreter.memory.model), interpreter.nextStep)
    switch (node.code, rounding) {
    case (Conv2D.code, _): try Conv2D.run(node, interpreter.memory, &datapath)
    case (DepthwiseConv2D.code, _): try DepthwiseConv2D.run(node, interpreter.memory, &datapath)
    case (_, .tflm): try FullyConnected<TFLM>.run(node, interpreter.memory, &datapath)
    case (_, .litert): try FullyConnected<LiteRT>.run(node, interpreter.memory, &datapath)
    }
    interpreter.skip()
  }

  /// What an application does before an inference: it looks the input up and copies its record there.
  ///
  /// - Throws: `.shapeMismatch` where the model's inputs are not as large as the record.
  func write(_ record: [UInt8]) throws(ModelError) {
    interpreter.restart()
    let model = try Model(interpreter.memory.model)
    var place = 0
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      guard tensor.byteCount <= record.count - place else {
        throw ModelError(.shapeMismatch, .subgraphInputs, index: i, value: tensor.byteCount)
      }
      try interpreter.memory.store(record, from: place, to: tensor)
      place += tensor.byteCount
    }
    guard place == record.count else {
      throw ModelError(.shapeMismatch, .subgraphInputs, value: place)
    }
  }

  /// What an application does after an inference.
  ///
  /// - Throws: `.shapeMismatch` where the model's outputs are not of these sizes.
  func read(_ sizes: [Int]) throws(ModelError) -> [UInt8] {
    let model = try Model(interpreter.memory.model)
    guard model.outputs.count == sizes.count else {
      throw ModelError(.shapeMismatch, .subgraphOutputs, value: model.outputs.count)
    }
    var bytes: [UInt8] = []
    for i in 0..<sizes.count {
      let tensor = try model.output(i)
      guard tensor.byteCount == sizes[i] else {
        throw ModelError(.shapeMismatch, .subgraphOutputs, index: i, value: tensor.byteCount)
      }
      try interpreter.memory.append(tensor, to: &bytes)
    }
    return bytes
  }
}

extension TensorMemory {
  fileprivate func store(_ record: [UInt8], from place: Int, to tensor: Tensor) throws(ModelError) {
    var span = try write(tensor, as: UInt8.self)
    for i in 0..<span.count { span[i] = record[place + i] }
  }

  fileprivate func append(_ tensor: Tensor, to bytes: inout [UInt8]) throws(ModelError) {
    let span = try read(tensor, as: UInt8.self)
    for i in 0..<span.count { bytes.append(span[i]) }
  }
}
