import CVectorKernels

/// A distance function of this CPU for one element type, usable on raw rows.
public struct DistanceKernel: Sendable {
  /// Distance of two rows of `dimension` components: squared L2, or the inner product itself.
  public let function: @convention(c) (UnsafeRawPointer, UnsafeRawPointer, Int) -> Float

  /// Squared L2 for `elementType`, by the best kernel not above `level`.
  public static func squaredL2(
    _ elementType: ElementType, level: vk_cpu_level = vk_cpu_best()
  ) -> DistanceKernel {
    let kernels = vk_distance_kernels_at(level).pointee
    switch elementType {
    case .float32: return DistanceKernel(function: kernels.l2_float)
    case .int8: return DistanceKernel(function: kernels.l2_int8)
    case .uint8: return DistanceKernel(function: kernels.l2_uint8)
    }
  }

  /// The inner product for `elementType`, by the best kernel not above `level`.
  public static func innerProduct(
    _ elementType: ElementType, level: vk_cpu_level = vk_cpu_best()
  ) -> DistanceKernel {
    let kernels = vk_distance_kernels_at(level).pointee
    switch elementType {
    case .float32: return DistanceKernel(function: kernels.ip_float)
    case .int8: return DistanceKernel(function: kernels.ip_int8)
    case .uint8: return DistanceKernel(function: kernels.ip_uint8)
    }
  }
}
