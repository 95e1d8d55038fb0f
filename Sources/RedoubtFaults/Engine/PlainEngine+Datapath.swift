import RedoubtCore
import RedoubtHost

/// Faults that change output elements of one operator: only these are computed anew.
extension PlainEngine {
  /// Runs a fault of any kind.
  public func run(_ fault: Fault, input: Int) -> EngineResult {
    switch fault {
    case .memory(let faults): return run(faults, input: input)
    case .replicated(_, let fault): return run(fault, input: input)
    case .register(let fault): return run(fault, input)
    case .derivedPair(let step, let channel, let isShift, let bit):
      return patch(step, input) { element in
        var pair = element.pairs[channel]
        let mask = Int32(bitPattern: 1 << UInt32(bit))
        if isShift { pair.shift ^= mask } else { pair.multiplier ^= mask }
        var datapath = DerivedPairDatapath(pair: pair)
        for position in element.elements(ofChannel: channel) {
          patches.append(
            (position, UInt8(bitPattern: element.value(position, interpreter, &datapath))))
        }
        return true
      }
    case .byzantine(let step, let channel, let key):
      return patch(step, input) { element in
        var random = TrialRandom(seed: key, trial: 0)
        for position in element.elements(ofChannel: channel) {
          patches.append((position, UInt8(truncatingIfNeeded: random.next())))
        }
        return true
      }
    }
  }

  private func run(_ fault: RegisterFault, _ input: Int) -> EngineResult {
    patch(fault.operatorIndex, input) { element in
      var position = LoopNest.Position(element: fault.iteration, iteration: 0)
      if !fault.register.isPerElement { position = element.loopNest.position(fault.iteration) }
      if fault.register == .index {
        // A stray address may meet what the kernel has written so far: its multipliers, and the elements before.
        leaveScratch(of: fault.operatorIndex)
        let written = trace(input).arena(before: fault.operatorIndex + 1)
        UnsafeMutableRawBufferPointer(
          rebasing: interpreter.arena.bytes[element.output..<element.output + position.element]
        ).copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: written[element.output..<element.output + position.element]))
      }
      var datapath = FaultyDatapath(
        fault.register, bit: fault.bit, countdown: position.iteration,
        FaultyDatapath.Surroundings(
          arena: interpreter.arena, file: interpreter.model, input: element.input, weights: element.weights))
      let value = element.value(position.element, interpreter, &datapath)
      patches.append((position.element, UInt8(bitPattern: value)))
      return !datapath.leftMemory
    }
  }

  /// Lets an operator run, then replaces part of its output.
  ///
  /// - Parameter find: Finds the arena as it was before the operator, and adds the patches; false where an address left
  ///   the memory.
  func patch(_ step: Int, _ input: Int, _ find: (OutputElement) -> Bool) -> EngineResult {
    guard let element = element(step) else { return .unchanged }
    let trace = trace(input)
    interpreter.arena.bytes.copyMemory(from: trace.arena(before: step))
    patches.removeAll(keepingCapacity: true)
    guard find(element) else { return .outsideMemory }
    let golden = trace.arena(before: step + 1)
    guard patches.contains(where: { golden[element.output + $0.element] != $0.value }) else {
      return .unchanged
    }
    interpreter.arena.bytes.copyMemory(from: golden)
    for patch in patches { interpreter.arena.bytes[element.output + patch.element] = patch.value }
    do throws(ModelError) {
      return try continueRun(from: step + 1, [], Effect(quietFrom: step + 1), trace)
    } catch {
      return .stopped(error)
    }
  }

  func element(_ step: Int) -> OutputElement? {
    if let known = elements[step] { return known }
    guard let model = try? interpreter.readModel(), let node = try? Node(model, step),
      let element = try? OutputElement(node, interpreter)
    else { return nil }
    elements[step] = element
    return element
  }
}
