/// Sizes of every form on one core.
public struct CoreSizes: Equatable, Codable, Sendable {
  /// The machine that images were linked for, as `redoubt firmware` names it.
  public var machine: String
  /// By name of the form.
  public var forms: [String: FormSizes]

  public init(machine: String, forms: [String: FormSizes]) {
    self.machine = machine
    self.forms = forms
  }
}
