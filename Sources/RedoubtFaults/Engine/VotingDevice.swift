import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// A hardened model with its voters, written down a second time: votes and repairs around the steps of the plain
/// interpreter, by the layout. Strikes registers of each computation, and holds stuck bits where a repair would undo
/// them; entry and tables count as they were before any strike.
///
/// At the start of a step the planes of its inputs are voted and repaired, then the rows of its weights; units whose
/// voted parameters are not what stands in place are computed again from them. At its end, planes are copied.
final class VotingDevice {
  /// A strike on a register while one of three computations runs.
  struct Strike {
    let fault: RegisterFault
    /// 0 … 2.
    let copy: Int
  }

  private let network: DeployedNetwork
  private let layout: HardenedLayout
  private let device: SimulatedDevice
  /// Behind the arena: activation banks, counters, scratch row. Indexed as RAM.
  private let ram: AlignedMemory
  private(set) var votes = VoteCounts()
  private(set) var executed = 0
  /// Set when a struck index register has led out of every memory.
  private(set) var leftMemory = false

  /// Initialises.
  ///
  /// - Parameter file: The model's bytes with what was struck before.
  init(_ file: [UInt8], _ network: DeployedNetwork, _ layout: HardenedLayout) throws(ModelError) {
    self.network = network
    self.layout = layout
    device = try SimulatedDevice(file, arenaBytes: network.map.arenaBytes, rounding: network.rounding)
    ram = AlignedMemory(byteCount: max(1, layout.ramBytes))
  }

  /// The file, to be struck.
  var file: AlignedMemory { device.file }

  /// Changes a byte of the arena or of what follows it.
  func strike(_ fault: MemoryFault, at byte: Int) {
    if byte < network.map.arenaBytes {
      device.arena.bytes[byte] = fault.changed(device.arena.bytes[byte])
    } else {
      ram.bytes[byte] = fault.changed(ram.bytes[byte])
    }
  }

  /// Begins an inference.
  func write(_ record: [UInt8]) throws(ModelError) {
    try device.write(record)
    (votes, executed) = (VoteCounts(), 0)
    store(writtenBy: -1)
  }

  /// Runs the next step; false when there is none left.
  ///
  /// - Parameter held: Changes that never go away: they are made again after each vote.
  func step(_ strike: Strike? = nil, held: [MemoryFault] = []) throws(ModelError) -> Bool {
    let index = device.nextStep
    guard index >= 0, index < network.map.stepCount else {
      vote(readBy: network.map.stepCount, held)
      return false
    }
    vote(readBy: index, held)
    let deviating = try voteRows(of: index)
    let before = Array(device.arena.bytes)
    var channels: [(channel: Int, plane: [UInt8])] = []
    for unit in deviating { channels.append((unit.channel, try compute(unit, at: index, before))) }
    let struck = strike.flatMap { $0.fault.operatorIndex == index ? $0 : nil }
    guard try device.step() else { return false }
    for (channel, plane) in channels { set(plane, channel, of: index) }
    executed += 1
    store(writtenBy: index)
    guard let struck else { return true }
    if struck.copy == 0 {
      rewind(before)
      try run(struck.fault, at: index)
      // The other two computations have gone well; what is only stored three times is stored as computed.
      store(writtenBy: index, exceptComputed: true)
    } else {
      try runCopy(struck, at: index, before)
    }
    return true
  }

  func read() throws(ModelError) -> [UInt8] { try device.read(network.outputBytes) }

  // MARK: Planes

  private func store(writtenBy operatorIndex: Int, exceptComputed: Bool = false) {
    for tensor in layout.tensors where tensor.operatorIndex == operatorIndex {
      for unit in layout.units[tensor.units] {
        guard let plane = unit.plane, !(exceptComputed && unit.scheme.replicatesComputation) else { continue }
        for i in 0..<plane.byteCount {
          let value = device.arena.bytes[plane.arenaByte(i)]
          for bank in layout.activationBanks { ram.bytes[bank.lowerBound + plane.offset + i] = value }
        }
      }
    }
  }

