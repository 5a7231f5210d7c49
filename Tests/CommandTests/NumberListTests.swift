import Testing

@testable import beamscope

@Suite("Lists of numbers on the command line")
struct NumberListTests {
  @Test(
    "lists, ranges and ranges with a step",
    arguments: [
      ("10", [10]), ("10,20,50", [10, 20, 50]), ("10-13", [10, 11, 12, 13]),
      ("10-50:20", [10, 30, 50]), ("10-45:20", [10, 30]), ("5,10-12,100", [5, 10, 11, 12, 100]),
      ("7-7", [7]), ("10..50:20", [10, 30, 50]), ("10..50 step 20", [10, 30, 50]),
      ("1..3", [1, 2, 3]),
    ])
  func accepts(argument: String, values: [Int]) {
    #expect(NumberList(argument: argument)?.values == values)
  }

  @Test(
    "anything else is refused, and so is a range that nobody waits for",
    arguments: [
      "", ",", "10,", "a", "10-", "-5", "20-10", "10-20:0", "10:5", "10-20:5:5", "1-2-3",
      "0-9223372036854775807", "1-1000000", "1.5", " 10",
    ])
  func refuses(argument: String) {
    #expect(NumberList(argument: argument) == nil)
  }
}
