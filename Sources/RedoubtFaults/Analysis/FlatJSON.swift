import Foundation
import RedoubtHost

/// The values of a JSON object by their paths: "options.seed".
struct FlatJSON {
  /// In the order of the paths.
  let facts: [CampaignReport.Fact]

  init(_ path: String) throws {
    let bytes = try InputFile.read(path)
    guard let object = try? JSONDecoder().decode(Node.self, from: Data(bytes)), case .object = object else {
      throw CampaignFolderError.notJSON(path: path)
    }
    var facts: [CampaignReport.Fact] = []
    Self.collect(object, "", &facts)
    self.facts = facts
  }

  func text(_ key: String) -> String? { facts.first { $0.key == key }?.value }
  func number(_ key: String) -> Double? { text(key).flatMap(Double.init) }

  private static func collect(_ node: Node, _ path: String, _ facts: inout [CampaignReport.Fact]) {
    switch node {
    case .leaf(let text): facts.append(.init(path, text))
    case .list(let nodes):
      if let texts = leaves(nodes) {
        facts.append(.init(path, texts.joined(separator: ", ")))
      } else {
        for (index, one) in nodes.enumerated() { collect(one, "\(path)[\(index)]", &facts) }
      }
    case .object(let members):
      for (key, one) in members.sorted(by: { $0.key < $1.key }) {
        collect(one, path.isEmpty ? key : path + "." + key, &facts)
      }
    }
  }

  private static func leaves(_ nodes: [Node]) -> [String]? {
    var texts: [String] = []
    for node in nodes {
      guard case .leaf(let text) = node else { return nil }
      texts.append(text)
    }
    return texts
  }

  private indirect enum Node: Decodable {
    case leaf(String)
    case list([Node])
    case object([String: Node])

    init(from decoder: any Decoder) throws {
      if let object = try? [String: Node](from: decoder) {
        self = .object(object)
      } else if let list = try? [Node](from: decoder) {
        self = .list(list)
      } else {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
          self = .leaf("none")
        } else if let flag = try? value.decode(Bool.self) {
          self = .leaf(flag ? "yes" : "no")
        } else if let whole = try? value.decode(Int.self) {
          self = .leaf(String(whole))
        } else if let number = try? value.decode(Double.self) {
          self = .leaf("\(number)")
        } else {
          self = .leaf(try value.decode(String.self))
        }
      }
    }
  }
}
