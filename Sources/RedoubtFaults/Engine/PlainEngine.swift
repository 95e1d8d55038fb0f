import Foundation
import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Runs each trial from the first step that the fault can change, on the fast kernels, until nothing that anybody still
/// reads differs from the fault-free run.
///
/// Steps that read changed tables or the changed state run on the reference kernels, since the fast ones have been
/// prepared for what stood there before. Every result equals that of `FullReexecution`.
public final class PlainEngine: TrialEngine {
  private let network: DeployedNetwork
  let interpreter: HostInterpreter
  private var traces: [Int: GoldenTrace] = [:]
  private var traceOrder: [Int] = []
  private let traceLimit: Int
  /// Operators whose single output elements can be computed, by step.
  var elements: [Int: OutputElement] = [:]
  /// Output elements that a fault in the datapath changes.
  var patches: [(element: Int, value: UInt8)] = []

  /// - Parameter cacheBytes: Memory for fault-free runs; at least one is kept.
  public init(_ network: DeployedNetwork, cacheBytes: Int = 64 << 20) {
    self.network = network
    interpreter = network.makeInterpreter()
    traceLimit = max(1, cacheBytes / max(1, (network.map.stepCount + 1) * network.map.arenaBytes))
  }

  // MARK: Fault-free runs

  /// The answer without a fault.
  public func goldenOutput(_ input: Int) -> [UInt8] { trace(input).output }

  func trace(_ input: Int) -> GoldenTrace {
    if let known = traces[input] { return known }
    let trace: GoldenTrace
    if traceOrder.count >= traceLimit {
      // The oldest one's memory serves again.
      let oldest = traceOrder.removeFirst()
      trace = traces.removeValue(forKey: oldest)!
    } else {
      trace = GoldenTrace(stepCount: network.map.stepCount, arenaBytes: network.map.arenaBytes)
    }
    traces[input] = trace
    traceOrder.append(input)
    network.initialArena.withUnsafeBytes { interpreter.arena.bytes.copyMemory(from: $0) }
    do throws(ModelError) {
      try write(network.records[input])
      for step in 0..<network.map.stepCount {
        trace.store(UnsafeRawBufferPointer(interpreter.arena.bytes), before: step)
        _ = try interpreter.step()
        leaveScratch(of: step)
      }
    } catch {
      preconditionFailure("an accepted model runs as long as nobody changes it")
    }
    trace.store(UnsafeRawBufferPointer(interpreter.arena.bytes), before: network.map.stepCount)
    trace.finish(plainOutput())
    return trace
  }

