import FootprintSizes
import Foundation
import RedoubtBoards

/// What code takes, by core: measured in linked images, and written anew by `SizeData.command`.
public struct SizeData: Equatable, Codable, Sendable {
  /// How the file is made again.
  public static let command = "swift run footprint-survey sizes"

  /// The compiler of the images.
  public var toolchain: String
  /// By name of the core.
  public var cores: [String: CoreSizes]

  public init(toolchain: String, cores: [String: CoreSizes]) {
    self.toolchain = toolchain
    self.cores = cores
  }

  /// The file that ships.
  public static let shipped: SizeData = {
    do {
      let file = footprint_sizes()
      return try JSONDecoder().decode(SizeData.self, from: Data(bytes: file.bytes, count: file.count))
    } catch {
      preconditionFailure("the embedded sizes cannot be read: \(error)")
    }
  }()

  /// The cores whose code stands for a core's, the best first: its own, then that of its instruction set, then any.
  private static func standIns(_ core: CoreClass) -> [CoreClass] {
    switch core {
    case .cortexM33, .cortexM4: [core, .cortexM4, .cortexM7]
    case .cortexM7: [.cortexM7, .cortexM4]
    // Compressed instructions as well.
    case .cortexM0Plus, .rv32imc: [core, .rv32imc, .cortexM0Plus, .cortexM4, .cortexM7]
    }
  }

  /// Name of a form among those of a core; the interpreter that votes is one of its own.
  public static func name(_ form: DeploymentForm, votes: Bool) -> String {
    form.rawValue + (votes ? ", voting" : "")
  }

  /// The sizes of a form on a core, and the core that they were measured on.
  func sizes(
    _ core: CoreClass, _ form: DeploymentForm, votes: Bool
  ) -> (sizes: FormSizes, core: CoreClass)? {
    for candidate in Self.standIns(core) {
      if let sizes = cores[candidate.rawValue]?.forms[Self.name(form, votes: votes)] {
        return (sizes, candidate)
      }
    }
    return nil
  }

  /// The sizes of the best core of which stacks were measured.
  func stacks(_ core: CoreClass, _ form: DeploymentForm, votes: Bool) -> FormSizes? {
    Self.standIns(core).lazy.compactMap { cores[$0.rawValue]?.forms[Self.name(form, votes: votes)] }
      .first { !$0.stackBytes.isEmpty }
  }
}
