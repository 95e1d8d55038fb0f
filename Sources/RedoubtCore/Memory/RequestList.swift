/// The tensors and scratch memories that need a place, while the memory is planned: three words each in the
/// arena (id; first and last step; bytes). An id is a tensor index, or tensor count + operator index for scratch.
///
/// The front of the list holds what is placed, in order of offset; a placed offset stands in the state table.
struct RequestList {
  /// Where the list begins in the arena, in bytes.
  let start: Int
  private(set) var count = 0
  private var placed = 0
  /// End of the last placed request, in bytes of the tensor area.
  private(set) var end: UInt32 = 0
  /// True when a place lies beyond what 31 bits address.
  private(set) var isTooLarge = false

  static let requestBytes = 12

  /// Arena bytes that the list takes while planning.
  var byteCount: Int { count &* Self.requestBytes }

  init(start: Int) { self.start = start }

  /// A request, taken out of the arena.
  struct Request {
    var id: Int
    var first, last: UInt32
    var bytes: UInt32
  }

  @inline(never)
  func request(_ arena: borrowing Arena, _ i: Int) -> Request {
    let place = start &+ i &* Self.requestBytes
    let life = arena.word(place &+ 4) ?? 0
    return Request(
      id: Int(truncatingIfNeeded: arena.word(place) ?? 0), first: life & 0xffff, last: life &>> 16,
      bytes: arena.word(place &+ 8) ?? 0)
  }

  @inline(never)
  private func store(_ arena: borrowing Arena, _ i: Int, _ request: Request) -> Bool {
    let place = start &+ i &* Self.requestBytes
    arena.setWord(place, UInt32(truncatingIfNeeded: request.id))
    arena.setWord(place &+ 4, request.first | request.last &<< 16)
    return arena.setWord(place &+ 8, request.bytes)
  }

  /// Adds a request.
  ///
  /// - Returns: False when the arena has no room for it.
  @inline(never)
  mutating func append(_ arena: borrowing Arena, id: Int, step: Int, bytes: Int) -> Bool {
    let step = UInt32(truncatingIfNeeded: step)
    let request = Request(id: id, first: step, last: step, bytes: UInt32(truncatingIfNeeded: bytes))
    count += 1
    return store(arena, count - 1, request)
  }

  /// Keeps request `i` alive until `step`.
  func extend(_ arena: borrowing Arena, _ i: Int, to step: Int) {
    var changed = request(arena, i)
    changed.last = max(changed.last, UInt32(truncatingIfNeeded: step))
    _ = store(arena, i, changed)
  }

  /// Largest sum of tensor bytes alive at one step, and the first such step.
  ///
  /// - Parameter tensors: Ids from here on are scratch memory and do not count.
  @inline(never)
  func peak(_ arena: borrowing Arena, steps: Int, tensors: Int) -> (bytes: Int, step: UInt32) {
    var peak: (bytes: UInt32, step: UInt32) = (0, 0)
    for index in 0..<steps {
      let step = UInt32(truncatingIfNeeded: index)
      var live: UInt32 = 0
      for i in 0..<count {
        let one = request(arena, i)
        guard one.id < tensors, one.first <= step, step <= one.last else { continue }
        live = min(live &+ one.bytes, UInt32(Int32.max))
      }
      if live > peak.bytes { peak = (live, step) }
    }
    return (Int(peak.bytes), peak.step)
  }

  /// Bytes of the largest request with an id from `tensors` on.
  @inline(never)
  func largestScratch(_ arena: borrowing Arena, from tensors: Int) -> Int {
    var largest: UInt32 = 0
    for i in 0..<count {
      let one = request(arena, i)
      if one.id >= tensors { largest = max(largest, one.bytes) }
    }
    return Int(truncatingIfNeeded: largest)
  }

  private static func overlapInTime(_ a: Request, _ b: Request) -> Bool {
    a.first <= b.last && b.first <= a.last
  }

