import RedoubtCore

extension Field {
  /// Name of the field in the TensorFlow Lite schema.
  ///
  /// - Parameter operatorName: The operator that an option belongs to; its slots mean something else for each.
  func name(operatorName: String?) -> String {
    let names: [UInt8: String] =
      switch table {
      case .file: [0: "header"]
      case .model: [0: "version", 1: "operator_codes", 2: "subgraphs", 4: "buffers", 6: "metadata"]
      case .operatorCode: [0: "deprecated_builtin_code", 3: "builtin_code"]
      case .subgraph: [0: "tensors", 1: "inputs", 2: "outputs", 3: "operators"]
      case .tensor:
        [
          0: "shape", 1: "type", 2: "buffer", 3: "name", 4: "quantization", 5: "is_variable", 6: "sparsity",
        ]
      case .quantization: [2: "scale", 3: "zero_point", 4: "details_type", 6: "quantized_dimension"]
      case .operation:
        [0: "opcode_index", 1: "inputs", 2: "outputs", 3: "builtin_options_type", 4: "builtin_options"]
      case .buffer: [0: "data", 1: "offset"]
      case .metadata: [0: "name", 1: "buffer"]
      case .options: Self.optionNames(operatorName)
      case .hardening: [:]
      }
    return names[slot] ?? "slot \(slot)"
  }

  private static func optionNames(_ operatorName: String?) -> [UInt8: String] {
    let list: [String] =
      switch operatorName {
      case "CONV_2D":
        [
          "padding", "stride_w", "stride_h", "fused_activation_function", "dilation_w_factor",
          "dilation_h_factor",
        ]
      case "DEPTHWISE_CONV_2D":
        [
          "padding", "stride_w", "stride_h", "depth_multiplier", "fused_activation_function",
          "dilation_w_factor", "dilation_h_factor",
        ]
      case "FULLY_CONNECTED":
        ["fused_activation_function", "weights_format", "keep_num_dims", "asymmetric_quantize_inputs"]
      case "AVERAGE_POOL_2D", "MAX_POOL_2D":
        ["padding", "stride_w", "stride_h", "filter_width", "filter_height", "fused_activation_function"]
      case "ADD", "SUB": ["fused_activation_function", "pot_scale_int16"]
      case "MUL": ["fused_activation_function"]
      case "CONCATENATION": ["axis", "fused_activation_function"]
      case "SPLIT": ["num_splits"]
      case "MEAN", "REDUCE_MAX", "REDUCE_PROD": ["keep_dims"]
      case "RESHAPE": ["new_shape"]
      case "SQUEEZE": ["squeeze_dims"]
      case "STRIDED_SLICE":
        ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask", "offset"]
      case "RESIZE_NEAREST_NEIGHBOR": ["align_corners", "half_pixel_centers"]
      case "SOFTMAX": ["beta"]
      case "LEAKY_RELU": ["alpha"]
      case "ARG_MAX": ["output_type"]
      case "SHAPE": ["out_type"]
      case "PACK": ["values_count", "axis"]
      case "GATHER": ["axis", "batch_dims"]
      default: []
      }
    return Dictionary(uniqueKeysWithValues: list.enumerated().map { (UInt8($0), $1) })
  }
}
