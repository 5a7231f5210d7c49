import CVectorKernels
import VectorData

/// Distances and PQ sums, per vector, at every level that this CPU has.
enum KernelBenchmarks {
  static func run() {
    let levels = [VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512, VK_CPU_AVX512_VNNI]
    for level in levels where vk_cpu_supports(level) != 0 {
      for elementType in ElementType.allCases {
        for dimension in [128, 384, 960] { distance(elementType, dimension, level) }
      }
      for chunks in [32, 48] { pqSums(chunks: chunks, level: level) }
    }
  }

  private static func distance(_ elementType: ElementType, _ dimension: Int, _ level: vk_cpu_level)
  {
    let rows = 256
    let rowBytes = dimension * elementType.byteCount
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: rows * rowBytes, alignment: 64)
    defer { memory.deallocate() }
    fill(memory, elementType)
    guard let base = memory.baseAddress else { return }
    let function = DistanceKernel.squaredL2(elementType, level: level).function
    var sum: Float = 0
    let measurement = Measurement(
      "l2 \(elementType.rawValue) \(dimension) \(String(cString: vk_cpu_level_name(level)))",
      unit: "distance", units: rows * 64
    ) {
      for query in 0..<64 {
        for row in 0..<rows {
          sum += function(base + query * rowBytes, base + row * rowBytes, dimension)
        }
      }
    }
    precondition(sum >= 0, "distances are not negative")
    print(measurement.line)
  }

  private static func pqSums(chunks: Int, level: vk_cpu_level) {
    let points = 100_000
    var generator = SeededGenerator(seed: 1)
    let codes = (0..<points * chunks).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let table = (0..<chunks * 256).map { _ in Float(generator.nextUnit()) }
    let ids = (0..<64 * 64).map { _ in UInt32(generator.nextIndex(below: points)) }
    var distances = [Float](repeating: 0, count: 64)
    let sums = vk_pq_sums_at(level)
    let measurement = Measurement(
      "pq sums of \(chunks) bytes \(String(cString: vk_cpu_level_name(level)))", unit: "point",
      units: ids.count
    ) {
      ids.withUnsafeBufferPointer { ids in
        guard let start = ids.baseAddress else { return }
        for batch in 0..<64 { sums(table, codes, chunks, start + batch * 64, 64, &distances) }
      }
    }
    print(measurement.line)
  }

  private static func fill(_ memory: UnsafeMutableRawBufferPointer, _ elementType: ElementType) {
    var generator = SeededGenerator(seed: 7)
    guard elementType == .float32 else {
      for index in memory.indices { memory[index] = UInt8(truncatingIfNeeded: generator.next()) }
      return
    }
    for index in 0..<memory.count / 4 {
      memory.storeBytes(of: Float(generator.nextUnit()), toByteOffset: index * 4, as: Float.self)
    }
  }
}
