import RedoubtCore
import RedoubtHost

/// Runs trials by executing the whole inference with the fault in memory: the plain engine, for faults in tensors,
/// weights and biases. The measure and the oracle of `DifferenceEngine`.
struct Reexecution {
  private let interpreter: HostInterpreter
  private let records: [[UInt8]]
  private let inputs, outputs: [Tensor]
  private var golden: (input: Int, output: [UInt8])?

  init(
    _ file: [UInt8], records: [[UInt8]], rounding: Rounding = .tflm, path: KernelPath = .fastest
  ) throws(ModelError) {
    interpreter = try HostInterpreter(file, rounding: rounding, path: path)
    self.records = records
    let model = try interpreter.readModel()
    var (inputs, outputs): ([Tensor], [Tensor]) = ([], [])
    for i in 0..<model.inputs.count { inputs.append(try model.input(i)) }
    for i in 0..<model.outputs.count { outputs.append(try model.output(i)) }
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  mutating func run(_ faults: [MemoryFault], input: Int) -> EngineResult {
    do throws(ModelError) {
      let golden = try golden(input)
      let output = try infer(input, faults)
      return output == golden ? .unchanged : .output(output)
    } catch {
      return .stopped(error)
    }
  }

  private mutating func golden(_ input: Int) throws(ModelError) -> [UInt8] {
    if let golden, golden.input == input { return golden.output }
    let output = try infer(input, [])
    golden = (input, output)
    return output
  }

  private func infer(_ input: Int, _ faults: [MemoryFault]) throws(ModelError) -> [UInt8] {
    var place = 0
    for tensor in inputs {
      try interpreter.write(records[input][place..<place + tensor.byteCount], to: tensor)
      place += tensor.byteCount
    }
    var original: [(position: Int, byte: UInt8)] = []
    defer { for (position, byte) in original.reversed() { setModelByte(position, byte) } }
    interpreter.restart()
    for step in 0...interpreter.stepCount {
      for fault in faults where fault.step == step {
        switch fault.place {
        case .file(let position):
          let byte = unsafe interpreter.model.bytes[position]
          original.append((position, byte))
          setModelByte(position, fault.changing(byte))
        case .arena(let position):
          unsafe interpreter.arena.bytes[position] = fault.changing(interpreter.arena.bytes[position])
        }
      }
      if step < interpreter.stepCount { _ = try interpreter.step() }
    }
    var output: [UInt8] = []
    for tensor in outputs { output += try interpreter.read(tensor) }
    return output
  }

  private func setModelByte(_ position: Int, _ value: UInt8) {
    unsafe interpreter.model.bytes[position] = value
    interpreter.modelDidChange(position..<position + 1)
  }
}
