import Foundation
import RedoubtBoards
import Testing

@testable import RedoubtFaults

@Suite struct MissionTests {
  static func region(
    _ kind: MemoryKind = .sram, ecc: MemoryProtection = .none, interleave: Int = 1, fit: Double = 1000
  ) -> BoardRegion {
    BoardRegion(
      name: kind.rawValue, kind: kind, bytes: 1 << 20, wordBits: 32, interleave: interleave, ecc: ecc,
      fitPerMbit: fit, source: "data sheet", geometrySource: "assumed", fitSource: "assumed")
  }

  static let measured = RateEstimate(rate: 0.02, low: 0.01, high: 0.04)
  static let never = RateEstimate(rate: 0, low: 0, high: 0, isExact: true)

  static func part(
    _ region: BoardRegion, _ persistence: ExposedPart.Persistence, sdc: RateEstimate = measured,
    due: RateEstimate = never
  ) -> ExposedPart {
    // 131,072 bytes are one Mbit.
    ExposedPart(
      name: "part", region: region, bytes: 131_072, persistence: persistence, sdc: sdc, due: due,
      detected: never)
  }

  @Test func transientIsRawRateTimesDutyCycleTimesSDC() {
    let estimate = MissionEstimate(
      [Self.part(Self.region(), .transient(dutyCycle: 0.25))], environment: .factor(3, source: "given"))
    // 1000 FIT/Mbit × 1 Mbit × 3 × 0.25 × 0.02
    #expect(abs(estimate.sdc.fit - 15) < 1e-9)
    #expect(abs(estimate.sdc.low - 7.5) < 1e-9 && abs(estimate.sdc.high - 30) < 1e-9)
    #expect(estimate.due.fit == 0 && estimate.rows[0].presentAtEnd == nil)
    #expect(abs(estimate.rows[0].raw - 3000) < 1e-9)
  }

  @Test func persistentIsRawRateTimesShareOfFaults() throws {
    let estimate = MissionEstimate(
      [Self.part(Self.region(.flash, fit: 10), .persistent(exposureHours: 8760))], environment: .seaLevel)
    #expect(abs(estimate.sdc.fit - 0.2) < 1e-9)
    let present = try #require(estimate.rows[0].presentAtEnd)
    #expect(abs(present - (1 - exp(-10e-9 * 8760))) < 1e-12)
  }

  @Test func errorCorrectionTurnsCorruptionIntoDetection() {
    let sizes = UpsetSizes(shares: [90, 8, 2], source: "test")
    let part = Self.part(Self.region(ecc: .secded), .transient(dutyCycle: 1))
    let estimate = MissionEstimate([part], environment: .seaLevel, sizes: sizes)
    // 2 % flip three bits of a word and pass: 1000 × 0.02 × 0.02; 8 % are detected.
    #expect(abs(estimate.sdc.fit - 0.4) < 1e-9 && abs(estimate.due.fit - 80) < 1e-9)
  }

  @Test func secondHitInAWordWithinTheExposureIsDetected() {
    // A rate high enough that the probability of two hits has digits left.
    let part = Self.part(
      Self.region(.flash, ecc: .secded, interleave: 8, fit: 1e6), .persistent(exposureHours: 30_000),
      sdc: Self.never)
    let single = UpsetSizes(shares: [1], source: "test")
    let estimate = MissionEstimate([part], environment: .seaLevel, sizes: single)
    // Poisson: each of 32,768 words is hit 10⁶/32768 times in 10⁹ hours.
    let mean = 1e-3 / 32_768 * 30_000
    let twice = 1 - exp(-mean) * (1 + mean)
    #expect(abs(estimate.due.fit / (32_768 * twice / 30_000 * 1e9) - 1) < 2e-3)
    #expect(estimate.sdc.fit == 0)
  }

  /// By placing the bits one by one.
  @Test(arguments: MemoryProtection.allCases, [1, 2, 4, 32])
  func fateAgreesWithPlacingEveryBit(protection: MemoryProtection, interleave: Int) {
    for cells in 1...9 {
      var bits = [Int](repeating: 0, count: interleave)
      for cell in 0..<cells { bits[cell % interleave] += 1 }
      let sizes = UpsetSizes(shares: (1...cells).map { $0 == cells ? 1 : 0 }, source: "test")
      var expected = UpsetSizes.Fate()
      switch protection {
      case .none: expected.undetected = 1
      case .parity:
        if bits.contains(where: { $0 % 2 == 1 }) { expected.detected = 1 } else { expected.undetected = 1 }
      case .secded:
        if bits.contains(where: { $0 > 2 }) {
          expected.undetected = 1
        } else if bits.contains(2) {
          expected.detected = 1
        } else {
          expected.corrected = 1
        }
      }
      #expect(sizes.fate(protection, interleave: interleave) == expected, "\(cells) cells")
    }
  }

  @Test func independentPartsAddWithSquaredDistances() {
    let estimate = MissionEstimate(
      [
        Self.part(Self.region(), .transient(dutyCycle: 1)),
        Self.part(Self.region(.flash), .persistent(exposureHours: 1)),
      ], environment: .seaLevel)
    #expect(abs(estimate.sdc.fit - 40) < 1e-9)
    #expect(abs(estimate.sdc.low - (40 - 200.0.squareRoot())) < 1e-9)
    #expect(abs(estimate.sdc.high - (40 + 800.0.squareRoot())) < 1e-9)
  }

  /// Published relative fluxes: JESD89A's table, New York 1, Denver (1,609 m) near 4.
  @Test func placesAgreeWithPublishedFluxes() {
    #expect(RadiationEnvironment.altitude(metres: 0).factor == 1)
    #expect((3.4...4.5).contains(RadiationEnvironment.altitude(metres: 1609).factor))
    #expect((300...600).contains(RadiationEnvironment.aircraft.factor))
  }

  @Test func everyAssumptionIsListedOnceWithItsSource() {
    let part = Self.part(Self.region(ecc: .parity), .transient(dutyCycle: 0.5))
    let estimate = MissionEstimate([part, part], environment: .aircraft)
    #expect(Set(estimate.assumptions).count == estimate.assumptions.count)
    #expect(estimate.assumptions.allSatisfy { !$0.source.isEmpty })
    #expect(
      estimate.assumptions.contains { $0.quantity == "Raw rate of sram" && $0.value == "1000 FIT/Mbit" })
    #expect(estimate.assumptions.contains { $0.quantity.hasPrefix("Protection") })
  }
}
