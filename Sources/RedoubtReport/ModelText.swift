import RedoubtBoards
import RedoubtModel

/// A model as text: operators, totals, memory plan and, on request, what lies where.
public enum ModelText {
  /// - Parameters:
  ///   - name: How the model is called, usually its file name.
  ///   - map: Adds the list of who owns what in file and arena.
  public static func text(_ summary: ModelSummary, name: String, map: MemoryMap?) -> String {
    var text = "\(name): \(summary.operators.count) operators, \(NumberText.grouped(summary.macs)) MACs,"
    text += " \(NumberText.grouped(summary.fileBytes)) bytes\n\n"
    text += ends("input ", summary.inputs) + ends("output", summary.outputs) + "\n"
    text += operators(summary) + "\n" + totals(summary) + "\n" + MemoryPlanText.text(summary)
    if let map { text += "\n" + MemoryMapText.text(map) }
    return text
  }

  private static func ends(_ title: String, _ tensors: [TensorDescription]) -> String {
    tensors.map {
      "\(title)  \(NumberText.shape($0.shape)) \($0.type), \(TensorText.quantization($0))\n"
    }.joined()
  }

  private static func operators(_ summary: ModelSummary) -> String {
    var table = TextTable([
      ("#", .right), ("operator", .left), ("output", .left), ("scale", .left), ("zero point", .right),
      ("MACs", .right), ("weights", .right), ("bias", .right),
    ])
    for one in summary.operators {
      let shapes = one.outputs.map { NumberText.shape($0.shape) + ($0.type == .int8 ? "" : " \($0.type)") }
      let quantization = one.outputs.first?.quantization
      table.append([
        String(one.index), one.name + (one.isStatic ? " (at load)" : ""), shapes.joined(separator: ", "),
        quantization.map { "\($0.scale)" } ?? "", quantization.map { "\($0.zeroPoint)" } ?? "",
        count(one.macs), count(one.weightBytes), count(one.biasBytes),
      ])
    }
    return table.text
  }

  private static func count(_ value: Int) -> String { value == 0 ? "" : NumberText.grouped(value) }

  private static func totals(_ summary: ModelSummary) -> String {
    var table = TextTable([("bytes", .right), ("", .left)])
    let plan = summary.plan
    let rows = [
      (summary.weightBytes, "weights"), (summary.biasBytes, "biases"),
      (plan.arenaBytes, "arena: planned tensors"),
      (
        plan.arenaLowerBoundBytes,
        "lower bound: peak of live tensors in this operator order, nothing in place"
      ),
      (plan.scratchBytes, "largest scratch memory of an operator"), (plan.stateBytes, "interpreter state"),
      (plan.requiredBytes, "to be given to the interpreter (state table, tensors, scratch)"),
    ]
    for (bytes, what) in rows { table.append([NumberText.grouped(bytes), what]) }
    return table.text + MemoryCertificateText.text(summary.arenaPlan) + "\n"
  }
}
