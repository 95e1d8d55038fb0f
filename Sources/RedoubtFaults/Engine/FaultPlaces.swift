import RedoubtCore
import RedoubtHost

/// What a trial changes in terms of tensors and operators.
struct Strikes {
  /// Bits of a tensor's byte that flip before a step.
  struct Flip {
    let step: Int
    /// Place among the interpreter's live tensors.
    let tensor: Int
    let byte: Int
    let mask: UInt8
    let lastReader: Int
  }

  var flips: [Flip] = []
  /// Per operator its changed constant bytes, each once.
  private(set) var constants: [(step: Int, changes: [ConstantChange])] = []
  /// The steps that have to be looked at, before any difference has been followed; empty when `lastStep` is smaller.
  private(set) var firstStep = Int.max
  private(set) var lastStep = -1

  mutating func removeAll() {
    flips.removeAll(keepingCapacity: true)
    constants.removeAll(keepingCapacity: true)
    (firstStep, lastStep) = (.max, -1)
  }

  mutating func add(_ flip: Flip) {
    flips.append(flip)
    include(flip.step)
  }

  /// Changes a byte that operator `step` reads.
  ///
  /// - Parameter golden: The byte without faults.
  mutating func change(_ position: Int, of step: Int, from golden: UInt8, by fault: MemoryFault) {
    include(step)
    guard let operation = constants.firstIndex(where: { $0.step == step }) else {
      constants.append((step, [ConstantChange(position: position, value: fault.changed(golden))]))
      return
    }
    let bytes = constants[operation].changes
    if let i = bytes.firstIndex(where: { $0.position == position }) {
      constants[operation].changes[i] = ConstantChange(
        position: position, value: fault.changed(bytes[i].value))
    } else {
      constants[operation].changes.append(ConstantChange(position: position, value: fault.changed(golden)))
    }
  }

  func constants(of step: Int) -> [ConstantChange] {
    for constant in constants where constant.step == step { return constant.changes }
    return []
  }

  private mutating func include(_ step: Int) {
    firstStep = min(firstStep, step)
    lastStep = max(lastStep, step)
  }
}

/// Finds the tensors and operators that faults strike.
struct FaultPlaces {
  /// Bytes of the arena that belong to a tensor between two steps.
  private struct Life {
    let bytes: Range<Int>
    let producer, lastReader: Int
  }

  /// As the interpreter's live tensors.
  private let lives: [Life]
  /// Ordered by their first byte; several operators may share one.
  private let constants: [DifferenceInterpreter.ConstantRange]
  /// Where the tensors begin in the arena: the interpreter's own state lies before.
  private let tensorAreaStart: Int

  init(_ interpreter: DifferenceInterpreter) {
    lives = interpreter.liveTensors.map {
      Life(
        bytes: $0.offset..<$0.offset + $0.tensor.byteCount, producer: $0.producer, lastReader: $0.lastReader)
    }
    constants = interpreter.constants.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    tensorAreaStart = interpreter.tensorAreaStart
  }

  /// - Parameter strikes: Filled, with nothing for faults that strike no live byte.
  /// - Returns: False where a fault strikes something else than tensors, weights and biases.
  func find(_ faults: [MemoryFault], _ interpreter: DifferenceInterpreter, _ strikes: inout Strikes) -> Bool {
    strikes.removeAll()
    guard interpreter.isComplete else { return false }
    for fault in faults {
      switch fault.place {
      case .arena(let byte):
        guard fault.change == .flip, fault.step >= 0, byte >= tensorAreaStart else { return false }
        for (place, live) in lives.enumerated()
        where fault.step > live.producer && fault.step <= live.lastReader && live.bytes.contains(byte) {
          strikes.add(
            Strikes.Flip(
              step: fault.step, tensor: place, byte: byte - live.bytes.lowerBound, mask: 1 << fault.bit,
              lastReader: live.lastReader))
        }
      case .file(let byte):
        guard fault.step == 0, let nearest = index(of: byte) else { return false }
        let golden = interpreter.modelByte(byte)
        var i = nearest
        // Operators that share the tensor stand before.
        while i >= 0, constants[i].bytes.contains(byte) {
          strikes.change(byte, of: constants[i].step, from: golden, by: fault)
          i -= 1
        }
      }
    }
    return true
  }

  /// The last of the ranges that hold a byte.
  private func index(of byte: Int) -> Int? {
    var (low, high) = (0, constants.count)
    while low < high {
      let middle = (low + high) / 2
      if constants[middle].bytes.lowerBound <= byte { low = middle + 1 } else { high = middle }
    }
    guard low > 0, constants[low - 1].bytes.contains(byte) else { return nil }
    return low - 1
  }
}
