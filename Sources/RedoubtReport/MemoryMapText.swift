import RedoubtModel

/// What lies where: the constants in the file, and state and tensors in the arena.
enum MemoryMapText {
  static func text(_ summary: ModelSummary) -> String {
    (summary.constants.isEmpty ? "" : "Model file\n" + file(summary) + "\n") + "Arena\n" + arena(summary)
  }

  private static func file(_ summary: ModelSummary) -> String {
    var table = TextTable([
      ("byte", .right), ("bytes", .right), ("what", .left), ("shape", .left), ("name", .left),
    ])
    var end = 0
    func structure(until position: Int) {
      // Up to 15 bytes between two buffers align the second one.
      guard position > end else { return }
      table.append([NumberText.grouped(end), NumberText.grouped(position - end), "structure", "", ""])
    }
    for constant in summary.constants {
      structure(until: constant.position)
      let tensor = constant.tensor
      table.append([
        NumberText.grouped(constant.position), NumberText.grouped(tensor.byteCount), constant.role.rawValue,
        NumberText.shape(tensor.shape), tensor.name,
      ])
      end = max(end, constant.position + tensor.byteCount)
    }
    structure(until: summary.fileBytes)
    return table.text
  }

  private static func arena(_ summary: ModelSummary) -> String {
    var table = TextTable([
      ("byte", .right), ("bytes", .right), ("what", .left), ("shape", .left), ("operators", .left),
      ("name", .left),
    ])
    if summary.tensorAreaStart > 0 {
      table.append(["0", NumberText.grouped(summary.tensorAreaStart), "interpreter state", "", "all", ""])
    }
    for placement in summary.placements {
      table.append([
        NumberText.grouped(summary.tensorAreaStart + placement.offset),
        NumberText.grouped(placement.byteCount),
        placement.role.rawValue, placement.tensor.map { NumberText.shape($0.shape) } ?? "",
        TensorText.steps(placement.steps), placement.tensor?.name ?? "",
      ])
    }
    return table.text
  }
}
