import Foundation
import RedoubtBoards

/// Instructions of a hardened network on a target: measured in QEMU, and written anew by `command`.
public struct VotingInstructions: Equatable, Codable, Sendable {
  /// How the file is made again.
  public static let command = "footprint-survey voting NETWORK.tflite…"

  /// The machine and the form that were measured.
  public var machine, form: String
  /// Networks of several operators that took part, by the name of their files.
  public var networks: [String]
  /// By name of the amount (`ProtectedWork`), none negative.
  public var coefficients: [String: Double]
  /// Added to any plan, as a share of the network's instructions.
  public static let flatMargin = 0.005
  /// Added to a plan that mixes triple computation with other schemes within an operator, as a share of the plan's
  /// instructions: such plans measured up to 12 % more than the sum of their parts (shipped digits, 40 and 66 units).
  public static let mixedMargin = 0.12
  /// Added to every sum, as a share of it: with both no plan of the networks is predicted more than 1 % too cheap.
  public var margin: Double
  /// Largest and median distance of the prediction from what the networks' plans measured, as shares, without the margins.
  public var largestError, medianError: Double
  /// Instructions of the network that is not hardened.
  public var plain: InstructionCosts

  public init(
    machine: String, form: String, networks: [String], coefficients: [String: Double], margin: Double = 0,
    largestError: Double = 0, medianError: Double = 0, plain: InstructionCosts
  ) {
    (self.machine, self.form, self.networks) = (machine, form, networks)
    (self.coefficients, self.margin) = (coefficients, margin)
    (self.largestError, self.medianError, self.plain) = (largestError, medianError, plain)
  }

  /// The file that ships: a Cortex-M7 with the interpreter.
  public static let cortexM7: VotingInstructions = {
    do {
      return try JSONDecoder().decode(VotingInstructions.self, from: Data(PackageResources.voting_json))
    } catch {
      preconditionFailure("the embedded instruction counts cannot be read: \(error)")
    }
  }()

  /// Instructions for amounts of work; those that were not measured count with the dearest of their name on another
  /// operator.
  public func instructions(_ amounts: ProtectedWork.Amounts) -> Double {
    amounts.reduce(0) { $0 + coefficient($1.name) * $1.amount } * (1 + margin)
  }

  private func coefficient(_ name: String) -> Double {
    if let known = coefficients[name] { return known }
    let stem = name.prefix { $0 != "," } + ","
    return coefficients.filter { $0.key.hasPrefix(stem) }.values.max() ?? 0
  }
}
