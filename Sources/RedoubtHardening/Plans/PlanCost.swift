import RedoubtCore

/// The cost of a plan while units are added to it and taken out again.
struct PlanCost {
  private let costs: HardeningCosts
  private(set) var schemes: [UnitID: HardeningScheme] = [:]
  private var flashBytes = 0
  private var instructions = 0.0
  /// Units of an operator with each scheme.
  private var unitsOfStep: [Int: [HardeningScheme: Int]] = [:]
  /// Units that need a charge.
  private var users: [ProtectionCharge: Int] = [:]
  /// Bytes of a tensor's planes in either bank.
  private var planeBytes: [Int: Int] = [:]
  /// Bytes of either activation bank that are in use at each step.
  private var loads: [Int]

  init(_ costs: HardeningCosts) {
    self.costs = costs
    loads = [Int](repeating: 0, count: 1 + (costs.units.all.map(\.plane.life.upperBound).max() ?? 0))
  }

  init(_ plan: HardeningPlan, _ costs: HardeningCosts) {
    self.init(costs)
    for id in plan.units {
      if let unit = costs.units[id], let scheme = plan.schemes[id] { set(unit, scheme) }
    }
  }

  /// What the plan costs; nothing where it has no units.
  var total: UnitCost {
    var cost = UnitCost(flashBytes: flashBytes, instructions: instructions)
    guard !schemes.isEmpty else { return cost }
    cost.sramBytes = costs.cost(of: .image).sramBytes + 2 * (loads.max() ?? 0) + scratchBytes
    if mixesSchemes { cost.instructions *= 1 + VotingInstructions.mixedMargin }
    return cost
  }

  /// Whether an operator has units that are computed three times beside units by another scheme.
  private var mixesSchemes: Bool {
    unitsOfStep.values.contains { $0.count > 1 && $0.keys.contains(where: \.replicatesComputation) }
  }

  /// The longest row that weights are voted into.
  private var scratchBytes: Int {
    var longest = 0
    for case (.rows(let step), _) in users {
      if let unit = costs.units[UnitID(operatorIndex: step, channel: 0)] {
        longest = max(longest, costs.scratchBytes(unit))
      }
    }
    return longest
  }

  /// Bytes of either activation bank that are in use at each step.
  var bankLoads: [Int] { loads }

  /// Number of units that need each charge.
  var chargeUsers: [ProtectionCharge: Int] { users }

  /// Protects a unit by a scheme in place of what it had; nil for none.
  mutating func set(_ unit: NetworkUnit, _ scheme: HardeningScheme?) {
    let old = schemes[unit.id]
    guard old != scheme else { return }
    let changesGroups = old?.replicatesComputation ?? false || scheme?.replicatesComputation ?? false
    if changesGroups { instructions -= loneCost(around: unit.id) }
    if let old { count(unit, old, -1) }
    schemes[unit.id] = scheme
    if let scheme { count(unit, scheme, 1) }
    if changesGroups { instructions += loneCost(around: unit.id) }
  }

  private mutating func count(_ unit: NetworkUnit, _ scheme: HardeningScheme, _ sign: Int) {
    guard let own = costs.cost(of: unit, scheme) else { return }
    flashBytes += sign * own.flashBytes
    instructions += Double(sign) * own.instructions
    let units = (unitsOfStep[unit.id.operatorIndex]?[scheme] ?? 0) + sign
    unitsOfStep[unit.id.operatorIndex, default: [:]][scheme] = units == 0 ? nil : units
    for charge in costs.charges(of: unit, scheme) {
      let before = users[charge] ?? 0
      users[charge] = before + sign == 0 ? nil : before + sign
      if min(before, before + sign) == 0 {
        let shared = costs.cost(of: charge)
        flashBytes += sign * shared.flashBytes
        instructions += Double(sign) * shared.instructions
      }
    }
    if scheme.replicatesActivations {
      let before = planeBytes[unit.plane.tensor] ?? 0
      let after = before + sign * unit.plane.byteCount
      planeBytes[unit.plane.tensor] = after
      for step in unit.plane.life { loads[step] += (after + 3) & ~3 - (before + 3) & ~3 }
    }
  }

  // MARK: Channels that are computed together

  private func isComputed(_ id: UnitID) -> Bool { schemes[id]?.replicatesComputation ?? false }

  /// Computed channels without a gap that end in front of a channel, at it or behind it.
  private func runs(around channel: Int, of step: Int) -> [Range<Int>] {
    func isInRun(_ channel: Int) -> Bool { isComputed(UnitID(operatorIndex: step, channel: channel)) }
    var (first, last) = (channel, channel)
    while isInRun(first - 1) { first -= 1 }
    while isInRun(last + 1) { last += 1 }
    return isInRun(channel) ? [first..<last + 1] : [first..<channel, channel + 1..<last + 1]
  }

  /// Channels of a run that are left when it is divided into groups of four from its first channel on.
  private func lone(_ run: Range<Int>) -> Range<Int> { run.upperBound - run.count % 4..<run.upperBound }

  /// What the channels around one cost more for standing in no group.
  private func loneCost(around id: UnitID) -> Double {
    var sum = 0.0
    for run in runs(around: id.channel, of: id.operatorIndex) {
      for channel in lone(run) {
        let one = UnitID(operatorIndex: id.operatorIndex, channel: channel)
        guard let unit = costs.units[one], let scheme = schemes[one],
          let alone = costs.cost(of: unit, scheme, isGrouped: false),
          let grouped = costs.cost(of: unit, scheme)
        else { continue }
        sum += alone.instructions - grouped.instructions
      }
    }
    return sum
  }

  private func isGrouped(_ id: UnitID) -> Bool {
    !runs(around: id.channel, of: id.operatorIndex).contains { lone($0).contains(id.channel) }
  }

  /// The plan's work by name.
  var amounts: [String: Double] {
    var sum: [String: Double] = [:]
    func add(_ list: ProtectedWork.Amounts) { for (name, amount) in list { sum[name, default: 0] += amount } }
    for (id, scheme) in schemes {
      if let unit = costs.units[id] {
        add(costs.work.amounts(unit, scheme, isGrouped: isGrouped(id)))
      }
    }
    // An image that protects nothing votes all the same.
    for charge in Set(users.keys).union([.image]) { add(costs.work.amounts(charge)) }
    return sum
  }
}
