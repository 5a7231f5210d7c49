import CVectorKernels
import TestSupport
import Testing
import VectorData

private let levels = [VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512, VK_CPU_AVX512_VNNI]
  .filter { vk_cpu_supports($0) != 0 }

@Suite("PQ sums", .startsNoThread)
struct PQSumTests {
  @Test("every level adds in the order that the header promises", arguments: levels)
  func bitsAreEqual(level: vk_cpu_level) {
    var generator = SeededGenerator(seed: 3)
    let sums = vk_pq_sums_at(level)
    for chunks in Array(1...37) + [64, 65, 127, 192] {
      let rows = 50
      // Values of very different size, so that another order gives other bits.
      let table = (0..<chunks * 256).map { _ in
        Float.random(in: 0..<1, using: &generator) * (Bool.random(using: &generator) ? 1e6 : 1)
      }
      let codes = (0..<rows * chunks).map { _ in UInt8.random(in: 0...255, using: &generator) }
      for count in [0, 1, 2, 3, 4, 7, 12, 41] {
        let ids = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(rows), using: &generator) }
        var out = [Float](repeating: -1, count: count + 1)
        sums(table, codes, chunks, ids, count, &out)
        let expected = ids.map { ordered(table, codes, chunks, row: Int($0)) }
        #expect(Array(out.dropLast()) == expected, "\(chunks) chunks, \(count) points")
        #expect(out[count] == -1, "nothing is written behind the last sum")
      }
    }
  }

  private func ordered(_ table: [Float], _ codes: [UInt8], _ chunks: Int, row: Int) -> Float {
    var partial: [Float] = [0, 0, 0, 0]
    for chunk in 0..<chunks {
      partial[chunk % 4] += table[chunk * 256 + Int(codes[row * chunks + chunk])]
    }
    return (partial[0] + partial[1]) + (partial[2] + partial[3])
  }
}
