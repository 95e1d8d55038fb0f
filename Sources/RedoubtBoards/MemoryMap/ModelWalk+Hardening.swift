import RedoubtCore

extension ModelWalk {
  /// Claims the entry `redoubt.hardening` word by word, and the rows of both parameter banks.
  ///
  /// The entry is read at initialisation and by every step that votes: it counts as read throughout.
  mutating func hardening(_ layout: HardenedLayout) {
    let always = Use(steps: facts.steps, atInitialisation: true)
    func word(_ i: Int) -> Range<Int> {
      layout.entry.lowerBound + 4 * i..<layout.entry.lowerBound + 4 * i + 4
    }
    func structure(_ detail: String, _ operatorIndex: Int? = nil, _ tensor: Int? = nil) -> MemoryOwner {
      MemoryOwner(
        .structure, operatorIndex: operatorIndex, tensorIndex: tensor, detail: "redoubt.hardening, \(detail)")
    }
    typealias Header = HardeningFormat.Header
    let header = [
      (Header.magic, "magic"), (Header.version, "version"), (Header.tensorCount, "number of tensors"),
      (Header.unitCount, "number of units"), (Header.bankBuffer1, "buffer of bank 1"),
      (Header.bankBuffer2, "buffer of bank 2"), (Header.bankBytes, "bytes of a parameter bank"),
      (Header.activationBytes, "bytes of an activation bank"), (Header.identity, "identity"),
    ]
    for (i, name) in header { walk.claim(word(i), structure(name), always) }
    for (i, tensor) in layout.tensors.enumerated() {
      let first = Header.words + HardeningFormat.TensorEntry.words * i
      let operatorIndex = tensor.operatorIndex < 0 ? nil : tensor.operatorIndex
      for (k, name) in ["operator", "index", "first unit", "number of units"].enumerated() {
        walk.claim(word(first + k), structure("tensor \(tensor.tensor), \(name)", operatorIndex), always)
      }
    }
    for unit in layout.units { self.unit(unit, layout, always) }
    for (i, bank) in layout.banks.enumerated() {
      for (k, name) in ["identity", "number", "bytes", "reserved word"].enumerated() {
        walk.claim(
          bank.lowerBound + 4 * k..<bank.lowerBound + 4 * k + 4,
          MemoryOwner(.structure, detail: "bank \(i + 1), \(name)"),
          k == HardeningFormat.Bank.reserved ? .never : always)
      }
    }
  }

  private mutating func unit(_ unit: HardenedLayout.Unit, _ layout: HardenedLayout, _ always: Use) {
    let operatorIndex = unit.operatorIndex < 0 ? nil : unit.operatorIndex
    let name = "unit \(unit.channel) of tensor \(unit.tensor)"
    func words(_ range: Range<Int>, _ detail: String) {
      walk.claim(
        range,
        MemoryOwner(
          .structure, operatorIndex: operatorIndex, detail: "redoubt.hardening, \(name), \(detail)"),
        always)
    }
    let pair = unit.pair..<unit.pair + 8
    words(unit.entry..<unit.entry + 4, "channel and scheme")
    words(unit.entry + 4..<unit.entry + 8, "offset of the row")
    words(unit.entry + 8..<unit.entry + 12, "offset of the plane")
    let own = MemoryOwner.UnitOrder.blocks(channels: [unit.channel], bytes: 8)
    // Without a row nobody votes about the pair: the operator derives its own.
    let step = unit.operatorIndex >= 0 && unit.row != nil ? unit.operatorIndex...unit.operatorIndex : nil
    let use = Use(steps: step, atInitialisation: true)
    walk.claim(
      pair,
      MemoryOwner(
        .pair, operatorIndex: operatorIndex, detail: "multiplier and shift", elementBytes: 4, units: own), use
    )
    guard let row = unit.row else { return }
    for (i, bank) in layout.banks.enumerated() {
      let start = bank.lowerBound + row.offset
      func part(_ range: Range<Int>, _ detail: String, elementBytes: Int, isRead: Bool = true) {
        let range = start + range.lowerBound..<start + range.upperBound
        walk.claim(
          range,
          MemoryOwner(
            .replica, operatorIndex: operatorIndex, tensorIndex: unit.tensor, detail: detail,
            elementBytes: elementBytes, units: .blocks(channels: [unit.channel], bytes: range.count),
            copy: i + 1),
          isRead ? use : .never)
      }
      part(0..<4, "tag", elementBytes: 4)
      part(4..<8, "bias", elementBytes: 4, isRead: row.bias != nil)
      part(8..<16, "multiplier and shift", elementBytes: 4)
      let weights = HardenedLayout.Row.headBytes + row.phase
      part(HardenedLayout.Row.headBytes..<weights, "padding of the row", elementBytes: 1, isRead: false)
      part(weights..<weights + row.count, "weights", elementBytes: 1)
      part(weights + row.count..<row.byteCount, "padding of the row", elementBytes: 1, isRead: false)
    }
  }
}
