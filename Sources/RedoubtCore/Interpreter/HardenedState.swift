/// The counters of a hardened model's votes: two words behind the state table, `corrected` and `disagreed`.
///
/// Their place follows from the model's counts, not from those in RAM, which may be struck.
enum HardenedState {
  static let counterBytes = 8

  static func place(_ model: Model) -> Int {
    StateTable.byteCount(tensorCount: model.tensors.count, operatorCount: model.operators.count)
  }

  static func clear(_ memory: borrowing TensorMemory, _ model: Model) {
    let place = place(model)
    memory.arena.setWord(place, 0)
    memory.arena.setWord(place &+ 4, 0)
  }

  static func counters(_ memory: borrowing TensorMemory, _ model: Model) -> Voter {
    let place = place(model)
    return Voter(
      corrected: memory.arena.word(place) ?? 0, disagreed: memory.arena.word(place &+ 4) ?? 0)
  }

  static func add(_ voter: Voter, _ memory: borrowing TensorMemory, _ model: Model) {
    let place = place(model)
    let sum = counters(memory, model)
    memory.arena.setWord(place, sum.corrected &+ voter.corrected)
    memory.arena.setWord(place &+ 4, sum.disagreed &+ voter.disagreed)
  }
}