  private static func end(_ request: Request, at offset: UInt32) -> UInt32? {
    let size = (request.bytes &+ 3) & ~3
    let (end, overflow) = offset.addingReportingOverflow(size)
    return overflow || size < request.bytes || end > UInt32(Int32.max) ? nil : end
  }

  private func offset(_ arena: borrowing Arena, _ request: Request) -> UInt32 {
    arena.word(StateTable.tensor(request.id)) ?? 0
  }

  /// In which order requests are placed; ties go to the larger one.
  enum Order {
    /// From a step outwards, in both directions: beginning at the peak, it gets the places it needs, and what
    /// lives before and after fits around it.
    case outwards(from: UInt32)
    /// The largest first.
    case size

    /// Rank of a request, lowest first.
    fileprivate func rank(_ request: Request) -> UInt32 {
      guard case .outwards(let step) = self else { return 0 }
      return request.first > step ? request.first &- step : request.last < step ? step &- request.last : 0
    }
  }

  /// Places every request whose id is below `limit` and that has no place yet, each at the lowest free offset.
  @inline(never)
  mutating func place(_ arena: borrowing Arena, in order: Order, below limit: Int) {
    while true {
      var next = -1
      var (nextRank, nextBytes) = (0 as UInt32, 0 as UInt32)
      for i in placed..<count {
        let one = request(arena, i)
        guard one.id < limit else { continue }
        let rank = order.rank(one)
        if next < 0 || rank < nextRank || (rank == nextRank && one.bytes > nextBytes) {
          (next, nextRank, nextBytes) = (i, rank, one.bytes)
        }
      }
      guard next >= 0 else { return }
      place(arena, next, at: lowestFreeOffset(arena, request(arena, next)))
    }
  }

  /// Takes all places back.
  mutating func unplace() {
    placed = 0
    end = 0
    isTooLarge = false
  }

  @inline(never)
  private func lowestFreeOffset(_ arena: borrowing Arena, _ new: Request) -> UInt32 {
    var candidate: UInt32 = 0
    for i in 0..<placed {
      let other = request(arena, i)
      guard Self.overlapInTime(new, other) else { continue }
      let start = offset(arena, other)
      if let end = Self.end(new, at: candidate), end <= start { break }
      candidate = max(candidate, Self.end(other, at: start) ?? candidate)
    }
    return candidate
  }

  /// Gives request `i` of those not placed its offset and moves it to its rank in the front of the list.
  ///
  /// - Returns: False when it overlaps a placed request while both are alive, or leaves the address range.
  @inline(never)
  @discardableResult
  mutating func place(_ arena: borrowing Arena, _ i: Int, at offset: UInt32) -> Bool {
    let new = request(arena, i)
    guard let newEnd = Self.end(new, at: offset) else {
      isTooLarge = true
      // Out of the way of the search, so that it ends.
      rank(arena, i, new, offset: 0)
      return false
    }
    var isFree = true
    for j in 0..<placed {
      let other = request(arena, j)
      let start = self.offset(arena, other)
      let end = Self.end(other, at: start) ?? start
      if Self.overlapInTime(new, other), start < newEnd, offset < end { isFree = false }
    }
    rank(arena, i, new, offset: offset)
    end = max(end, newEnd)
    return isFree
  }

  @inline(never)
  private mutating func rank(_ arena: borrowing Arena, _ i: Int, _ new: Request, offset: UInt32) {
    // The request at `placed` moves to `i`; then those with a larger offset move up by one.
    _ = store(arena, i, request(arena, placed))
    var j = placed
    while j > 0 {
      let other = request(arena, j - 1)
      guard self.offset(arena, other) > offset else { break }
      _ = store(arena, j, other)
      j -= 1
    }
    _ = store(arena, j, new)
    arena.setWord(StateTable.tensor(new.id), offset)
    placed += 1
  }

  /// Number of requests that have their place.
  var placedCount: Int { placed }
}
