import Testing

@testable import RampartWAF

@Suite("Wishes for values of the same kinds") struct UnchangedWishesTests {
  @Test func `have a bound, whatever values a client makes up`() throws {
    let files = MemorySecLangFiles(texts: [
      "a.conf": (0..<40).map {
        "SecRule ARGS:a\($0)|REQUEST_URI \"@rx x\\d{\($0 + 1)}\" \"id:\($0 + 1),phase:2,pass,t:none,t:lowercase\""
      }
      .joined(separator: "\n")
    ])
    let workspace = try Firewall(try RuleSetReader.read(["a.conf"], from: files)).makeWorkspace()
    let marks = Array("\"#-,/.*\\1%^A".utf8)
    var most = 0
    for round in 0..<120 {
      let transaction = workspace.begin()
      let query = (0..<40).map { number in
        let kinds = round &* 40 &+ number
        return "a\(number)=A"
          + marks.indices.filter { kinds >> $0 & 1 == 1 }.map { "%" + String(marks[$0], radix: 16) }.joined()
      }
      transaction.setRequestLine(method: "GET", target: "/?" + query.joined(separator: "&"))
      _ = transaction.evaluateRequestHead()
      _ = transaction.evaluateRequestBody()
      most = max(most, transaction.table.unchanged.count)
      #expect(transaction.table.unchanged.masks.count <= 2048 * transaction.plan.gates.words)
      transaction.close()
    }
    #expect(most > 1000, "the table was never full, so that nothing was tested")
  }
}
