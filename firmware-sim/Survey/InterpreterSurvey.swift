import Foundation
import RedoubtCore
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost
import RedoubtModel

/// Sizes of the interpreter's operators, from one image for each; and of the interpreter that votes.
struct InterpreterSurvey {
  let machine: TargetMachine
  /// Small models of one operator each: what the stack needs.
  let seeds: [URL]
  /// Networks of several operators.
  let networks: [URL]
  /// Names of the operators to measure; nil for all.
  var chosen: Set<String>?

  /// An image to link, and the feature that it shows.
  private struct Feature: Sendable {
    let name: String
    var codes: Set<Int32> = []
    var computesShapes = false
    var votes = false
  }

  /// Operators with weights of their own, whose kernels differ in an image that votes.
  private static let voting: Set = ["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"]

  private var features: [Feature] {
    var features = [
      Feature(name: CodePart.base), Feature(name: ModelNeeds.shapes, computesShapes: true),
      Feature(name: CodePart.base, votes: true),
    ]
    for one in OperatorImage.operators where chosen?.contains(one.name) ?? true {
      features.append(Feature(name: one.name, codes: [one.code]))
      if one.mayComputeShapes {
        features.append(
          Feature(name: ModelNeeds.onShapes(one.name), codes: [one.code], computesShapes: true))
      }
      if Self.voting.contains(one.name) {
        features.append(Feature(name: one.name, codes: [one.code], votes: true))
      }
    }
    return features
  }

  func sizes() throws -> (plain: FormSizes, voting: FormSizes) {
    let machine = machine
    let features = features
    // The first compiles the core, which the others then find.
    let base = try OperatorImage([], machine: machine)
    let symbols = try ParallelMap.map(features) { feature in
      let image = try OperatorImage(
        feature.codes, computesShapes: feature.computesShapes, isHardened: feature.votes, machine: machine)
      return ImageSymbols(image.image).sizes
    }
    var images: [Bool: [String: SymbolSizes]] = [:]
    for (feature, sizes) in zip(features, symbols) {
      images[feature.votes, default: [:]][feature.name] = sizes
    }
    let (plainImages, votingImages) = (images[false] ?? [:], images[true] ?? [:])
    var plain = FormSizes(
      ramBytes: base.sizes.ramBytes - base.sizes.arenaBytes, parts: SymbolUnion.parts(plainImages))
    plain.bytesPerFurtherOperator = try furtherOperator(plain.parts, votes: false)
    plain.stackBytes = try stacks(votes: false)
    plain.stackBytesPerStep = try furtherStack(plain.stackBytes)
    var voting = FormSizes(
      ramBytes: plain.ramBytes, parts: SymbolUnion.parts(Self.voting(votingImages, plainImages)))
    // What only the image without operators holds.
    let excesses = votingImages.filter { $0.key != CodePart.base }.map { name, symbols in
      CodePart.bytes(of: voting.parts, using: [CodePart.base, name]) - symbols.values.joined().reduce(0, +)
    }
    if let excess = excesses.max() { voting.parts.append(CodePart(bytes: -excess, usedBy: [CodePart.base])) }
    voting.bytesPerFurtherOperator = try furtherOperator(voting.parts, votes: true)
    voting.stackBytes = plain.stackBytes.merging(try stacks(votes: true)) { max($0, $1) }
    voting.stackBytesPerStep = plain.stackBytesPerStep
    return (plain, voting)
  }

  /// The images that vote, with one more for each operator without weights: what it adds to the plain interpreter, it adds
  /// to the one that votes.
  private static func voting(
    _ voting: [String: SymbolSizes], _ plain: [String: SymbolSizes]
  ) -> [String: SymbolSizes] {
    guard let base = plain[CodePart.base], let votingBase = voting[CodePart.base] else { return voting }
    var images = voting
    for (feature, symbols) in plain where voting[feature] == nil {
      images[feature] = SymbolUnion.adding(symbols, over: base, to: votingBase)
    }
    return images
  }

