import RedoubtModel
import Testing

@testable import RedoubtQuantizer

@Suite struct RangeSearchTests {
  @Test func anActivationThatIsAlwaysZeroGetsAScale() {
    var histogram = ActivationHistogram()
    #expect(histogram.add([0, 0, 0]))
    for method in RangeMethod.allCases {
      let quantization = RangeSearch(histogram).range(method).quantization
      #expect(quantization.scale == 1)
      #expect(quantization.dequantize(quantization.quantize(0)) == 0)
    }
  }
}
