/// Places tensors with known lifetimes in as few bytes as possible: a search that starts from greedy plans and
/// ends with a certificate.
///
/// This is dynamic storage allocation: rectangles of fixed horizontal position (lifetime) and free height. Any
/// placement can be pushed down until every tensor rests on the bottom or on one that lives at the same time;
/// taken in order of offset, each then lies exactly on the skyline of those before it. So the search only tries
/// sequences of non-decreasing offsets, and cuts where some step can no longer hold what is still to come.
public struct ArenaPlacement {
  private let requests: [ArenaRequest]
  private let steps: Int
  private var nodesLeft: Int
  private var best: [Int]
  private var bestBytes: Int

  // State of the search.
  private var skyline: [Int]
  private var remaining: [Int]
  private var offsets: [Int]
  private var isPlaced: [Bool]

  /// Finds a plan.
  ///
  /// - Parameter nodes: Limit of the search, in tried placements; counted, not timed, so that results repeat.
  public static func plan(_ requests: [ArenaRequest], nodes: Int = 2_000_000) -> ArenaPlan {
    var search = ArenaPlacement(requests, nodes: nodes)
    return search.solve()
  }

  private init(_ requests: [ArenaRequest], nodes: Int) {
    self.requests = requests
    steps = (requests.map(\.life.upperBound).max() ?? -1) + 1
    nodesLeft = nodes
    skyline = Array(repeating: 0, count: steps)
    remaining = skyline
    for request in requests { for step in request.life { remaining[step] += request.bytes } }
    offsets = Array(repeating: 0, count: requests.count)
    isPlaced = Array(repeating: false, count: requests.count)
    best = offsets
    bestBytes = .max
  }

  private mutating func solve() -> ArenaPlan {
    let bound = remaining.max() ?? 0
    for order in greedyOrders() where bestBytes > bound {
      let plan = Self.placeInOrder(requests, order)
      if plan.bytes < bestBytes { (best, bestBytes) = (plan.offsets, plan.bytes) }
    }
    var isExhausted = true
    while bestBytes > bound {
      let before = bestBytes
      descend(placed: 0, floor: 0)
      if nodesLeft <= 0 { isExhausted = false }
      // A better plan restarts the search with a tighter target; none left means that it was exhausted.
      if bestBytes == before || !isExhausted { break }
    }
    let certificate: ArenaPlan.Certificate =
      bestBytes <= bound ? .equalsLowerBound : isExhausted ? .noneSmaller : .none
    return ArenaPlan(
      offsets: best, bytes: requests.isEmpty ? 0 : bestBytes, lowerBound: bound, certificate: certificate)
  }

  /// Orders for first-fit: by size, by size × duration, by duration, by start; ties by index.
  private func greedyOrders() -> [[Int]] {
    let keys: [(ArenaRequest) -> Int] = [
      { -$0.bytes }, { -$0.bytes * $0.life.count }, { -$0.life.count }, { $0.life.lowerBound },
    ]
    return keys.map { key in
      requests.indices.sorted { (key(requests[$0]), $0) < (key(requests[$1]), $1) }
    }
  }

  /// First-fit: each request at the lowest offset that is free during its life.
  static func placeInOrder(_ requests: [ArenaRequest], _ order: [Int]) -> (offsets: [Int], bytes: Int) {
    var offsets = Array(repeating: 0, count: requests.count)
    var placed: [Int] = []
    var bytes = 0
    for i in order {
      var candidate = 0
      for j in placed where requests[j].life.overlaps(requests[i].life) {
        if candidate + requests[i].bytes <= offsets[j] { break }
        candidate = max(candidate, offsets[j] + requests[j].bytes)
      }
      offsets[i] = candidate
      bytes = max(bytes, candidate + requests[i].bytes)
      let rank = placed.firstIndex { offsets[$0] > candidate } ?? placed.count
      placed.insert(i, at: rank)
    }
    return (offsets, bytes)
  }

  /// Tries every request that may come next; keeps the first complete plan below `bestBytes`.
  ///
  /// - Parameters:
  ///   - placed: How many requests have a place.
  ///   - floor: Offset of the last one; the next is not lower.
  private mutating func descend(placed: Int, floor: Int) {
    if placed == requests.count {
      best = offsets
      bestBytes = skyline.max() ?? 0
      return
    }
    for (offset, i) in candidates(floor: floor) {
      guard nodesLeft > 0 else { return }
      nodesLeft -= 1
      let request = requests[i]
      let covered = Array(skyline[request.life])
      guard fits(request, at: offset) else { continue }
      for step in request.life {
        skyline[step] = offset + request.bytes
        remaining[step] -= request.bytes
      }
      (offsets[i], isPlaced[i]) = (offset, true)
      let before = bestBytes
      descend(placed: placed + 1, floor: offset)
      isPlaced[i] = false
      for (step, height) in zip(request.life, covered) {
        skyline[step] = height
        remaining[step] += request.bytes
      }
      // The caller restarts with a tighter target.
      if bestBytes < before { return }
    }
  }

  /// Requests that may come next with their offsets: lowest first, then largest; equal ones only once.
  private func candidates(floor: Int) -> [(offset: Int, index: Int)] {
    var found: [(offset: Int, index: Int)] = []
    for i in requests.indices where !isPlaced[i] {
      let offset = skyline[requests[i].life].max() ?? 0
      guard offset >= floor, offset + requests[i].bytes < bestBytes else { continue }
      if found.contains(where: { requests[$0.index] == requests[i] }) { continue }
      found.append((offset, i))
    }
    return found.sorted {
      ($0.offset, -requests[$0.index].bytes, $0.index) < ($1.offset, -requests[$1.index].bytes, $1.index)
    }
  }

  /// True when, with the request at `offset`, every step of its life can still hold what is to come.
  private func fits(_ request: ArenaRequest, at offset: Int) -> Bool {
    for step in request.life where offset + remaining[step] >= bestBytes { return false }
    return true
  }
}