  /// Sets of operators that images are linked with to see what the chain of comparisons takes.
  private static let mixtures: [[String]] = [
    ["CONV_2D", "MAX_POOL_2D", "FULLY_CONNECTED"], ["CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "MEAN"],
    ["CONV_2D", "DEPTHWISE_CONV_2D", "PAD", "MAX_POOL_2D", "RESHAPE", "SOFTMAX"],
    ["CONV_2D", "CONCATENATION", "AVERAGE_POOL_2D", "MEAN", "FULLY_CONNECTED"],
    ["CONV_2D", "CONCATENATION", "AVERAGE_POOL_2D", "FULLY_CONNECTED", "LOGISTIC"],
    ["CONV_2D", "PAD", "MAX_POOL_2D", "ADD", "MUL", "RESHAPE", "SOFTMAX"],
    ["CONV_2D", "DEPTHWISE_CONV_2D", "RELU6", "MEAN", "TRANSPOSE", "PAD", "SUB", "TANH", "FULLY_CONNECTED"],
  ]

  private func furtherOperator(_ parts: [CodePart], votes: Bool) throws -> Int {
    let machine = machine
    let mixtures = Self.mixtures.filter { chosen?.isSuperset(of: $0) ?? true }
    let codeBytes = try ParallelMap.map(mixtures) { names in
      let codes = OperatorImage.operators.filter { names.contains($0.name) }.map(\.code)
      return try OperatorImage(Set(codes), isHardened: votes, machine: machine).sizes.codeBytes
    }
    let expected = mixtures.map { CodePart.bytes(of: parts, using: Set($0 + [CodePart.base])) }
    let excess = zip(codeBytes, expected).reduce(0) { $0 + $1.0 - $1.1 }
    let count = mixtures.reduce(0) { $0 + $1.count - 1 }
    return Int((Double(excess) / Double(max(1, count))).rounded())
  }

  /// What the stack needs beyond that of the deepest operator for each further operator, over whole networks.
  private func furtherStack(_ stacks: [String: Int]) throws -> Double {
    guard machine.isRunnable else { return 0 }
    var (excess, count) = (0, 0)
    for network in networks {
      let file = [UInt8](try Data(contentsOf: network))
      let names = Set(try ModelSummary(try HostInterpreter(file)).operators.map(\.name))
      let measured = try FirmwareMeasurement(file, machine: machine, form: .interpreter).stackBytes
      excess += measured - names.reduce(0) { max($0, stacks[$1] ?? 0) }
      count += names.count - 1
    }
    return Double(excess) / Double(max(1, count))
  }

  /// The deepest use of the stack, by operator, over the seeds; for images that vote over those with weights, of which all
  /// units are protected.
  private func stacks(votes: Bool) throws -> [String: Int] {
    guard machine.isRunnable else { return [:] }
    let (machine, chosen) = (machine, chosen)
    let measured = try ParallelMap.map(seeds) { seed -> (names: [String], bytes: Int) in
      var file = [UInt8](try Data(contentsOf: seed))
      // A seed may be there to be refused.
      guard let host = try? HostInterpreter(file) else { return ([], 0) }
      let names = try ModelSummary(host).operators.map(\.name)
      if votes {
        let units = try NetworkUnits(host).weighted
        let scheme = HardeningScheme.tmrWeights.union(.tmrCompute)
        let plan = HardeningPlan(Dictionary(uniqueKeysWithValues: units.map { ($0.id, scheme) }))
        guard !units.isEmpty, let hardened = try? HardenedModel(file, plan) else { return ([], 0) }
        file = hardened.file
      }
      guard chosen?.isSuperset(of: names) ?? true,
        let firmware = try? FirmwareMeasurement(file, machine: machine, form: .interpreter)
      else { return ([], 0) }
      return (names, firmware.stackBytes)
    }
    var stacks: [String: Int] = [:]
    for one in measured {
      for name in one.names { stacks[name] = max(stacks[name] ?? 0, one.bytes) }
    }
    return stacks
  }
}
