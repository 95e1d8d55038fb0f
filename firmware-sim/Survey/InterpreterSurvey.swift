import Foundation
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHost
import RedoubtModel

/// Sizes of the interpreter's operators, from one image for each.
struct InterpreterSurvey {
  let machine: TargetMachine
  /// Small models of one operator each: what the stack needs.
  let seeds: [URL]
  /// Networks of several operators.
  let networks: [URL]
  /// Names of the operators to measure; nil for all.
  var chosen: Set<String>?

  func sizes() throws -> FormSizes {
    let base = try OperatorImage([], machine: machine)
    var images = [CodePart.base: ImageSymbols(base.image).sizes]
    images[ModelNeeds.shapes] =
      ImageSymbols(try OperatorImage([], computesShapes: true, machine: machine).image).sizes
    images[ModelNeeds.hardened] =
      ImageSymbols(try OperatorImage([], isHardened: true, machine: machine).image).sizes
    for one in OperatorImage.operators where chosen?.contains(one.name) ?? true {
      images[one.name] = ImageSymbols(try OperatorImage([one.code], machine: machine).image).sizes
      if ModelNeeds.voting.contains(one.name) {
        let voting = try OperatorImage([one.code], isHardened: true, machine: machine)
        images[ModelNeeds.hardened(one.name)] = ImageSymbols(voting.image).sizes
      }
      guard one.mayComputeShapes else { continue }
      let computing = try OperatorImage([one.code], computesShapes: true, machine: machine)
      images[ModelNeeds.onShapes(one.name)] = ImageSymbols(computing.image).sizes
    }
    var sizes = FormSizes(
      ramBytes: base.sizes.ramBytes - base.sizes.arenaBytes, parts: SymbolUnion.parts(images))
    sizes.bytesPerFurtherOperator = try furtherOperator(sizes.parts)
    sizes.stackBytes = try stacks()
    sizes.stackBytesPerStep = try furtherStack(sizes.stackBytes)
    return sizes
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

  private func furtherOperator(_ parts: [CodePart]) throws -> Int {
    var (excess, count) = (0, 0)
    for names in Self.mixtures where chosen.map({ $0.isSuperset(of: names) }) ?? true {
      let codes = OperatorImage.operators.filter { names.contains($0.name) }.map(\.code)
      let image = try OperatorImage(Set(codes), machine: machine)
      let expected = CodePart.bytes(of: parts, using: Set(names + [CodePart.base]))
      excess += image.sizes.codeBytes - expected
      count += names.count - 1
    }
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

  /// The deepest use of the stack, by operator, over the seeds.
  private func stacks() throws -> [String: Int] {
    guard machine.isRunnable else { return [:] }
    var stacks: [String: Int] = [:]
    for seed in seeds {
      let file = [UInt8](try Data(contentsOf: seed))
      guard let host = try? HostInterpreter(file), isChosen(try ModelSummary(host)),
        let measured = try? FirmwareMeasurement(file, machine: machine, form: .interpreter)
      else { continue }
      for one in try ModelSummary(host).operators {
        stacks[one.name] = max(stacks[one.name] ?? 0, measured.stackBytes)
      }
    }
    return stacks
  }

  private func isChosen(_ summary: ModelSummary) -> Bool {
    chosen?.isSuperset(of: summary.operators.map(\.name)) ?? true
  }
}
