import RedoubtCore
import RedoubtHost

/// Trials on the host: the core's reference kernels on memories laid out as the target's.
final class HostTrials {
  private let image: FaultImage
  private let record: [UInt8]
  private let model, bank1, bank2, arena, activations1, activations2: AlignedMemory

  init(_ image: FaultImage, record: [UInt8]) {
    func memory(_ count: Int) -> AlignedMemory { AlignedMemory(byteCount: max(1, count)) }
    (self.image, self.record) = (image, record)
    (model, arena) = (memory(image.model.count), memory(image.arenaBytes))
    (bank1, bank2) = (memory(image.bank1.count), memory(image.bank2.count))
    (activations1, activations2) = (memory(image.activationBytes), memory(image.activationBytes))
  }

  /// Runs one inference with these flips, on memory as after a start.
  func ending(_ flips: [TargetFlip]) -> FaultEnding {
    for (memory, bytes) in [(model, image.model), (bank1, image.bank1), (bank2, image.bank2)] {
      memory.bytes.copyBytes(from: bytes)
    }
    for memory in [arena, activations1, activations2] {
      memory.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }
    do throws(ModelError) {
      return image.isHardened ? try hardened(flips) : try plain(flips)
    } catch {
      return .refused(error.reason)
    }
  }

  private func plain(_ flips: [TargetFlip]) throws(ModelError) -> FaultEnding {
    let interpreter = try Interpreter(
      model: flash(model, image.model.count), arena: ram(arena, image.arenaBytes),
      operators: AllOperators<TFLM>.self)
    try writeRecord(interpreter)
    interpreter.restart()
    var struck = Set<Int>()
    var executed = 0
    repeat {
      strike(flips, &struck, step: executed)
      executed += 1
      guard executed <= interpreter.stepCount * 10 else { return .hung }
    } while try interpreter.step(AllOperators<TFLM>.self)
    return try outputs(interpreter, Voter())
  }

  private func hardened(_ flips: [TargetFlip]) throws(ModelError) -> FaultEnding {
    let interpreter = try HardenedInterpreter(
      model: flash(model, image.model.count), arena: ram(arena, image.arenaBytes), replicas: replicas(),
      operators: AllOperators<TFLM>.self)
    try writeRecord(interpreter.interpreter)
    try interpreter.begin()
    var struck = Set<Int>()
    var executed = 0
    repeat {
      strike(flips, &struck, step: executed)
      executed += 1
      guard executed <= interpreter.interpreter.stepCount * 10 else { return .hung }
    } while try interpreter.step(AllOperators<TFLM>.self)
    try interpreter.end()
    return try outputs(interpreter.interpreter, interpreter.counters)
  }

  private func replicas() -> ReplicaMemory {
    let count = image.activationBytes
    guard !image.bank1.isEmpty else {
      return ReplicaMemory(activations1: ram(activations1, count), activations2: ram(activations2, count))
    }
    return ReplicaMemory(
      parameters1: flash(bank1, image.bank1.count), parameters2: flash(bank2, image.bank2.count),
      activations1: ram(activations1, count), activations2: ram(activations2, count))
  }

  private func flash(_ memory: AlignedMemory, _ count: Int) -> ModelBytes {
    ModelBytes(
      unsafeAdopting: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory.bytes)[..<count]))
  }

  private func ram(_ memory: AlignedMemory, _ count: Int) -> Arena {
    Arena(unsafeAdopting: UnsafeMutableRawBufferPointer(rebasing: memory.bytes[..<count]))
  }

  private func strike(_ flips: [TargetFlip], _ struck: inout Set<Int>, step: Int) {
    for (i, flip) in flips.enumerated() where flip.step == step && struck.insert(i).inserted {
      let memory =
        switch flip.region {
        case .model: model
        case .bank1: bank1
        case .bank2: bank2
        case .state, .arena: arena
        case .activations1: activations1
        case .activations2: activations2
        }
      memory.bytes[image.place(flip)] ^= 1 << UInt8(flip.bit)
    }
  }

  private func writeRecord(_ interpreter: borrowing Interpreter) throws(ModelError) {
    let model = try Model(interpreter.memory.model)
    var place = 0
    for i in 0..<model.inputs.count {
      var span = try interpreter.memory.write(try model.input(i), as: UInt8.self)
      for k in 0..<span.count { span[k] = record[place + k] }
      place += span.count
    }
  }

  private func outputs(_ interpreter: borrowing Interpreter, _ counters: Voter) throws(ModelError)
    -> FaultEnding
  {
    let model = try Model(interpreter.memory.model)
    var bytes: [UInt8] = []
    for i in 0..<model.outputs.count {
      let span = try interpreter.memory.read(try model.output(i), as: UInt8.self)
      for k in 0..<span.count { bytes.append(span[k]) }
    }
    return .finished(output: bytes, corrected: counters.corrected, disagreed: counters.disagreed)
  }
}
