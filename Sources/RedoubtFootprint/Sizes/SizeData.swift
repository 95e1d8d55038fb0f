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

  /// The core whose code is meant where a core has no images of its own: the instruction set in common.
  static func measuredCore(_ core: CoreClass) -> CoreClass { core == .cortexM33 ? .cortexM4 : core }

  func sizes(_ core: CoreClass, _ form: DeploymentForm) -> FormSizes? {
    cores[Self.measuredCore(core).rawValue]?.forms[form.rawValue]
  }
}