  private func vote(readBy step: Int, _ held: [MemoryFault]) {
    for tensor in layout.tensors where tensor.readers.contains(step) {
      for unit in layout.units[tensor.units] {
        guard let plane = unit.plane else { continue }
        for i in 0..<plane.byteCount {
          let place = plane.arenaByte(i)
          let copies = layout.activationBanks.map { $0.lowerBound + plane.offset + i }
          let (a, b, c) = (device.arena.bytes[place], ram.bytes[copies[0]], ram.bytes[copies[1]])
          guard a != b else { continue }
          if a == c || b == c { votes.corrected += 1 } else { votes.disagreed += 1 }
          let majority = a & b | a & c | b & c
          device.arena.bytes[place] = majority
          for copy in copies { ram.bytes[copy] = majority }
        }
      }
    }
    for fault in held {
      if case .arena(let byte) = fault.place { strike(fault, at: byte) }
    }
  }

  // MARK: Rows

  /// The parameters of a unit as the vote finds them.
  private struct VotedRow {
    let channel: Int
    let row: HardenedLayout.Row
    let weights: [UInt8]
    let bias: Int32
    let pair: QuantizedMultiplier
  }

  /// Votes the rows of an operator.
  ///
  /// - Returns: Units whose parameters are not what the operator finds in place.
  private func voteRows(of index: Int) throws(ModelError) -> [VotedRow] {
    let units = layout.units.filter { $0.operatorIndex == index && $0.row != nil }
    guard !units.isEmpty else { return [] }
    let pairs = try derivedPairs(of: index)
    var deviating: [VotedRow] = []
    for unit in units {
      guard let row = unit.row else { continue }
      // The words of the entry are read where they are now.
      let entry = 4 * HardeningFormat.Row.words
      func copies(_ word: Int) -> (UInt32, UInt32) {
        let offset = row.offset + 4 * word
        return (
          word32(layout.banks[0].lowerBound + offset), word32(layout.banks[1].lowerBound + offset)
        )
      }
      let tag = HardeningFormat.tag(operatorIndex: index, channel: unit.channel)
      guard vote(tag, copies(HardeningFormat.Row.tag)) == tag else {
        throw ModelError(.protectionInvalid, .modelMetadata, index: unit.channel)
      }
      let pair = QuantizedMultiplier(
        multiplier: Int32(bitPattern: vote(word32(unit.pair), copies(HardeningFormat.Row.multiplier))),
        shift: Int32(bitPattern: vote(word32(unit.pair + 4), copies(HardeningFormat.Row.shift))))
      let bias = row.bias.map { vote(word32($0), copies(HardeningFormat.Row.bias)) }
      var weights: [UInt8] = []
      for word in 0..<row.weightBytes / 4 {
        var (own, mask): (UInt32, UInt32) = (0, 0)
        for k in 0..<4 {
          let i = 4 * word + k - row.phase
          guard i >= 0, i < row.count else { continue }
          own |= UInt32(device.file.bytes[row.weights + i * row.stride]) << UInt32(8 * k)
          mask |= 0xff << UInt32(8 * k)
        }
        let (first, second) = copies(entry / 4 + word)
        let voted = vote(own, (first & mask, second & mask))
        for k in 0..<4 where mask >> UInt32(8 * k) & 1 == 1 {
          weights.append(UInt8(truncatingIfNeeded: voted >> UInt32(8 * k)))
        }
      }
      let one = VotedRow(
        channel: unit.channel, row: row, weights: weights, bias: Int32(bitPattern: bias ?? 0), pair: pair)
      let inPlace = (0..<row.count).allSatisfy {
        device.file.bytes[row.weights + $0 * row.stride] == weights[$0]
      }
      let isBiasInPlace = row.bias.map { word32($0) == bias } ?? true
      if !inPlace || !isBiasInPlace || pairs[unit.channel] != pair { deviating.append(one) }
    }
    return deviating
  }

