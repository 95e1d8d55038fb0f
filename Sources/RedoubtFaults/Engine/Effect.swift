import RedoubtBoards

/// Which steps a set of changes can reach, and how they must run.
struct Effect {
  /// The first step that can come out otherwise; nil where none can.
  private(set) var firstStep: Int?
  /// From this step on nothing strikes and nothing changed is read: equal memory stays equal.
  private(set) var quietFrom = 0
  /// Weights or biases changed.
  private(set) var changesConstants = false
  /// Words of the state table change.
  private(set) var changesState = false
  /// Steps that read changed tables of the file.
  private(set) var tableSteps: [ClosedRange<Int>] = []

  var changesTables: Bool { !tableSteps.isEmpty }

  private let stepCount: Int

  init(_ map: MemoryMap) { stepCount = map.stepCount }

  /// Nothing more strikes.
  init(quietFrom step: Int) {
    stepCount = 0
    quietFrom = step
  }

  mutating func add(_ fault: MemoryFault, _ map: MemoryMap) {
    switch fault.place {
    case .file(let byte):
      let entry = map.fileEntry(of: byte)
      guard let steps = entry.steps else { return }
      begin(steps.lowerBound)
      quietFrom = max(quietFrom, steps.upperBound + 1)
      switch entry.owner.kind {
      case .weights, .biases: changesConstants = true
      case .scale, .zeroPoint, .constant, .structure, .padding, .tensor, .state, .scratch, .replica, .pair,
        .voter:
        tableSteps.append(steps)
        // Behind the last step the application looks the outputs up.
        if steps.upperBound == stepCount - 1 { quietFrom = stepCount + 1 }
      }
    case .arena(let byte):
      if fault.change == .flip {
        begin(fault.step)
        quietFrom = max(quietFrom, fault.step)
      } else {
        begin(0)
        quietFrom = stepCount + 1
      }
      if byte < map.tensorAreaStart { changesState = true }
    }
  }

  private mutating func begin(_ step: Int) { firstStep = min(firstStep ?? step, step) }
}
