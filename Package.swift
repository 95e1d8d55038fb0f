// swift-tools-version: 6.2
import PackageDescription

/// The core borrows memory instead of owning it: its views need lifetime annotations, and unsafe code is marked.
let core: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes"), .strictMemorySafety()]

let package = Package(
  name: "redoubt",
  products: [
    .executable(name: "redoubt", targets: ["redoubt"]),
    .library(name: "RedoubtCore", targets: ["RedoubtCore"]),
    .library(name: "RedoubtHost", targets: ["RedoubtHost"]),
    .library(name: "RedoubtModel", targets: ["RedoubtModel"]),
  ],
  targets: [
    .target(name: "RedoubtCore", exclude: ["README.md"], swiftSettings: core),
    .target(name: "RedoubtIntrinsics", exclude: ["README.md"]),
    .target(
      name: "RedoubtHost", dependencies: ["RedoubtCore", "RedoubtIntrinsics"], exclude: ["README.md"],
      swiftSettings: core),
    .target(name: "RedoubtModel", dependencies: ["RedoubtCore"], exclude: ["README.md"]),
    .executableTarget(name: "redoubt", dependencies: ["RedoubtHost"]),

    .target(name: "ModelFixtures", path: "Tests/ModelFixtures", exclude: ["README.md"]),
    .testTarget(name: "RedoubtModelTests", dependencies: ["RedoubtModel", "RedoubtCore", "ModelFixtures"]),
  ]
)
