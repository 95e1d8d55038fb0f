/// An activation whose result depends on nothing but one int8 element (and on parameters that hold for all).
package protocol ByteFunction {
  func callAsFunction(_ value: Int8) -> Int8
}