  private func word32(_ position: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(device.file.bytes[position + $1]) << UInt32(8 * $1) }
  }

  private func vote(_ own: UInt32, _ copies: (UInt32, UInt32)) -> UInt32 {
    let (first, second) = copies
    if own == first { return own }
    if own == second || first == second { votes.corrected += 1 } else { votes.disagreed += 1 }
    return own & first | own & second | first & second
  }

  /// Multiplier and shift of each channel as the operator derives them from the scales.
  private func derivedPairs(of index: Int) throws(ModelError) -> [QuantizedMultiplier] {
    let node = try Node(try device.readModel(), index)
    var pairs: [QuantizedMultiplier] = []
    switch node.code {
    case Conv2D.code, DepthwiseConv2D.code:
      let p = node.code == Conv2D.code ? try Conv2D.parameters(node) : try DepthwiseConv2D.parameters(node)
      for channel in 0..<p.scales.channels { pairs.append(try p.scales.pair(channel)) }
    default:
      let p = try FullyConnectedParameters(node)
      for channel in 0..<p.weights.shape[0] {
        pairs.append(try p.perChannel?.pair(channel) ?? p.perTensor)
      }
    }
    return pairs
  }

  /// The plane of a unit, computed from voted parameters.
  private func compute(
    _ unit: VotedRow, at index: Int, _ arena: [UInt8]
  ) throws(ModelError) -> [UInt8] {
    let places = (0..<unit.row.count).map { unit.row.weights + $0 * unit.row.stride }
    let biases = unit.row.bias.map { Array($0..<$0 + 4) } ?? []
    let held = (places + biases).map { ($0, device.file.bytes[$0]) }
    defer { for (place, value) in held { device.file.bytes[place] = value } }
    for (place, value) in zip(places, unit.weights) { device.file.bytes[place] = value }
    for (i, place) in biases.enumerated() {
      device.file.bytes[place] = UInt8(truncatingIfNeeded: unit.bias >> Int32(8 * i))
    }
    var datapath = DerivedPairDatapath(pair: unit.pair)
    try device.step(on: &datapath)
    let plane = self.plane(unit.channel, of: index)
    rewind(arena)
    return plane
  }

  private func rewind(_ arena: [UInt8]) {
    arena.withUnsafeBytes { device.arena.bytes.copyMemory(from: $0) }
  }

  // MARK: Struck registers

  private func run(_ fault: RegisterFault, at index: Int) throws(ModelError) {
    let node = try Node(try device.readModel(), index)
    let (input, weights) = try operands(node)
    var datapath = FaultyDatapath(
      fault.register, bit: fault.bit, countdown: fault.iteration,
      FaultyDatapath.Surroundings(arena: device.arena, file: device.file, input: input, weights: weights))
    try device.step(on: &datapath)
    if datapath.leftMemory { leftMemory = true }
  }

  private func operands(_ node: Node) throws(ModelError) -> (input: Int, weights: Int) {
    let input = try node.input(0).index
    let start = network.map.arena.first { $0.owner.kind == .tensor && $0.owner.tensorIndex == input }
    return (start?.range.lowerBound ?? 0, try node.input(1).constantPosition ?? 0)
  }

  /// Computes the struck unit once more, with the strike, into one of the banks.
  private func runCopy(_ strike: Strike, at index: Int, _ before: [UInt8]) throws(ModelError) {
    let node = try Node(try device.readModel(), index)
    guard let nest = try LoopNest(node) else { return }
    let element =
      strike.fault.register.isPerElement
      ? strike.fault.iteration : nest.position(strike.fault.iteration).element
    let channel = element % nest.channels
    let after = Array(device.arena.bytes)
    rewind(before)
    try run(strike.fault, at: index)
    let result = plane(channel, of: index)
    rewind(after)
    guard
      let plane = layout.units.first(where: { $0.operatorIndex == index && $0.channel == channel })?.plane
    else { return }
    for (i, value) in result.enumerated() {
      ram.bytes[layout.activationBanks[strike.copy - 1].lowerBound + plane.offset + i] = value
    }
  }

  // MARK: The plane of an operator's channel in the arena

  private func places(_ channel: Int, of index: Int) -> [Int] {
    guard
      let entry = network.map.arena.first(where: {
        $0.owner.kind == .tensor && $0.owner.operatorIndex == index
      }), case .interleaved(let channels) = entry.owner.units
    else { return [] }
    return Array(stride(from: entry.range.lowerBound + channel, to: entry.range.upperBound, by: channels))
  }

  private func plane(_ channel: Int, of index: Int) -> [UInt8] {
    places(channel, of: index).map { device.arena.bytes[$0] }
  }

  private func set(_ plane: [UInt8], _ channel: Int, of index: Int) {
    for (place, value) in zip(places(channel, of: index), plane) { device.arena.bytes[place] = value }
  }
}
