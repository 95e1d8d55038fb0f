import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// The core's interpreter of hardened models in memory of fixed size: file, arena, activation banks, reference kernels.
///
/// Its arena is planned with the counters and with room for the voted row; places in the simulated RAM, which follow the
/// plan of the plain interpreter, are found in it by their owner.
final class HardenedDevice {
  let file: AlignedMemory
  private let arena: AlignedMemory
  private let banks: [AlignedMemory]
  private let interpreter: HardenedInterpreter
  private let rounding: Rounding
  /// Counters when the inference began, and what strikes have added to them since.
  private var start = Voter()
  private(set) var votes = VoteCounts()

  /// Initialises.
  ///
  /// - Parameter arenaBytes: Size of the arena; a model that needs more is refused.
  init(
    _ bytes: [UInt8], arenaBytes: Int, bankBytes: Int, rounding: Rounding
  ) throws(ModelError) {
    file = AlignedMemory(byteCount: max(1, bytes.count))
    file.bytes.copyBytes(from: bytes)
    arena = AlignedMemory(byteCount: arenaBytes)
    banks = [AlignedMemory(byteCount: max(1, bankBytes)), AlignedMemory(byteCount: max(1, bankBytes))]
    self.rounding = rounding
    let model = ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(file.bytes))
    let memory = Arena(unsafeAdopting: arena.bytes)
    let replicas = ReplicaMemory(
      activations1: Arena(unsafeAdopting: banks[0].bytes), activations2: Arena(unsafeAdopting: banks[1].bytes)
    )
    switch rounding {
    case .tflm:
      interpreter = try HardenedInterpreter(
        model: model, arena: memory, replicas: replicas, operators: AllOperators<TFLM>.self)
    case .litert:
      interpreter = try HardenedInterpreter(
        model: model, arena: memory, replicas: replicas, operators: AllOperators<LiteRT>.self)
    }
  }

  /// Bytes of the arena that a hardened model needs.
  static func arenaBytes(_ file: [UInt8], bankBytes: Int, rounding: Rounding) throws(ModelError) -> Int {
    var size = 1 << 16
    while true {
      do throws(ModelError) {
        let device = try HardenedDevice(file, arenaBytes: size, bankBytes: bankBytes, rounding: rounding)
        return device.interpreter.interpreter.plan.requiredBytes
      } catch {
        guard error.reason == .arenaTooSmall, error.value > size,
          error.value <= HostInterpreter.largestArenaBytes
        else { throw error }
        size = Int(error.value)
      }
    }
  }

  /// Where a byte of the simulated RAM is on this device before a step; nil for one that holds nothing then.
  ///
  /// - Parameter places: The fault-free arena's offsets.
  func strike(_ fault: MemoryFault, at place: HardenedPlaces.Place?) {
    switch place {
    case nil: break
    case .arena(let byte): arena.bytes[byte] = fault.changed(arena.bytes[byte])
    case .bank(let i, let byte): banks[i].bytes[byte] = fault.changed(banks[i].bytes[byte])
    }
    // A struck counter is no vote.
    start = interpreter.counters
  }

  /// Begins an inference, as an application does: it looks the input up and copies its record there.
  func write(_ record: [UInt8]) throws(ModelError) {
    let model = try Model(interpreter.memory.model)
    var place = 0
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      guard tensor.byteCount <= record.count - place else {
        throw ModelError(.shapeMismatch, .subgraphInputs, index: i, value: tensor.byteCount)
      }
      var span = try interpreter.memory.write(tensor, as: UInt8.self)
      for k in 0..<span.count { span[k] = record[place + k] }
      place += tensor.byteCount
    }
    guard place == record.count else {
      throw ModelError(.shapeMismatch, .subgraphInputs, value: place)
    }
    try interpreter.begin()
    (start, votes) = (interpreter.counters, VoteCounts())
  }

  /// Runs the next operator; false when there is none left and the outputs have been voted.
  func step() throws(ModelError) -> Bool {
    defer { count() }
    let hasRun =
      switch rounding {
      case .tflm: try interpreter.step(AllOperators<TFLM>.self)
      case .litert: try interpreter.step(AllOperators<LiteRT>.self)
      }
    if !hasRun { try interpreter.end() }
    return hasRun
  }

  private func count() {
    let now = interpreter.counters
    votes.corrected += Int(now.corrected &- start.corrected)
    votes.disagreed += Int(now.disagreed &- start.disagreed)
    start = now
  }

  /// What an application does after an inference.
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
      let span = try interpreter.memory.read(tensor, as: UInt8.self)
      for k in 0..<span.count { bytes.append(span[k]) }
    }
    return bytes
  }

  /// First byte of a tensor in this arena; nil for a constant.
  func offset(ofTensor index: Int) -> Int? {
    interpreter.memory.plannedOffset(ofTensor: index).map { interpreter.memory.tensorAreaStart + $0 }
  }
}
