import Testing

@testable import Explorer

@Suite("Numbers for people")
struct FormatTests {
  @Test(
    "Counts", arguments: [(0, "0"), (9999, "9999"), (12000, "12 000"), (1_234_567, "1 234 567")])
  func counts(value: Int, text: String) { #expect(Format.count(value) == text) }

  @Test(
    "Bytes",
    arguments: [(512, "512 B"), (4096, "4.0 KiB"), (8_650_752, "8.2 MiB"), (3 << 30, "3.0 GiB")])
  func bytes(value: Int, text: String) { #expect(Format.bytes(value) == text) }

  @Test(
    "Microseconds",
    arguments: [
      (61.4, "61 µs"), (999.6, "1.00 ms"), (1240, "1.24 ms"), (31_000, "31.0 ms"),
      (2_500_000, "2.5 s"), (.infinity, "-"),
    ])
  func microseconds(value: Double, text: String) { #expect(Format.microseconds(value) == text) }

  @Test(
    "Seconds",
    arguments: [(0.04, "0.04 s"), (12.3, "12 s"), (200, "3 min 20 s"), (7260, "2 h 1 min")])
  func seconds(value: Double, text: String) { #expect(Format.seconds(value) == text) }

  @Test(
    "Distances keep five digits or so",
    arguments: [
      (Float(0.312), "0.3120"), (31.2071, "31.207"), (3121, "3121"), (312070.5, "312070"),
      (.nan, "-"),
    ])
  func distances(value: Float, text: String) { #expect(Format.distance(value) == text) }
}
