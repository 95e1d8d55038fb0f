/// Every operator that exists, with the bytes of one reference engine. A new operator adds one line.
public typealias AllOperators<Engine: ReferenceEngine> =
  With<
    Conv2D,
    With<
      DepthwiseConv2D,
      With<
        FullyConnected<Engine>,
        NoOperator
      >
    >
  >
