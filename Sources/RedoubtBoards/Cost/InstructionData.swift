import Foundation

/// Instruction costs of all forms and cores: measured in QEMU, and written anew by `InstructionData.command`.
public struct InstructionData: Equatable, Codable, Sendable {
  /// How the file is made again.
  public static let command = "swift run footprint-survey costs"

  /// By name of the core, then of the form.
  public var cores: [String: [String: InstructionCosts]]

  public init(cores: [String: [String: InstructionCosts]]) { self.cores = cores }

  /// The file that ships.
  public static let shipped: InstructionData = {
    do {
      return try JSONDecoder().decode(InstructionData.self, from: Data(PackageResources.costs_json))
    } catch {
      preconditionFailure("the embedded costs cannot be read: \(error)")
    }
  }()

  /// Cores whose kernels are a core's, the best first.
  private static func standIns(_ core: CoreClass) -> [CoreClass] {
    switch core {
    case .cortexM4, .cortexM33: [.cortexM4, .cortexM7]
    case .cortexM7: [.cortexM7, .cortexM4]
    // Neither has two multiply-accumulates in one instruction: the same kernels.
    case .cortexM0Plus, .rv32imc: [.rv32imc]
    }
  }

  /// Costs of a form on a core; of the nearest core that was measured where it was not.
  public func costs(_ core: CoreClass, form: String) -> InstructionCosts? {
    let forms = Self.standIns(core).lazy.compactMap { cores[$0.rawValue] }.first
    // Generated C and Swift run the same kernels.
    return forms?[form] ?? (form == "swift" ? forms?["c"] : nil)
  }
}
