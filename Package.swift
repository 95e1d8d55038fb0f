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
    .library(name: "RedoubtQuantizer", targets: ["RedoubtQuantizer"]),
    .library(name: "RedoubtReport", targets: ["RedoubtReport"]),
  ],
  targets: [
    .target(
      name: "RedoubtCore", dependencies: ["RedoubtIntrinsics"], exclude: ["README.md"], swiftSettings: core),
    .target(name: "RedoubtIntrinsics", exclude: ["README.md"]),
    .target(
      name: "RedoubtHost", dependencies: ["RedoubtCore", "RedoubtIntrinsics"], exclude: ["README.md"],
      swiftSettings: core),
    .target(
      name: "RedoubtModel", dependencies: ["RedoubtCore", "RedoubtHost", "DigitsNetwork"],
      exclude: ["README.md"]),
    .target(
      name: "DigitsNetwork", path: "quantized/digits",
      exclude: [
        "README.md", "train.py", "digits.onnx", "digits.tflite", "test-images.idx", "test-labels.idx",
        "calibration-images.idx", "calibration-labels.idx",
      ]),
    .target(
      name: "RedoubtQuantizer", dependencies: ["RedoubtModel", "RedoubtHost", "RedoubtCore"],
      exclude: ["README.md"]),
    .target(
      name: "RedoubtBoards", dependencies: ["RedoubtModel", "RedoubtHost", "RedoubtCore"],
      exclude: ["README.md"], resources: [.embedInCode("Profiles"), .embedInCode("Cost/costs.json")]),
    .target(
      name: "RedoubtFaults", dependencies: ["RedoubtBoards", "RedoubtModel", "RedoubtHost", "RedoubtCore"],
      exclude: ["README.md"]),
    .target(
      name: "RedoubtCodegen", dependencies: ["RedoubtModel", "RedoubtHost", "RedoubtCore"], path: "codegen",
      exclude: ["README.md"]),
    .target(
      name: "RedoubtFirmware",
      dependencies: ["RedoubtCodegen", "RedoubtModel", "RedoubtHost", "RedoubtCore"],
      path: "firmware-sim/RedoubtFirmware", exclude: ["README.md"]),
    .target(
      name: "RedoubtFootprint",
      dependencies: [
        "FootprintSizes", "RedoubtCodegen", "RedoubtBoards", "RedoubtModel", "RedoubtHost", "RedoubtCore",
      ],
      exclude: ["README.md", "Data"]),
    .target(
      name: "FootprintSizes", path: "Sources/RedoubtFootprint/Data", exclude: ["sizes.json"]),
    .executableTarget(
      name: "footprint-survey",
      dependencies: [
        "RedoubtFootprint", "RedoubtFirmware", "RedoubtCodegen", "RedoubtHardening", "RedoubtBoards",
        "RedoubtModel", "RedoubtHost", "RedoubtCore", "ModelFixtures",
      ], path: "firmware-sim/Survey"),
    .target(
      name: "RedoubtHardening",
      dependencies: ["RedoubtFaults", "RedoubtBoards", "RedoubtModel", "RedoubtHost", "RedoubtCore"],
      exclude: ["README.md"], resources: [.embedInCode("Plans/voting.json")]),
    .target(
      name: "RedoubtReport",
      dependencies: [
        "RedoubtFirmware", "RedoubtFootprint", "RedoubtHardening", "RedoubtFaults", "RedoubtBoards",
        "RedoubtQuantizer", "RedoubtModel", "RedoubtCore",
      ],
      exclude: ["README.md"]),
    .executableTarget(
      name: "redoubt",
      dependencies: [
        "RedoubtFirmware", "RedoubtFootprint", "RedoubtCodegen", "RedoubtHardening", "RedoubtFaults",
        "RedoubtBoards", "RedoubtQuantizer", "RedoubtModel", "RedoubtHost", "RedoubtCore", "RedoubtReport",
      ],
      exclude: ["README.md"]),

    .target(name: "ModelFixtures", path: "Tests/ModelFixtures", exclude: ["README.md"]),
    .target(name: "TemporaryFiles", path: "Tests/TemporaryFiles"),
    .target(name: "KernelOracles", path: "Tests/KernelOracles", exclude: ["README.md"]),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter", exclude: ["README.md"]),
    .testTarget(
      name: "RedoubtCoreTests", dependencies: ["RedoubtCore", "ModelFixtures", "KernelOracles"]),
    .testTarget(
      name: "RedoubtIntrinsicsTests",
      dependencies: ["RedoubtIntrinsics", "RedoubtCore", "ModelFixtures", "KernelOracles"]),
    .testTarget(
      name: "RedoubtHostTests",
      dependencies: [
        "RedoubtHost", "RedoubtCore", "ModelFixtures", "KernelOracles", "AllocationCounter", "TemporaryFiles",
      ]),
    .testTarget(
      name: "RedoubtModelTests",
      dependencies: ["RedoubtModel", "RedoubtHost", "RedoubtCore", "ModelFixtures", "TemporaryFiles"]),
    .testTarget(
      name: "RedoubtQuantizerTests",
      dependencies: [
        "RedoubtQuantizer", "RedoubtModel", "RedoubtHost", "RedoubtCore", "ModelFixtures", "TemporaryFiles",
      ]),
    .testTarget(
      name: "RedoubtBoardsTests", dependencies: ["RedoubtBoards", "RedoubtHost", "TemporaryFiles"]),
    .testTarget(
      name: "RedoubtFaultsTests",
      dependencies: [
        "RedoubtFaults", "RedoubtBoards", "RedoubtModel", "RedoubtHost", "RedoubtCore", "ModelFixtures",
        "TemporaryFiles",
      ]),
    .testTarget(
      name: "RedoubtCodegenTests",
      dependencies: [
        "RedoubtCodegen", "RedoubtHardening", "RedoubtModel", "RedoubtHost", "RedoubtCore", "ModelFixtures",
        "TemporaryFiles",
      ]),
    .testTarget(
      name: "RedoubtFootprintTests",
      dependencies: ["RedoubtFootprint", "RedoubtBoards", "RedoubtHost", "ModelFixtures"]),
    .testTarget(
      name: "RedoubtHardeningTests",
      dependencies: [
        "RedoubtHardening", "RedoubtFaults", "RedoubtBoards", "RedoubtModel", "RedoubtHost", "RedoubtCore",
        "ModelFixtures", "TemporaryFiles",
      ]),
    .testTarget(
      name: "RedoubtFirmwareTests",
      dependencies: [
        "RedoubtCodegen", "RedoubtFirmware", "RedoubtFootprint", "RedoubtBoards", "RedoubtHardening",
        "RedoubtModel",
        "RedoubtHost", "RedoubtCore", "ModelFixtures", "TemporaryFiles",
      ], exclude: ["Golden"]),
    .testTarget(
      name: "RedoubtReportTests",
      dependencies: [
        "RedoubtReport", "RedoubtModel", "RedoubtFaults", "RedoubtBoards", "RedoubtHost", "ModelFixtures",
      ]),
    .testTarget(
      name: "redoubtTests",
      dependencies: [
        "redoubt", "RedoubtFirmware", "RedoubtBoards", "RedoubtModel", "RedoubtHost", "ModelFixtures",
        "TemporaryFiles",
      ],
      exclude: ["Golden"]),
  ]
)
