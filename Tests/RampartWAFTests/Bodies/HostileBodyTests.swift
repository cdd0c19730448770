import RampartWAF
import Testing

/// The test bundle is not optimised, so the times are generous: what must not be is growth with the square.
@Suite("Hostile bodies", .serialized) struct HostileBodyTests {
  static let mebibyte = 1 << 20

  private func measure(_ question: BodyCase, limits: BodyLimits = BodyLimits()) -> (RequestParts, Duration) {
    var request = RequestParts(limits: limits)
    let time = ContinuousClock().measure { question.parse(into: &request) }
    return (request, time)
  }

  static let hostile: [BodyProcessor: [String]] = [
    .urlEncoded: [
      String(repeating: "%", count: mebibyte), String(repeating: "&", count: mebibyte),
      String(repeating: "=", count: mebibyte),
      String(repeating: "+", count: mebibyte), String(repeating: "a", count: mebibyte),
      String(repeating: "a=1&", count: 100_000),
    ],
    .json: [
      String(repeating: "[", count: mebibyte), String(repeating: "{\"a\":", count: 200_000),
      String(repeating: "\"", count: mebibyte),
      String(repeating: "1", count: mebibyte), String(repeating: " ", count: mebibyte),
      "\"" + String(repeating: "\\", count: mebibyte),
      "\"" + String(repeating: "\\u0041", count: 170_000), "[" + String(repeating: "1,", count: 500_000),
      "{\"" + String(repeating: "k", count: mebibyte / 2) + "\":[" + String(repeating: "1,", count: 100_000),
    ],
    .xml: [
      String(repeating: "<a>", count: 350_000), String(repeating: "<", count: mebibyte),
      "<a>" + String(repeating: "&", count: mebibyte),
      "<a>" + String(repeating: "]", count: mebibyte), "<a " + (0..<80_000).map { "a\($0)='' " }.joined(),
      String(repeating: "<!--", count: 250_000),
      "<a>" + String(repeating: "<![CDATA[", count: 110_000), "<a>" + String(repeating: "&#", count: 500_000),
      "<a b='" + String(repeating: "x", count: mebibyte),
      "<a>" + String(repeating: "<b c='1'/>", count: 100_000), "<" + String(repeating: "a", count: mebibyte),
      "<?" + String(repeating: "?", count: mebibyte),
      "<a>" + String(repeating: "<?p", count: 350_000),
      "<!DOCTYPE a SYSTEM '" + String(repeating: "x", count: mebibyte),
    ],
    .multipart: [
      String(repeating: "-", count: mebibyte), String(repeating: "\r", count: mebibyte),
      String(repeating: "\n", count: mebibyte),
      String(repeating: "--b\r\n", count: 200_000), "--b\r\n" + String(repeating: "x:y\r\n", count: 200_000),
      "--b\r\n" + (0..<100_000).map { "x\($0):y\r\n" }.joined(),
      "--b\r\nx:y\r\n" + String(repeating: " z\r\n", count: 250_000),
      "--b\r\nContent-Disposition: form-data; name=\"" + String(repeating: "a", count: mebibyte),
      "--b\r\nContent-Disposition: form-data; " + String(repeating: "x", count: 4000) + "=1\r\n"
        + String(repeating: "\r\n", count: 500_000), "--b\r\n" + String(repeating: "x\n", count: 500_000),
      "--b\r\n" + String(repeating: "\0\n", count: 500_000),
      String(repeating: MultipartTests.part("form-data; name=\"a\""), count: 16_000),
      MultipartTests.part("form-data; name=\"a\"", String(repeating: "--\r\n", count: 250_000)),
      MultipartTests.part("form-data; name=\"a\"", String(repeating: "--b--\r\n", count: 140_000)),
      MultipartTests.part(
        "form-data; name=\"a\"",
        String(repeating: "--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\n", count: 15_000)),
    ],
  ]