  private func write(_ record: [UInt8]) throws(ModelError) {
    interpreter.restart()
    let model = try interpreter.readModel()
    var place = 0
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      guard tensor.byteCount <= record.count - place else {
        throw ModelError(.shapeMismatch, .subgraphInputs, index: i, value: tensor.byteCount)
      }
      try interpreter.write(record[place..<place + tensor.byteCount], to: tensor)
      place += tensor.byteCount
    }
    guard place == record.count else {
      throw ModelError(.shapeMismatch, .subgraphInputs, value: place)
    }
  }

  /// The fast kernels keep multipliers elsewhere: writes what the reference kernel leaves in scratch memory.
  func leaveScratch(of step: Int) {
    guard step < network.scratchImages.count, let image = network.scratchImages[step] else { return }
    image.bytes.withUnsafeBytes {
      interpreter.arena.bytes.baseAddress!.advanced(by: image.offset).copyMemory(
        from: $0.baseAddress!, byteCount: $0.count)
    }
  }

  /// The output bytes where the plan has them.
  private func plainOutput() -> [UInt8] {
    var bytes: [UInt8] = []
    for output in network.outputs {
      let memory = output.isConstant ? interpreter.model.bytes : interpreter.arena.bytes
      bytes += memory[output.offset..<output.offset + output.byteCount]
    }
    return bytes
  }

  // MARK: Trials

  public func run(_ faults: [MemoryFault], input: Int) -> EngineResult {
    if faults.contains(where: { $0.step < 0 }) { return runFromInitialisation(faults, input) }
    var effect = Effect(network.map)
    for fault in faults { effect.add(fault, network.map) }
    guard let start = effect.firstStep else { return .unchanged }
    let trace = trace(input)
    defer { restoreFile(faults) }
    for fault in faults {
      guard case .file(let byte) = fault.place else { continue }
      interpreter.model.bytes[byte] = fault.changing(interpreter.model.bytes[byte])
      if effect.changesConstants { interpreter.constantsDidChange(byte..<byte + 1) }
    }
    do throws(ModelError) {
      if effect.changesTables, start == 0 {
        // The application looks the input up in the changed tables.
        network.initialArena.withUnsafeBytes { interpreter.arena.bytes.copyMemory(from: $0) }
        try write(network.records[input])
      } else {
        interpreter.arena.bytes.copyMemory(from: trace.arena(before: start))
      }
      return try continueRun(from: start, faults, effect, trace)
    } catch {
      return .stopped(error)
    }
  }

  private func restoreFile(_ faults: [MemoryFault]) {
    for fault in faults {
      guard case .file(let byte) = fault.place else { continue }
      interpreter.model.bytes[byte] = network.file[byte]
    }
    for fault in faults {
      guard case .file(let byte) = fault.place else { continue }
      let kind = network.map.fileEntry(of: byte).owner.kind
      if kind == .weights || kind == .biases { interpreter.constantsDidChange(byte..<byte + 1) }
    }
  }

  /// Runs on from a step whose arena is in place.
  func continueRun(
    from start: Int, _ faults: [MemoryFault], _ effect: Effect, _ trace: GoldenTrace
  ) throws(ModelError) -> EngineResult {
    let stepCount = network.map.stepCount
    let keepsScratch = effect.changesState || effect.changesTables
    var executed = start
    while true {
      for fault in faults {
        guard case .arena(let byte) = fault.place, fault.change != .flip || fault.step == executed else {
          continue
        }
        interpreter.arena.bytes[byte] = fault.changing(interpreter.arena.bytes[byte])
      }
      if executed >= effect.quietFrom, executed <= stepCount,
        isGolden(trace, executed, withState: effect.changesState)
      {
        return .unchanged
      }
      let index = interpreter.nextStep
      let onReference = effect.changesState || effect.tableSteps.contains { $0.contains(index) }
      guard try onReference ? interpreter.stepOnReference() : interpreter.step() else { break }
      if keepsScratch, !onReference { leaveScratch(of: index) }
      executed += 1
      if executed > 10 * stepCount { return .hang }
    }
    let bytes = effect.changesTables || effect.changesState ? try lookedUpOutput() : plainOutput()
    return bytes == trace.output ? .unchanged : .output(bytes)
  }

  /// Whether all that is read from a step on equals the fault-free run.
  private func isGolden(_ trace: GoldenTrace, _ step: Int, withState: Bool) -> Bool {
    let golden = trace.arena(before: step)
    let now = interpreter.arena.bytes
    if withState, memcmp(golden.baseAddress!, now.baseAddress!, network.map.tensorAreaStart) != 0 {
      return false
    }
    for range in network.liveRanges[step] {
      let (a, b) = (golden.baseAddress! + range.lowerBound, now.baseAddress! + range.lowerBound)
      if memcmp(a, b, range.count) != 0 { return false }
    }
    return true
  }

  /// The output bytes where the model's tables and the state say.
  private func lookedUpOutput() throws(ModelError) -> [UInt8] {
    let model = try interpreter.readModel()
    guard model.outputs.count == network.outputBytes.count else {
      throw ModelError(.shapeMismatch, .subgraphOutputs, value: model.outputs.count)
    }
    var bytes: [UInt8] = []
    for i in 0..<model.outputs.count {
      let tensor = try model.output(i)
      guard tensor.byteCount == network.outputBytes[i] else {
        throw ModelError(.shapeMismatch, .subgraphOutputs, index: i, value: tensor.byteCount)
      }
      bytes += try interpreter.read(tensor)
    }
    return bytes
  }

  private func runFromInitialisation(_ faults: [MemoryFault], _ input: Int) -> EngineResult {
    var file = network.file
    for fault in faults {
      guard fault.step < 0, case .file(let byte) = fault.place else { continue }
      file[byte] = fault.changing(file[byte])
    }
    do throws(ModelError) {
      let device = try SimulatedDevice(
        file, arenaBytes: network.map.arenaBytes, rounding: network.rounding)
      let isPlannedAlike = network.initialArena.withUnsafeBytes {
        memcmp($0.baseAddress!, device.arena.bytes.baseAddress!, $0.count) == 0
      }
      if isPlannedAlike {
        // Initialisation left the same memory behind: from here on it is as if the file changed now.
        return run(
          faults.map { MemoryFault(place: $0.place, bit: $0.bit, change: $0.change, step: max(0, $0.step)) },
          input: input)
      }
      return try run(device, faults, input)
    } catch {
      return .stopped(error)
    }
  }

  private func run(
    _ device: SimulatedDevice, _ faults: [MemoryFault], _ input: Int
  ) throws(ModelError) -> EngineResult {
    for fault in faults where fault.step >= 0 {
      guard case .file(let byte) = fault.place else { continue }
      device.file.bytes[byte] = fault.changing(device.file.bytes[byte])
    }
    try device.write(network.records[input])
    var executed = 0
    while true {
      for fault in faults {
        guard case .arena(let byte) = fault.place, fault.change != .flip || fault.step == executed else {
          continue
        }
        device.arena.bytes[byte] = fault.changing(device.arena.bytes[byte])
      }
      guard try device.step() else { break }
      executed += 1
      if executed > 10 * network.map.stepCount { return .hang }
    }
    let bytes = try device.read(network.outputBytes)
    return bytes == trace(input).output ? .unchanged : .output(bytes)
  }
}
