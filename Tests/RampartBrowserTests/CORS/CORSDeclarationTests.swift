import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Testing

@Suite struct CORSDeclarationTests {
  private func read(_ json: JSONValue) -> (options: CORSOptions?, problems: [String]) {
    var reading = Reading()
    let options = CORSPolicy.declaration.read(DocumentNode.from(json), &reading)
    return (options, reading.problems.map(\.description))
  }

  @Test func `Every key sets its option`() throws {
    let (options, problems) = read([
      "origins": ["https://app.example", "https://*.example.org", "http://localhost:*", "null"],
      "methods": ["GET", "PUT"], "allowedHeaders": ["Content-Type"], "exposedHeaders": ["ETag"], "maxAge": "10m",
      "privateNetwork": true, "preflight": ["status": 200, "continue": true], "refused": "deny", "mode": "detect",
    ])
    #expect(problems == [])
    var expected = CORSOptions()
    expected.origins = .listed(
      try ["https://app.example", "https://*.example.org", "http://localhost:*"].map { try OriginPattern($0) })
    expected.allowsNullOrigin = true
    expected.methods = [.get, .put]
    expected.allowedHeaders = .listed([.contentType])
    expected.exposedHeaders = [.eTag]
    expected.maxAge = .seconds(600)
    expected.allowsPrivateNetwork = true
    expected.preflightStatus = 200
    expected.forwardsPreflights = true
    expected.deniesRefusedOrigins = true
    expected.mode = .detect
    #expect(options == expected)
  }

  @Test func `Words stand for everybody and for what is requested`() throws {
    let (options, problems) = read(["origins": "any", "allowedHeaders": "requested"])
    #expect(problems == [])
    #expect(options?.origins == .any)
    #expect(options?.allowedHeaders == .requested)
    #expect(read(["origins": ["https://app.example"], "credentials": true]).options?.allowsCredentials == true)
  }

  @Test(
    arguments: [
      (.object([]), "1:1: the key `origins` is missing"),
      (
        ["origins": "*"],
        "2:1: `*` is not `any`"
      ),
      (["origins": ["*"]], "3:1: `*` is not an origin, write the word `any` instead of the list"),
      (
        ["origins": ["app.example"]],
        "3:1: `app.example` is not an origin, write the scheme too, such as `https://example.org`"
      ),
      (["origins": [.null]], "3:1: expected an origin, found nothing, the origin `\"null\"` is written in quotes"),
      (["origins": []], "2:1: the list needs at least 1 entry"),
      (
        ["origins": "any", "credentials": true],
        "1:1: credentials for any origin would show every site what a visitor may see, list the origins, or leave "
          + "`credentials` out"
      ),
      (
        ["origins": ["null"], "credentials": true],
        "1:1: any site can have the origin `null`, so it cannot go with credentials, list the origins by name, or "
          + "leave `credentials` out"
      ),
      (["origins": "any", "methods": ["get"]], "4:1: `get` is not a method, did you mean `GET`?"),
      (["origins": "any", "preflight": ["status": 404]], "4:1: `404` is out of range, it goes from 200 to 299"),
      (["origin": "any"], "2:1: unknown key `origin`, did you mean `origins`?"),
      (["origins": "any", "maxAge": "25h"], "3:1: `25h` is out of range, it goes from 0ms to 24h"),
    ] as [(JSONValue, String)])
  func `What cannot be is a problem`(_ json: JSONValue, _ problem: String) {
    let (options, problems) = read(json)
    #expect(options == nil)
    #expect(problems.first == problem)
  }
}
