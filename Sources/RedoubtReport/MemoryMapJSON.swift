import RedoubtBoards

extension JSONValue {
  /// Every owner in file and arena, and behind the arena in the RAM of a hardened model.
  static func owners(_ map: MemoryMap) -> JSONValue {
    .array(
      map.file.map { owner($0, "file") } + map.arena.map { owner($0, "arena") }
        + map.replicas.map { owner($0, "replicas") })
  }

  private static func owner(_ entry: MemoryMap.Entry, _ place: String) -> JSONValue {
    [
      "place": .string(place), "position": .integer(entry.range.lowerBound),
      "bytes": .integer(entry.range.count), "kind": .string(entry.owner.kind.rawValue),
      "owner": .string(entry.owner.name()),
      "copy": .integer(entry.owner.copy),
      "operator": entry.owner.operatorIndex.map { .integer($0) } ?? .null,
      "tensor": entry.owner.tensorIndex.map { .integer($0) } ?? .null,
      "firstOperator": entry.steps.map { .integer($0.lowerBound) } ?? .null,
      "lastOperator": entry.steps.map { .integer($0.upperBound) } ?? .null,
    ]
  }
}
