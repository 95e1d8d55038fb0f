import RedoubtCore
import RedoubtHost

/// What a hardened model's engine asks beside whole trials.
extension PlainEngine {
  /// A struck computation of one output element.
  struct StruckElement {
    let channel: Int
    let differs: Bool
    let leftMemory: Bool
  }

  /// Runs a unit whose requantisation has changed bits.
  func run(_ pair: VotedFaults.Pair, _ input: Int) -> EngineResult {
    patch(pair.operatorIndex, input) { element in
      var struck = element.pairs[pair.channel]
      struck.multiplier ^= Int32(bitPattern: pair.multiplierMask)
      struck.shift ^= Int32(bitPattern: pair.shiftMask)
      var datapath = DerivedPairDatapath(pair: struck)
      for position in element.elements(ofChannel: pair.channel) {
        patches.append((position, UInt8(bitPattern: element.value(position, interpreter, &datapath))))
      }
      return true
    }
  }

  /// Computes the element that a register fault strikes, and compares it with the fault-free one.
  ///
  /// Each of three computations finds the memory as the first one does.
  ///
  /// - Returns: Nil for an operator whose elements cannot be computed one by one.
  func strike(_ fault: RegisterFault, input: Int) -> StruckElement? {
    guard let element = element(fault.operatorIndex) else { return nil }
    let step = fault.operatorIndex
    let trace = trace(input)
    var position = LoopNest.Position(element: fault.iteration, iteration: 0)
    if !fault.register.isPerElement { position = element.loopNest.position(fault.iteration) }
    let after = trace.arena(before: step + 1)
    interpreter.arena.bytes.copyMemory(from: trace.arena(before: step))
    if fault.register == .index {
      // A stray address may meet what the kernel has written so far.
      leaveScratch(of: step)
      let written = element.output..<element.output + position.element
      UnsafeMutableRawBufferPointer(rebasing: interpreter.arena.bytes[written]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: after[written]))
    }
    var datapath = FaultyDatapath(
      fault.register, bit: fault.bit, countdown: position.iteration,
      FaultyDatapath.Surroundings(
        arena: interpreter.arena, file: interpreter.model, input: element.input, weights: element.weights))
    let value = element.value(position.element, interpreter, &datapath)
    return StruckElement(
      channel: position.element % element.loopNest.channels,
      differs: UInt8(bitPattern: value) != after[element.output + position.element],
      leftMemory: datapath.leftMemory)
  }

  /// The unit that a struck iteration computes; nil for an operator whose elements cannot be computed one by one.
  func channel(of fault: RegisterFault) -> Int? {
    guard let nest = element(fault.operatorIndex)?.loopNest else { return nil }
    let element =
      fault.register.isPerElement ? fault.iteration : nest.position(fault.iteration).element
    return element % nest.channels
  }

  /// Bytes of a unit that differ from the fault-free ones where its output is random.
  func differingBytes(_ step: Int, _ channel: Int, _ key: UInt64, input: Int) -> Int {
    guard let element = element(step) else { return 0 }
    let golden = trace(input).arena(before: step + 1)
    var random = TrialRandom(seed: key, trial: 0)
    return element.elements(ofChannel: channel).reduce(0) {
      golden[element.output + $1] != UInt8(truncatingIfNeeded: random.next()) ? $0 + 1 : $0
    }
  }
}
