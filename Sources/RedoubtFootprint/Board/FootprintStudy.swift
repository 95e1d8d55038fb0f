import RedoubtBoards
import RedoubtCodegen
import RedoubtHost

/// A model in one form, held against boards.
public struct FootprintStudy: Sendable {
  public let fits: [BoardFit]

  /// - Throws: `CodegenError` for a form that the model cannot be generated in; `FootprintError`, `ModelError`,
  ///   `HardeningError`.
  public init(_ interpreter: HostInterpreter, form: DeploymentForm, boards: [BoardProfile]) throws {
    let needs = try ModelNeeds(interpreter, form: form)
    let work = try OperatorWork.list(interpreter)
    // What cannot be generated saves nothing.
    let others = DeploymentForm.allCases.filter { $0 != form }.compactMap {
      try? ModelNeeds(interpreter, form: $0)
    }
    fits = try boards.map { board in
      BoardFit(
        try Footprint(needs, core: board.core), board: board,
        latency: Latency(work, form: form.rawValue, board: board),
        others: others.compactMap { try? Footprint($0, core: board.core) },
        lowerBoundBytes: needs.lowerBoundBytes)
    }
  }
}
