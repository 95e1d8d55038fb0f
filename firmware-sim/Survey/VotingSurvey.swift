import Foundation
import RedoubtBoards
import RedoubtCore
import RedoubtFirmware
import RedoubtHardening
import RedoubtHost
import RedoubtModel

/// Instructions that votes and replicas take, fitted to plans for models of one operator and for whole networks.
struct VotingSurvey: Sendable {
  let machine: TargetMachine
  let networks: [URL]

  /// A plan of a model, as measured.
  private struct Sample: Sendable {
    var name: String
    var isNetwork: Bool
    var amounts: [String: Double]
    var added, plain: Double
    var work: [OperatorWork]
  }

  private struct Task: Sendable {
    let name: String
    let isNetwork: Bool
    let file: [UInt8]
    let plan: HardeningPlan
  }

  func instructions() throws -> VotingInstructions {
    let tasks = try self.tasks()
    let machine = machine
    let samples = try ParallelMap.map(tasks) { task in
      let hardened = try HardenedModel(task.file, task.plan).file
      let measured = try FirmwareMeasurement(hardened, machine: machine)
      let plain = Double(measured.hardening?.plainInstructions ?? 0)
      return Sample(
        name: task.name, isNetwork: task.isNetwork,
        amounts: try HardeningCosts(task.file).amounts(of: task.plan),
        added: Double(measured.instructions) - plain, plain: plain,
        work: try OperatorWork.list(try HostInterpreter(task.file)))
    }
    var result = VotingInstructions(
      machine: machine.rawValue, form: FirmwareMeasurement.Form.interpreter.rawValue,
      networks: networks.map { $0.deletingPathExtension().lastPathComponent }.sorted(),
      coefficients: added(samples), plain: plain(samples))
    var (shares, floors): ([Double], [Double]) = ([], [])
    for sample in samples {
      let estimate = result.instructions(sample.amounts.map { ($0.key, $0.value) })
      let base = result.plain.instructions(sample.work)
      let share = estimate / base / (sample.added / sample.plain) - 1
      if sample.isNetwork {
        shares.append(share)
        floors.append((estimate / base + VotingInstructions.flatMargin) / (sample.added / sample.plain))
      }
      if sample.isNetwork || abs(share) > 0.15 {
        note(
          "\(sample.name): \(Int(estimate)) estimated, \(Int(sample.added)) measured, \(percent(estimate / sample.added - 1));"
            + " plain \(percent(base / sample.plain - 1)); share \(percent(share))")
      }
    }
    result.largestError = shares.map(abs).max() ?? 0
    result.medianError = shares.map(abs).sorted()[shares.count / 2]
    result.margin = max(0, 0.99 / (floors.min() ?? 1) - 1)
    for key in [\VotingInstructions.largestError, \.medianError, \.margin] {
      result[keyPath: key] = (result[keyPath: key] * 1000).rounded(.up) / 1000
    }
    return result
  }

  // MARK: Plans

