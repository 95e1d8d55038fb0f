/// Solves a `ChoiceProblem`: dynamic programming over partial choices, of which only those are kept that no other one
/// dominates and that a Lagrangian bound does not rule out.
///
/// The result is the optimum unless the search has to drop partial choices, of which it keeps so many that its time stays
/// in proportion to the items; then `upperBound` says what it may have missed.
///
/// - Source: H. Kellerer, U. Pferschy, D. Pisinger, "Knapsack Problems", 2004, chapters 3.4 (dominance), 5.4 (bounded lists)
///   and 11 (multiple choice).
public struct ChoiceSolver {
  /// One cost per limit, the rest 0.
  private typealias Costs = SIMD4<Double>

  private struct Option {
    var value: Double
    var costs: Costs
    /// Position among the options of its item.
    var index: Int
  }

  private struct State {
    var value: Double
    var costs: Costs
    /// Index of the choice that led here; −1 at the root.
    var trace: Int
  }

  /// A choice and the one before it.
  private struct Trace {
    var parent: Int
    var item: Int
    var option: Int
  }

  /// Options that fit the limits by themselves and are worth something.
  private let items: [[Option]]
  private let limits: Costs
  private let limitCount: Int
  /// Price of each limited good: value per unit of cost.
  private var prices = Costs()

  /// Most limits that a problem may have.
  public static let largestLimitCount = 4
  /// Partial choices that are kept, the fewer the more items there are.
  private var stateLimit: Int {
    min(limitCount > 1 ? 20_000 : 200_000, max(200, 1_000_000 / max(1, items.count)))
  }

  /// - Parameter problem: With at most `largestLimitCount` limits.
  public static func solve(_ problem: ChoiceProblem) -> ChoiceProblem.Solution {
    var solver = ChoiceSolver(problem)
    return solver.solve()
  }

  /// Prices of the limited goods at which no choice is worth more than `bound`, and the option of each item that is worth
  /// most after its costs are paid at these prices: near the optimum, and seldom within the limits.
  static func relaxation(
    _ problem: ChoiceProblem
  ) -> (prices: [Double], choices: [Int?], bound: Double) {
    var solver = ChoiceSolver(problem)
    solver.findPrices()
    let choices = solver.items.map { options in
      let best = options.max { solver.profit($0) < solver.profit($1) }
      return best.flatMap { solver.profit($0) > 0 ? $0.index : nil }
    }
    return (problem.limits.indices.map { solver.prices[$0] }, choices, solver.dual)
  }

  private func profit(_ option: Option) -> Double { option.value - Self.price(option.costs, prices) }

  private init(_ problem: ChoiceProblem) {
    precondition(problem.limits.count <= Self.largestLimitCount, "more limits than costs are kept for")
    var limits = Costs()
    for (k, limit) in problem.limits.enumerated() { limits[k] = max(0, limit) }
    items = problem.items.map { options in
      options.enumerated().compactMap { index, option in
        var costs = Costs()
        for (k, cost) in option.costs.enumerated() { costs[k] = cost }
        guard option.value > 0, Self.fits(costs, limits) else { return nil }
        return Option(value: option.value, costs: costs, index: index)
      }
    }
    self.limits = limits
    limitCount = problem.limits.count
  }

  private static func fits(_ costs: Costs, _ limits: Costs) -> Bool {
    for k in 0..<4 where costs[k] > limits[k] { return false }
    return true
  }

  private static func price(_ costs: Costs, _ prices: Costs) -> Double {
    costs[0] * prices[0] + costs[1] * prices[1] + costs[2] * prices[2] + costs[3] * prices[3]
  }

  /// Largest value of an item's options after their costs are paid; 0 for none.
  private func bestProfit(_ item: Int) -> Double {
    var best = 0.0
    for option in items[item] { best = max(best, profit(option)) }
    return best
  }

  /// Upper bound on any choice, at the current prices.
  private var dual: Double {
    var sum = Self.price(limits, prices)
    for item in items.indices { sum += bestProfit(item) }
    return sum
  }

