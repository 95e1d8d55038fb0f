/// Trials and silent corruptions of each stratum, apart for both halves of the data and for each class.
struct InjectionCounts {
  struct Count: Equatable {
    var trials = 0
    var events = 0
  }

  let classes: Int
  private var counts: [Count]

  init(strata: Int, classes: Int) {
    self.classes = classes
    counts = Array(repeating: Count(), count: strata * 2 * classes)
  }

  mutating func add(_ stratum: Int, half: Int, class: Int, isEvent: Bool) {
    let place = (stratum * 2 + half) * classes + `class`
    counts[place].trials += 1
    if isEvent { counts[place].events += 1 }
  }

  /// Sum over halves of the data.
  func count(_ stratum: Int, halves: ClosedRange<Int>, class: Int) -> Count {
    halves.reduce(into: Count()) { sum, half in
      let one = counts[(stratum * 2 + half) * classes + `class`]
      sum.trials += one.trials
      sum.events += one.events
    }
  }
}
