import RedoubtBoards

/// Who owns what: the bytes of the file, and those of the arena over time.
enum MemoryMapText {
  static func text(_ map: MemoryMap) -> String {
    "Model file\n" + file(map) + "\nArena\n" + arena(map)
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
    for entry in map.file {
      switch entry.owner.kind {
      case .weights, .biases, .constant:
        structure(until: entry.range.lowerBound)
        table.append([
          NumberText.grouped(entry.range.lowerBound), NumberText.grouped(entry.range.count),
          entry.owner.name(), entry.steps.map { TensorText.steps($0) } ?? "none",
        ])
        start = entry.range.upperBound
        fields = 0
      case .scale, .zeroPoint, .structure, .padding, .tensor, .state, .scratch: fields += 1
      }
    }
    structure(until: map.file.last?.range.upperBound ?? 0)
    return table.text
  }

  private static func arena(_ map: MemoryMap) -> String {
    var table = TextTable([("byte", .right), ("bytes", .right), ("owner", .left), ("operators", .left)])
    for entry in map.arena {
      table.append([
        NumberText.grouped(entry.range.lowerBound), NumberText.grouped(entry.range.count), entry.owner.name(),
        entry.steps.map { TensorText.steps($0) } ?? "none",
      ])
    }
    return table.text
  }
}