  private mutating func solve() -> ChoiceProblem.Solution {
    findPrices()
    var incumbent = greedy()
    // Items whose best option is far better than the next are settled first: their alternatives die at once.
    let order = items.indices.sorted { (-margin($0), $0) < (-margin($1), $1) }
    var rest = [Double](repeating: 0, count: order.count + 1)
    for i in order.indices.reversed() { rest[i] = rest[i + 1] + bestProfit(order[i]) }
    let budget = Self.price(limits, prices)
    var traces: [Trace] = []
    var states = [State(value: 0, costs: Costs(), trace: -1)]
    var dropped = -Double.infinity
    for (depth, item) in order.enumerated() {
      func bound(_ value: Double, _ costs: Costs) -> Double {
        value + rest[depth + 1] + budget - Self.price(costs, prices)
      }
      // Sums in another order differ in their last bits: what could only win by those is left.
      let floor = incumbent.value + 1e-12 * max(1, abs(incumbent.value))
      var next: [State] = []
      for state in states {
        if bound(state.value, state.costs) > floor { next.append(state) }
        for option in items[item] {
          let (value, costs) = (state.value + option.value, state.costs + option.costs)
          guard Self.fits(costs, limits), bound(value, costs) > floor || value > incumbent.value else {
            continue
          }
          traces.append(Trace(parent: state.trace, item: item, option: option.index))
          next.append(State(value: value, costs: costs, trace: traces.count - 1))
        }
      }
      states = undominated(next)
      if states.count > stateLimit {
        states.sort {
          (bound($1.value, $1.costs), $0.trace) < (bound($0.value, $0.costs), $1.trace)
        }
        for state in states[stateLimit...] { dropped = max(dropped, bound(state.value, state.costs)) }
        states.removeLast(states.count - stateLimit)
      }
      if let best = states.max(by: { $0.value < $1.value }), best.value > incumbent.value {
        incumbent = choice(best, traces)
      }
      if states.isEmpty { break }
    }
    incumbent.upperBound = max(incumbent.value, min(dropped, dual))
    return incumbent
  }

  private func choice(_ state: State, _ traces: [Trace]) -> ChoiceProblem.Solution {
    var choices = [Int?](repeating: nil, count: items.count)
    var place = state.trace
    while place >= 0 {
      choices[traces[place].item] = traces[place].option
      place = traces[place].parent
    }
    return ChoiceProblem.Solution(choices: choices, value: state.value, upperBound: .infinity)
  }

  /// How much the best option of an item (none among them) is worth over the next best, at the current prices.
  private func margin(_ item: Int) -> Double {
    var (best, second) = (0.0, -Double.infinity)
    for option in items[item] {
      let own = profit(option)
      if own > best { (best, second) = (own, best) } else { second = max(second, own) }
    }
    return second == -Double.infinity ? .infinity : best - second
  }

  /// States that no other one matches in every cost at as much value.
  private func undominated(_ states: [State]) -> [State] {
    if limitCount == 0 { return states.max { $0.value < $1.value }.map { [$0] } ?? [] }
    let sorted = states.sorted { a, b in
      for k in 0..<4 where a.costs[k] != b.costs[k] { return a.costs[k] < b.costs[k] }
      return (b.value, a.trace) < (a.value, b.trace)
    }
    var kept: [State] = []
    if limitCount == 1 {
      for state in sorted where kept.last.map({ $0.value < state.value }) ?? true { kept.append(state) }
      return kept
    }
    // A dominating state comes earlier in the order. Looking back a bounded way finds most of them.
    for state in sorted {
      let isDominated = kept.suffix(32).contains { other in
        other.value >= state.value && Self.fits(other.costs, state.costs)
      }
      if !isDominated { kept.append(state) }
    }
    return kept
  }

  /// Prices that make the bound small: each in turn by a search over its range, since the bound is convex.
  private mutating func findPrices() {
    for _ in 0..<(limitCount > 1 ? 8 : 1) {
      for k in 0..<limitCount {
        // No option is worth buying above its value per unit of cost.
        var (low, high) = (0.0, 0.0)
        for options in items {
          for option in options where option.costs[k] > 0 { high = max(high, option.value / option.costs[k]) }
        }
        for _ in 0..<60 where high > low {
          let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
          prices[k] = a
          let atA = dual
          prices[k] = b
          if atA <= dual { high = b } else { low = a }
        }
        prices[k] = (low + high) / 2
      }
    }
  }

  /// A choice to start from: options by value over their share of the limits, as long as they fit.
  private func greedy() -> ChoiceProblem.Solution {
    var candidates: [(item: Int, option: Option, rate: Double)] = []
    for (item, options) in items.enumerated() {
      for option in options {
        var share = 1e-12
        for k in 0..<limitCount where limits[k] > 0 { share += option.costs[k] / limits[k] }
        candidates.append((item, option, option.value / share))
      }
    }
    candidates.sort { ($1.rate, $0.item, $0.option.index) < ($0.rate, $1.item, $1.option.index) }
    var solution = ChoiceProblem.Solution(
      choices: .init(repeating: nil, count: items.count), value: 0, upperBound: .infinity)
    var left = limits
    for one in candidates where solution.choices[one.item] == nil && Self.fits(one.option.costs, left) {
      left -= one.option.costs
      solution.choices[one.item] = one.option.index
      solution.value += one.option.value
    }
    return solution
  }
}
