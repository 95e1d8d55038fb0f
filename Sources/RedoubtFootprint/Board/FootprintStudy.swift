import RedoubtBoards
import RedoubtCodegen
import RedoubtHost

/// A model in one form, held against boards.
public struct FootprintStudy: Sendable {
  /// In the order of the boards.
  public let fits: [BoardFit]

  /// - Parameter file: The model file.
  /// - Throws: `CodegenError` for a form that the model cannot be generated in; `FootprintError`, `ModelError`.
  public init(_ file: [UInt8], form: DeploymentForm, boards: [BoardProfile]) throws {
    let needs = try ModelNeeds(file, form: form)
    let work = try OperatorWork.list(try HostInterpreter(file))
    // What cannot be generated saves nothing.
    let others = DeploymentForm.allCases.filter { $0 != form }.compactMap {
      try? ModelNeeds(file, form: $0)
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
