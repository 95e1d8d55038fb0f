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
      return try JSONDecoder().decode(SizeData.self, from: Data(PackageResources.sizes_json))
    } catch {
      preconditionFailure("the embedded sizes cannot be read: \(error)")
    }
  }()

  /// The cores whose code stands for a core's, the best first: its own, then that of its instruction set.
  private static func standIns(_ core: CoreClass) -> [CoreClass] {
    switch core {
    case .cortexM33: [.cortexM33, .cortexM4, .cortexM7]
    case .cortexM4: [.cortexM4, .cortexM7]
    case .cortexM7: [.cortexM7, .cortexM4]
    case .cortexM0Plus, .rv32imc: [core]
    }
  }

  func sizes(_ core: CoreClass, _ form: DeploymentForm) -> FormSizes? {
    Self.standIns(core).lazy.compactMap { cores[$0.rawValue]?.forms[form.rawValue] }.first
  }
}
