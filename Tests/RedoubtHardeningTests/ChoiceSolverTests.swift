import ModelFixtures
import Testing

@testable import RedoubtHardening

@Suite struct ChoiceSolverTests {
  /// The best value over every combination of options.
  private func bruteForce(_ problem: ChoiceProblem) -> Double {
    var best = 0.0
    func descend(_ item: Int, _ value: Double, _ left: [Double]) {
      guard item < problem.items.count else {
        best = max(best, value)
        return
      }
      descend(item + 1, value, left)
      for option in problem.items[item] where zip(option.costs, left).allSatisfy({ $0 <= $1 }) {
        descend(item + 1, value + option.value, zip(left, option.costs).map { $0 - $1 })
      }
    }
    descend(0, 0, problem.limits)
    return best
  }

  /// - Parameter isCorrelated: Values that follow the costs, where bounds help least.
  private func draw(
    _ random: inout SeededGenerator, items: Int, options: Int, limits: Int, isCorrelated: Bool
  ) -> ChoiceProblem {
    let all = (0..<items).map { _ in
      (0..<Int.random(in: 1...options, using: &random)).map { _ in
        // Whole numbers, so that sums are exact in any order.
        let costs = (0..<limits).map { _ in Double(Int.random(in: 0...60, using: &random)) }
        let value =
          isCorrelated ? costs.reduce(10, +) : Double(Int.random(in: 0...100, using: &random))
        return ChoiceProblem.Option(value: value, costs: costs)
      }
    }
    let tightness = Double.random(in: 0...0.8, using: &random)
    return ChoiceProblem(
      items: all, limits: (0..<limits).map { _ in (Double(items) * 30 * tightness).rounded() })
  }

  @Test(arguments: [(16, 1, 1), (9, 3, 1), (12, 1, 2), (8, 3, 3)])
  func plansEqualBruteForce(_ items: Int, _ options: Int, _ limits: Int) {
    var random = SeededGenerator("choices")
    for trial in 0..<20 {
      let problem = draw(
        &random, items: items, options: options, limits: limits, isCorrelated: trial % 3 == 0)
      let solution = ChoiceSolver.solve(problem)
      #expect(solution.value == bruteForce(problem) && solution.upperBound == solution.value)
      check(solution, of: problem)
    }
  }

  private func check(_ solution: ChoiceProblem.Solution, of problem: ChoiceProblem) {
    var (value, costs) = (0.0, problem.limits.map { _ in 0.0 })
    for (item, choice) in solution.choices.enumerated() {
      guard let choice else { continue }
      value += problem.items[item][choice].value
      for k in costs.indices { costs[k] += problem.items[item][choice].costs[k] }
    }
    #expect(abs(value - solution.value) <= 1e-9 * max(1, value), "the choices are worth what is said")
    #expect(zip(costs, problem.limits).allSatisfy { $0 <= $1 })
  }

  /// The oracle is dynamic programming over every whole cost.
  @Test func oneLimitIsSolvedExactlyForManyItems() {
    var random = SeededGenerator("many choices")
    let problem = draw(&random, items: 120, options: 3, limits: 1, isCorrelated: false)
    let limit = Int(problem.limits[0])
    var table = [Double](repeating: 0, count: limit + 1)
    for options in problem.items {
      let before = table
      for option in options {
        let cost = Int(option.costs[0])
        for budget in stride(from: limit, through: cost, by: -1) {
          table[budget] = max(table[budget], before[budget - cost] + option.value)
        }
      }
    }
    let solution = ChoiceSolver.solve(problem)
    #expect(solution.value == table[limit] && solution.upperBound == solution.value)
    check(solution, of: problem)
  }

  @Test func theBoundHoldsWhereTheSearchEndsEarly() {
    var random = SeededGenerator("bounds")
    for _ in 0..<2 {
      let problem = draw(&random, items: 40, options: 2, limits: 3, isCorrelated: false)
      let solution = ChoiceSolver.solve(problem)
      check(solution, of: problem)
      #expect(solution.upperBound >= solution.value)
      // Without the second and third limit the exact optimum can only be larger.
      var relaxed = problem
      relaxed.limits = [problem.limits[0]]
      relaxed.items = problem.items.map { $0.map { .init(value: $0.value, costs: [$0.costs[0]]) } }
      #expect(ChoiceSolver.solve(relaxed).value >= solution.value)
    }
  }

  @Test func nothingFitsANarrowLimit() {
    let problem = ChoiceProblem(items: [[.init(value: 3, costs: [2])]], limits: [1])
    #expect(ChoiceSolver.solve(problem) == .init(choices: [nil], value: 0, upperBound: 0))
    #expect(ChoiceSolver.solve(ChoiceProblem(items: [], limits: [])).value == 0)
  }
}
