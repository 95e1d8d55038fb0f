/// A machine that firmware is built for.
public enum TargetMachine: String, CaseIterable, Sendable {
  /// Arm MPS2+ with a Cortex-M7.
  case mps2AN500 = "mps2-an500"
  /// Arm MPS2+ with a Cortex-M4.
  case mps2AN386 = "mps2-an386"
  /// QEMU's RISC-V machine `virt` with 32 bits (RV32IMAC).
  case riscv32Virt = "riscv32-virt"
  /// A Cortex-M0+ that images are linked for; no emulator runs it.
  case cortexM0Plus = "cortex-m0plus"

  /// The machines that QEMU runs.
  public static var runnable: [TargetMachine] { allCases.filter { $0.emulator != nil } }

  /// Whether QEMU runs it.
  public var isRunnable: Bool { emulator != nil }

  /// The compilers' target.
  var triple: String {
    switch self {
    case .mps2AN500, .mps2AN386: "armv7em-none-none-eabi"
    case .riscv32Virt: "riscv32-none-none-eabi"
    case .cortexM0Plus: "armv6m-none-none-eabi"
    }
  }

  /// Options for clang that name the CPU; swiftc takes each behind `-Xcc`.
  var processorOptions: [String] {
    switch self {
    case .mps2AN500: ["-mcpu=cortex-m7", "-mfloat-abi=soft"]
    case .mps2AN386: ["-mcpu=cortex-m4", "-mfloat-abi=soft"]
    case .riscv32Virt: ["-march=rv32imac", "-mabi=ilp32"]
    case .cortexM0Plus: ["-mcpu=cortex-m0plus", "-mfloat-abi=soft"]
    }
  }

  /// Folder of `Boards` that holds the start-up code.
  var startupFolder: String { self == .riscv32Virt ? "riscv" : "cortex-m" }

  /// The program that emulates the machine, its arguments, and the Debian package that holds it.
  var emulator: (program: String, arguments: [String], package: String)? {
    switch self {
    case .mps2AN500, .mps2AN386: ("qemu-system-arm", ["-M", rawValue], "qemu-system-arm")
    case .riscv32Virt: ("qemu-system-riscv32", ["-M", "virt", "-bios", "none"], "qemu-system-misc")
    case .cortexM0Plus: nil
    }
  }

  /// Executed instructions in one tick of the counter that measures: one instruction takes 1 ns of the emulated
  /// time (`-icount shift=0`), and the timer of the MPS2 images counts at 25 MHz. RISC-V counts instructions.
  public var instructionsPerTick: Int { self == .riscv32Virt ? 1 : 40 }

  /// Executed instructions in one tick of the timer that ends a hang: RISC-V's `mtime` counts at 10 MHz.
  var instructionsPerBudgetTick: Int { self == .riscv32Virt ? 100 : 40 }
}