  private func tasks() throws -> [Task] {
    var tasks: [Task] = []
    for (i, file) in CostSample.files.enumerated() {
      let units = try NetworkUnits(try HostInterpreter(file))
      let name = "\(units.all.last?.operatorName ?? "") \(i)"
      guard !units.weighted.isEmpty else {
        // All planes, and a quarter of the input's.
        tasks.append(
          Task(name: name, isNetwork: false, file: file, plan: plan(units.planes, .tmrActivations)))
        continue
      }
      let weighted = units.weighted
      func add(_ units: [NetworkUnit], _ scheme: HardeningScheme) {
        tasks.append(
          Task(
            name: "\(name) \(scheme.name) \(units.count)", isNetwork: false, file: file,
            plan: plan(units, scheme)))
      }
      add(weighted, .tmrWeights)
      add(every(5, weighted), .tmrWeights)
      add(weighted, .tmrCompute)
      add(every(2, weighted), .tmrCompute)
      add(Array(weighted.prefix(1)), .tmrCompute)
      add(Array(weighted.prefix((weighted.count + 1) / 2)), .tmrCompute)
      add([], .tmrWeights)
      add(units.all, .tmrActivations)
      add(every(5, weighted), .tmrActivations)
    }
    for network in networks {
      let file = [UInt8](try Data(contentsOf: network))
      let units = try NetworkUnits(try HostInterpreter(file))
      let name = network.deletingPathExtension().lastPathComponent
      let weighted = units.weighted
      func add(_ text: String, _ schemes: [UnitID: HardeningScheme]) {
        tasks.append(Task(name: "\(name) \(text)", isNetwork: true, file: file, plan: HardeningPlan(schemes)))
      }
      add("nothing", [:])
      for spacing in [60] {
        for scheme in [HardeningScheme.tmrWeights, .tmrActivations, .tmrCompute] {
          add("\(scheme.name) 1/\(spacing)", plan(every(spacing, weighted), scheme).schemes)
        }
      }
      for spacing in [1, 4] {
        add("weights 1/\(spacing)", plan(every(spacing, weighted), .tmrWeights).schemes)
      }
      for spacing in [1, 2, 5] {
        add("compute 1/\(spacing)", plan(every(spacing, weighted), .tmrCompute).schemes)
        add("activations 1/\(spacing)", plan(every(spacing, units.all), .tmrActivations).schemes)
      }
      // Steps that are protected as a whole, and others not at all.
      let steps = Set(weighted.map(\.id.operatorIndex)).sorted()
      for part in 0..<2 {
        let chosen = Set(steps.enumerated().filter { $0.offset % 3 == part }.map(\.element))
        add(
          "compute of steps \(part)/3",
          plan(weighted.filter { chosen.contains($0.id.operatorIndex) }, .tmrCompute).schemes)
      }
      for seed in 1...2 {
        var generator = SplitMix64(state: UInt64(seed))
        var schemes: [UnitID: HardeningScheme] = [:]
        for unit in units.all where generator.next() % UInt64(seed + 1) == 0 {
          schemes[unit.id] =
            unit.isPlane
            ? .tmrActivations
            : HardeningScheme.allSets[Int(generator.next() % UInt64(HardeningScheme.allSets.count))]
        }
        add("mixed \(seed)", schemes)
      }
    }
    return tasks
  }

  private func every(_ spacing: Int, _ units: [NetworkUnit]) -> [NetworkUnit] {
    units.enumerated().filter { $0.offset % spacing == 0 }.map(\.element)
  }

  private func plan(_ units: [NetworkUnit], _ scheme: HardeningScheme) -> HardeningPlan {
    HardeningPlan(Dictionary(uniqueKeysWithValues: units.map { ($0.id, scheme) }))
  }

  // MARK: Fits

  /// How often a network's plan counts beside one of a single operator: those are more, and networks are what is asked for.
  private static let networkWeight = 12.0

  private func added(_ samples: [Sample]) -> [String: Double] {
    let names = Set(samples.flatMap(\.amounts.keys)).sorted()
    let coefficients = NonNegativeFit.coefficients(
      samples.map { sample in names.map { sample.amounts[$0] ?? 0 } }, samples.map(\.added),
      // A share of a whole network too: of few instructions more a large share may be missed.
      scales: samples.map {
        $0.isNetwork ? ($0.added + 0.004 * $0.plain) / Self.networkWeight : $0.added + 0.02 * $0.plain
      })
    return Dictionary(uniqueKeysWithValues: zip(names, coefficients.map { ($0 * 1000).rounded() / 1000 }))
  }

  private func plain(_ samples: [Sample]) -> InstructionCosts {
    let kinds = Set(samples.flatMap { $0.work.map(\.kind) }).sorted()
    let width = OperatorWork.quantityNames.count
    let coefficients = NonNegativeFit.coefficients(
      samples.map { sample in
        var row = [Double](repeating: 0, count: kinds.count * width)
        for work in sample.work {
          guard let kind = kinds.firstIndex(of: work.kind) else { continue }
          for (k, quantity) in work.quantities.enumerated() { row[kind * width + k] += quantity }
        }
        return row
      }, samples.map(\.plain), scales: samples.map { $0.plain / ($0.isNetwork ? Self.networkWeight : 1) })
    var costs = InstructionCosts(coefficients: [:])
    for (i, kind) in kinds.enumerated() {
      costs.coefficients[kind] = coefficients[i * width..<(i + 1) * width].map {
        ($0 * 1000).rounded() / 1000
      }
    }
    let errors = samples.filter(\.isNetwork).map { abs(costs.instructions($0.work) / $0.plain - 1) }
    costs.networkError = ((errors.max() ?? 0) * 1000).rounded(.up) / 1000
    return costs
  }

  private func percent(_ share: Double) -> String { String(format: "%+.1f %%", share * 100) }

  private func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
