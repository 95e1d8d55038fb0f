/// How long an inference takes on a board, and how sure that is.
public struct Latency: Equatable, Sendable {
  /// Instructions of an inference, by the cost model.
  public let instructions: Double
  /// What turns instructions into cycles.
  public let rate: CycleRate
  /// Of one inference, at the board's clock.
  public let milliseconds: Double
  /// Both errors together: that of the instructions and that of the rate.
  public let low, high: Double
  /// False where an operator of the model was not measured.
  public let isMeasured: Bool

  /// - Parameters:
  ///   - work: What the model's operators have to do.
  ///   - form: Name of the form that is deployed.
  /// - Returns: Nil where the form was not measured on the core.
  public init?(_ work: [OperatorWork], form: String, board: BoardProfile, data: InstructionData = .shipped) {
    guard let costs = data.costs(board.core, form: form) else { return nil }
    rate = CycleRate(board.core)
    instructions = costs.instructions(work)
    isMeasured = costs.knows(work)
    milliseconds = instructions * rate.cyclesPerInstruction / (board.clockMHz * 1000)
    let error = (costs.networkError * costs.networkError + rate.error * rate.error).squareRoot()
    low = milliseconds * max(0, 1 - error)
    high = milliseconds * (1 + error)
  }
}
