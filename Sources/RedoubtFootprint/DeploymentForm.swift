/// What of a model is deployed.
public enum DeploymentForm: String, CaseIterable, Codable, Sendable {
  /// The model file in flash, read by the interpreter.
  case interpreter
  /// C code generated from the model.
  case c
  /// Swift code generated from the model.
  case swift
}
