import CVectorKernels

extension DistanceKernel {
  /// The best kernels of this processor: "avx512-vnni", "avx512", "avx2", "neon" or "plain".
  public static var levelName: String { String(cString: vk_cpu_level_name(vk_cpu_best())) }
}