  @Test(
    "A mebibyte of anything is read in linear time and ends in an error or at a limit", arguments: Array(hostile.keys))
  func mebibyte(processor: BodyProcessor) {
    for text in Self.hostile[processor, default: []] {
      let (request, time) = measure(BodyCase(processor, text))
      #expect(time < .seconds(6), "\(text.prefix(30)): \(time)")
      let body = request.body
      #expect(body.arguments.count <= 1000 && body.xmlAttributes.count <= 1000 && body.partHeaders.count <= 4000)
      #expect(request.arena.count <= 6 << 20, "\(text.prefix(30)): \(request.arena.count) bytes")
      if processor != .urlEncoded { #expect(body.error != nil || body.arguments.count == 1, "\(text.prefix(30))") }
    }
  }

  @Test("A boundary of the greatest length that nearly matches everywhere costs little")
  func hugeBoundary() {
    for (middle, isFound) in [("", true), ("x", false)] {
      let boundary = String(repeating: "-", count: 490) + middle + String(repeating: "-", count: 490)
      let line = "a" + String(repeating: "-", count: 4000) + "\n"
      let body = String(repeating: line, count: 260)
      let (request, time) = measure(
        BodyCase(.multipart, body, contentType: "multipart/form-data; boundary=" + boundary))
      #expect(request.body.error == .malformed)
      #expect(request.body.unmatchedBoundary == (isFound ? 1 : 0))
      #expect(time < .seconds(20), "\(time)")
    }
  }

  @Test("Ten times the input takes about ten times as long", arguments: Array(hostile.keys))
  func linear(processor: BodyProcessor) {
    // The two that bound a search among names stay.
    var limits = BodyLimits.unlimited
    limits.partHeaders = BodyLimits().partHeaders
    limits.xmlAttributes = BodyLimits().xmlAttributes
    for text in Self.hostile[processor, default: []] {
      let bytes = Array(text.utf8)
      let (_, short) = measure(BodyCase(processor, Array(bytes.prefix(bytes.count / 10))), limits: limits)
      let (_, long) = measure(BodyCase(processor, bytes), limits: limits)
      #expect(long < short * 60 + .milliseconds(500), "\(text.prefix(30)): \(short), then \(long)")
    }
  }

  @Test("A million levels of JSON are refused at the limit and take no stack")
  func deep() {
    let text = String(repeating: "[", count: 1_000_000)
    #expect(measure(BodyCase(.json, text)).0.body.error == .tooDeep)
    var limits = BodyLimits.unlimited
    limits.jsonDepth = .max
    #expect(measure(BodyCase(.json, text), limits: limits).0.body.error == .malformed)
  }

  @Test("Names of a deep document cannot make much of little")
  func amplification() {
    let key = "{\"" + String(repeating: "k", count: 1000) + "\":"
    let text =
      String(repeating: key, count: 400) + "[" + String(repeating: "1,", count: 900) + "1]"
      + String(repeating: "}", count: 400)
    let request = measure(BodyCase(.json, text)).0
    #expect(request.body.error == .tooManyBytes)
    #expect(request.arena.count <= BodyLimits().decodedBytes + 100)
  }

  @Test("Bytes without sense and every prefix of a good body trap nowhere")
  func fuzzing() {
    var generator = BodyGenerator(seed: 99)
    let entries: [(UnsafeRawBufferPointer) -> Void] = [
      BodyFuzzing.urlEncoded, BodyFuzzing.multipart, BodyFuzzing.json, BodyFuzzing.xml,
    ]
    var runs = 0
    for _ in 0..<300 {
      let cases = [generator.urlEncoded(), generator.multipart(), generator.json(), generator.xml()]
      for (question, entry) in zip(cases, entries) {
        let prefix = question.processor == .multipart ? question.contentType + [0x0A] : []
        let bytes = prefix + question.body.prefix(2000)
        for end in stride(from: 0, through: bytes.count, by: max(1, bytes.count / 40)) {
          bytes[..<end].withUnsafeBytes(entry)
          runs += 1
        }
      }
      let noise = (0..<generator.number(below: 200)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      for entry in entries { noise.withUnsafeBytes(entry) }
    }
    #expect(runs > 10_000)
  }
}
