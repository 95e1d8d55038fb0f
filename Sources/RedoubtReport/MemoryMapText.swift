import RedoubtBoards

/// Who owns what: the bytes of the file, and those of the arena over time.
enum MemoryMapText {
  static func text(_ map: MemoryMap) -> String {
    let text = "Model file\n" + file(map) + "\nArena\n" + runs(map.arena)
    guard !map.replicas.isEmpty else { return text }
    return text + "\nReplicas and voters in RAM, counted on from the arena\n" + runs(map.replicas)
  }

  private static func file(_ map: MemoryMap) -> String {
    var table = TextTable([
      ("byte", .right), ("bytes", .right), ("owner", .left), ("read by operators", .left),
    ])
    // Contents of buffers one by one; the fields of tables between them, of which there are thousands, as one row.
    var start = 0
    var fields = 0
    func structure(until end: Int) {
      guard end > start else { return }
      table.append([
        NumberText.grouped(start), NumberText.grouped(end - start),
        "tables, \(NumberText.grouped(fields)) fields", "",
      ])
    }
    /// Rows of one operator's units in a bank: one line, since a unit alone has up to six parts.
    func rows(_ entries: ArraySlice<MemoryMap.Entry>) {
      guard let first = entries.first, let last = entries.last else { return }
      let units = Set(entries.compactMap { $0.owner.unit(atByte: 0) }).count
      let place = first.owner.operatorIndex.map { "operator \($0)" } ?? "no operator"
      table.append([
        NumberText.grouped(first.range.lowerBound),
        NumberText.grouped(last.range.upperBound - first.range.lowerBound),
        "rows of \(units) units of \(place), copy \(first.owner.copy)",
        entries.lazy.compactMap(\.steps).first.map { TensorText.steps($0) } ?? "none",
      ])
    }
    var skipped = 0
    for (i, entry) in map.file.enumerated() where i >= skipped {
      switch entry.owner.kind {
      case .weights, .biases, .constant:
        structure(until: entry.range.lowerBound)
        table.append([
          NumberText.grouped(entry.range.lowerBound), NumberText.grouped(entry.range.count),
          entry.owner.name(), entry.steps.map { TensorText.steps($0) } ?? "none",
        ])
        start = entry.range.upperBound
        fields = 0
      case .replica:
        structure(until: entry.range.lowerBound)
        let own = map.file[i...].prefix {
          $0.owner.kind == .replica && $0.owner.operatorIndex == entry.owner.operatorIndex
            && $0.owner.copy == entry.owner.copy
        }
        rows(own)
        skipped = own.endIndex
        start = own.last?.range.upperBound ?? entry.range.upperBound
        fields = 0
      case .scale, .zeroPoint, .structure, .padding, .tensor, .state, .scratch, .pair, .voter: fields += 1
      }
    }
    structure(until: map.file.last?.range.upperBound ?? 0)
    return table.text
  }

  private static func runs(_ entries: [MemoryMap.Entry]) -> String {
    var table = TextTable([("byte", .right), ("bytes", .right), ("owner", .left), ("operators", .left)])
    for entry in entries {
      table.append([
        NumberText.grouped(entry.range.lowerBound), NumberText.grouped(entry.range.count), entry.owner.name(),
        entry.steps.map { TensorText.steps($0) } ?? "none",
      ])
    }
    return table.text
  }
}
