/// Why a campaign cannot run, or its directory cannot be used.
public enum CampaignError: Error, Equatable {
  /// The directory holds something, and nobody asked to go on with it.
  case directoryNotEmpty(path: String)
  /// The directory belongs to another campaign.
  case differentManifest(path: String, difference: String)
  /// A file of the directory is not what this tool writes.
  case damaged(path: String, problem: String)
  /// Shards that are no whole.
  case shards(String)
  /// Options that do not go together.
  case options(String)
  /// Another process works on the directory.
  case busy(path: String)

  /// True where the call is at fault, false where the data are.
  public var isUsage: Bool {
    switch self {
    case .directoryNotEmpty, .options, .busy: true
    case .differentManifest, .damaged, .shards: false
    }
  }
}

extension CampaignError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .directoryNotEmpty(let path):
      "'\(path)' is not empty. Give another directory, or --resume to go on with the campaign there."
    case .differentManifest(let path, let difference):
      "'\(path)' holds another campaign: \(difference) differs. Give another directory, or the options that it was begun with."
    case .damaged(let path, let problem):
      "'\(path)' is not a file of a campaign: \(problem). Give a directory that 'redoubt inject' wrote."
    case .shards(let problem): "\(problem)"
    case .options(let problem): "\(problem)"
    case .busy(let path):
      "Another process works on the campaign in '\(path)'. Wait for it, or give another directory."
    }
  }
}
