import DiskIndex
import Synchronization
import Testing
import VectorData

@testable import Explorer

@Suite("The mailbox")
struct MailboxTests {
  private func progress(_ phase: String, _ done: Int, job: JobID = 1) -> Message {
    .progress(job, .build, JobProgress(phase: phase, done: done, total: 10, unit: "points"))
  }

  @Test("Keeps the newest progress of each phase, and every other message")
  func coalesces() {
    let mailbox = Mailbox(wake: {})
    for done in 0..<100 { mailbox.post(progress("train", done)) }
    mailbox.post(progress("link", 1))
    mailbox.post(progress("link", 2, job: 2))
    mailbox.post(.deleted(3, prefix: "a"))
    mailbox.post(.deleted(4, prefix: "b"))
    let messages = mailbox.drain()
    #expect(messages.count == 5)
    guard case .progress(1, .build, let newest) = messages.first else {
      Issue.record("the first message is no progress")
      return
    }
    #expect(newest.done == 99)
    #expect(mailbox.drain().isEmpty)
  }

  @Test("A newer trace replaces an older one of its run and keeps its names")
  func traces() {
    let mailbox = Mailbox(wake: {})
    let trace = SearchTrace(query: 0, parameters: SearchParameters())
    let name = { (text: String) in NodeLabel(identifier: text) }
    mailbox.post(.searched(7, trace, labels: [1: name("a")], missed: []))
    mailbox.post(.searched(7, trace, labels: [2: name("b")], missed: []))
    mailbox.post(.searched(8, trace, labels: [3: name("c")], missed: []))
    let messages = mailbox.drain()
    #expect(messages.count == 2)
    guard case .searched(7, _, let labels, _) = messages.first else {
      Issue.record("the first message is no trace")
      return
    }
    #expect(labels == [1: name("a"), 2: name("b")])
  }

  @Test("Wakes the loop for each post")
  func wakes() {
    let count = Mutex(0)
    let mailbox = Mailbox { count.withLock { $0 += 1 } }
    mailbox.post(progress("train", 1))
    mailbox.post(progress("train", 2))
    #expect(count.withLock { $0 } == 2)
  }
}
