import ModelFixtures
import RedoubtModel
import Testing

@Suite struct ArenaPlacementTests {
  /// Smallest arena of all placements: first-fit in every order, of which one is the order of the offsets of an
  /// optimal placement.
  private func smallestArena(_ requests: [ArenaRequest]) -> Int {
    func place(_ rest: [ArenaRequest], _ placed: [(request: ArenaRequest, offset: Int)]) -> Int {
      guard !rest.isEmpty else { return placed.map { $0.offset + $0.request.bytes }.max() ?? 0 }
      return rest.indices.map { i in
        let next = rest[i]
        let others = placed.filter { $0.request.life.overlaps(next.life) }
        let offset = ([0] + others.map { $0.offset + $0.request.bytes }).sorted().first { candidate in
          others.allSatisfy {
            candidate + next.bytes <= $0.offset || $0.offset + $0.request.bytes <= candidate
          }
        }
        var fewer = rest
        fewer.remove(at: i)
        return place(fewer, placed + [(next, offset ?? 0)])
      }.min() ?? 0
    }
    return place(requests, [])
  }

  private func overlaps(_ requests: [ArenaRequest], _ plan: ArenaPlan) -> Bool {
    requests.indices.contains { i in
      requests.indices.contains { j in
        i < j && requests[i].life.overlaps(requests[j].life)
          && plan.offsets[i] < plan.offsets[j] + requests[j].bytes
          && plan.offsets[j] < plan.offsets[i] + requests[i].bytes
      }
    }
  }

  @Test func smallPlansAreAsGoodAsAnyPlacement() {
    var generator = SeededGenerator(seed: 7)
    for round in 0..<150 {
      let requests = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        let first = Int.random(in: 0...4, using: &generator)
        return ArenaRequest(
          bytes: 4 * Int.random(in: 1...6, using: &generator),
          life: first...min(5, first + Int.random(in: 0...3, using: &generator)))
      }
      let plan = ArenaPlacement.plan(requests)
      #expect(plan.bytes == smallestArena(requests), "round \(round): \(requests)")
      #expect(!overlaps(requests, plan))
      #expect((plan.certificate == .equalsLowerBound) == (plan.bytes == plan.lowerBound))
      #expect(plan.certificate != .none)
    }
  }

  @Test func chainsReachThePeakOfLiveBytes() {
    var generator = SeededGenerator(seed: 8)
    let requests = (0..<40).map { step in
      ArenaRequest(bytes: 16 * Int.random(in: 1...100, using: &generator), life: step...step + 1)
    }
    let plan = ArenaPlacement.plan(requests)
    #expect(plan.certificate == .equalsLowerBound)
    #expect(!overlaps(requests, plan))
  }

  @Test func searchFindsWhatGreedyPlansMiss() {
    var generator = SeededGenerator(seed: 9)
    var missed = 0
    for _ in 0..<2_000 {
      let requests = (0..<8).map { _ in
        let first = Int.random(in: 0...5, using: &generator)
        return ArenaRequest(
          bytes: 4 * Int.random(in: 1...5, using: &generator),
          life: first...min(6, first + Int.random(in: 0...3, using: &generator)))
      }
      let greedy = ArenaPlacement.plan(requests, nodes: 0)
      guard greedy.certificate == .none else { continue }
      missed += 1
      let searched = ArenaPlacement.plan(requests)
      #expect(!overlaps(requests, greedy) && !overlaps(requests, searched))
      #expect(searched.certificate != .none && searched.bytes <= greedy.bytes)
    }
    #expect(missed > 0)
  }
}
