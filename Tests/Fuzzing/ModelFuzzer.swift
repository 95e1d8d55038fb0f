import Foundation
import RedoubtCore
import RedoubtHost

/// One call per input of libFuzzer: the bytes are a model file.
///
/// Whatever the bytes are, the reader, the planner and an inference must end with a result or a `ModelError`: no
/// trap, no access outside their memory, no endless loop. Where a model runs, every kernel path must give the same
/// bytes, also after a weight has changed in place. Lastly bits flip anywhere between the steps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModel(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let file = Array(UnsafeBufferPointer(start: data, count: size))
  check(file, Rounding.allCases)
  guard let sweepRecord else { return 0 }
  var choice = Choice(seededBy: file)
  ModelSweep(file).forEach(record: sweepRecord) { check($0, [choice.element(of: Rounding.allCases)]) }
  return 0
}

/// `REDOUBT_FUZZ_SWEEP` names a file: then each input is followed by all its single changes, and the file tells
/// which one was the last.
private let sweepRecord = ProcessInfo.processInfo.environment["REDOUBT_FUZZ_SWEEP"].flatMap { path in
  FileManager.default.createFile(atPath: path, contents: nil) ? FileHandle(forWritingAtPath: path) : nil
}

private func check(_ file: [UInt8], _ roundings: [Rounding]) {
  var choice = Choice(seededBy: file)
  guard isAffordable(file) else { return }
  for rounding in roundings {
    let path = choice.element(of: fastPaths)
    guard let reference = try? HostInterpreter(file, rounding: rounding, path: .reference),
      let fast = try? HostInterpreter(file, rounding: rounding, path: path)
    else { continue }
    let record = choice.next()
    compare(reference, fast, record, "\(rounding.rawValue) \(path.rawValue)")
    if let byte = weight(reference, &choice) {
      // The upper bits of a weight change most.
      let flipped = UInt8(1) << (choice.next() & 7)
      for one in [reference, fast] {
        one.model.bytes[byte] ^= flipped
        one.modelDidChange(byte..<byte + 1)
      }
      compare(reference, fast, record, "\(rounding.rawValue) \(path.rawValue), weight changed at \(byte)")
    }
    strike(reference, &choice)
  }
}

/// The paths that this machine has beside the reference kernels.
private let fastPaths = KernelPath.allCases.filter { $0 != .reference && $0.isAvailable }

/// Largest arena of an inference: a model may ask for more than a fuzzer should clear at each call.
private let largestArenaBytes = 16 << 20

/// Memory that a first plan is made in, never cleared: planning must not depend on what lies there. libFuzzer calls
/// from one thread.
nonisolated(unsafe) private let planningArena = AlignedMemory(byteCount: largestArenaBytes)

private func attempt<T>(_ body: () throws(ModelError) -> T) -> T? { try? body() }

/// Plans the model in memory of limited size; true when it can run, in that memory and in reasonable time.
private func isAffordable(_ file: [UInt8]) -> Bool {
  guard !file.isEmpty else { return false }
  // A copy of exactly this size: the sanitiser sees a read past its end.
  let copy = AlignedMemory(byteCount: file.count)
  copy.bytes.copyBytes(from: file)
  let bytes = ModelBytes(unsafeAdopting: UnsafeRawBufferPointer(copy.bytes))
  let planned = attempt { () throws(ModelError) in
    let memory = Arena(unsafeAdopting: planningArena.bytes)
    let interpreter = try Interpreter(model: bytes, arena: memory, operators: AllOperators<TFLM>.self)
    precondition(interpreter.plan.requiredBytes <= largestArenaBytes, "a plan lies outside its memory")
    return try WorkEstimate(Model(bytes)).isAffordable
  }
  return planned ?? false
}

/// Runs both on one record and demands one answer: equal output bytes, or the same error.
private func compare(_ reference: HostInterpreter, _ fast: HostInterpreter, _ record: UInt64, _ what: String)
{
  guard isStillAffordable(reference) else { return }
  let expected = answer(reference, record)
  let actual = answer(fast, record)
  guard expected != actual else { return }
  fatalError("the paths differ (\(what)):\nreference \(expected)\nfast      \(actual)")
}

private enum Answer: Equatable {
  case bytes([[UInt8]])
  case error(ModelError)
}

private func answer(_ interpreter: HostInterpreter, _ record: UInt64) -> Answer {
  do throws(ModelError) {
    let model = try interpreter.readModel()
    var values = Choice(seed: record)
    for i in 0..<model.inputs.count {
      let tensor = try model.input(i)
      try interpreter.write(
        (0..<tensor.byteCount).map { _ in UInt8(truncatingIfNeeded: values.next()) }, to: tensor)
    }
    try interpreter.run()
    var outputs: [[UInt8]] = []
    for i in 0..<model.outputs.count { outputs.append(try interpreter.read(try model.output(i))) }
    return .bytes(outputs)
  } catch {
    return .error(error)
  }
}

private func isStillAffordable(_ interpreter: HostInterpreter) -> Bool {
  attempt { () throws(ModelError) in try WorkEstimate(interpreter.readModel()).isAffordable } ?? false
}

/// A byte of some operator's constant weights.
private func weight(_ interpreter: HostInterpreter, _ choice: inout Choice) -> Int? {
  attempt { () throws(ModelError) -> Int? in
    let model = try interpreter.readModel()
    guard interpreter.stepCount > 0 else { return nil }
    let node = try Node(model, Int(choice.next() % UInt64(interpreter.stepCount)))
    guard [Conv2D.code, DepthwiseConv2D.code, FullyConnected<TFLM>.code].contains(node.code) else {
      return nil
    }
    let tensor = try node.input(1)
    guard let position = tensor.constantPosition else { return nil }
    let byte = position + Int(choice.next() % UInt64(tensor.byteCount))
    // Mutated files may let buffers and tables share bytes; then it is no mere weight.
    return ModelSites(file: Array(interpreter.model.bytes)).cover(byte) ? nil : byte
  } ?? nil
}

/// Flips bits of the file and of the arena between steps. Answers mean nothing then; only that it ends counts.
private func strike(_ interpreter: HostInterpreter, _ choice: inout Choice) {
  interpreter.restart()
  for _ in 0...interpreter.stepCount {
    for memory in [interpreter.model.bytes, interpreter.arena.bytes] {
      let byte = Int(choice.next() % UInt64(choice.next() & 1 == 0 ? memory.count : min(memory.count, 256)))
      memory[byte] ^= 1 << UInt8(choice.next() & 7)
    }
    guard isStillAffordable(interpreter) else { return }
    _ = attempt { () throws(ModelError) in try interpreter.step() }
  }
}
