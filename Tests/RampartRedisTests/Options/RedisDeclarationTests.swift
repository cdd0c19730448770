import Foundation
import RampartCore
import RampartRedis
import Testing

@Suite struct RedisDeclarationTests {
  private let position = SourcePosition(line: 3, column: 7)

  private func scalar(_ text: String) -> DocumentNode {
    DocumentNode(.scalar(text, isQuoted: true), at: position)
  }

  private func mapping(_ pairs: [(String, DocumentNode.Content)]) -> DocumentNode {
    DocumentNode(.mapping(pairs.map { (scalar($0.0), DocumentNode($0.1, at: position)) }), at: position)
  }

  private func text(_ text: String) -> DocumentNode.Content { .scalar(text, isQuoted: true) }

  private func secret(_ key: String, _ value: String) -> DocumentNode.Content {
    mapping([(key, text(value))]).content
  }

  private func read(_ node: DocumentNode) -> (RedisDeclaration?, [ConfigurationProblem]) {
    var reading = Reading()
    let value = RedisDeclaration.declaration.read(node, &reading)
    return (value, reading.problems)
  }

  @Test func `A URL is enough`() {
    let (declaration, problems) = read(scalar("redis://127.0.0.1:6380/4"))
    #expect(problems.isEmpty)
    #expect(declaration?.location == "redis://127.0.0.1:6380/4")
    #expect(declaration?.timeout == .seconds(1))
    #expect(declaration?.password == nil)
    #expect(read(scalar("unix:/run/redis.sock?db=2")).0?.location == "unix:/run/redis.sock?db=2")
  }

  @Test func `A mapping names everything`() {
    let (declaration, problems) = read(
      mapping([
        ("url", text("rediss://cache.example")), ("user", text("ann")), ("password", secret("file", "/run/pw")),
        ("authority", text("/etc/ca.pem")), ("serverName", text("redis.example")),
        ("timeout", .scalar("250ms", isQuoted: false)),
      ]))
    #expect(problems.isEmpty)
    #expect(declaration?.isTLS == true)
    #expect(declaration?.user == "ann")
    #expect(declaration?.password == .file("/run/pw"))
    #expect(declaration?.authority == "/etc/ca.pem")
    #expect(declaration?.serverName == "redis.example")
    #expect(declaration?.timeout == .milliseconds(250))
  }

  @Test(arguments: ["redis://:topsecret@h", "redis://ann:topsecret@h/1", "rediss://ann:top%53ecret@h"])
  func `A password in a URL is a literal secret and is not repeated`(_ url: String) {
    for node in [scalar(url), mapping([("url", text(url))])] {
      let (declaration, problems) = read(node)
      #expect(declaration == nil)
      #expect(problems.map(\.code) == ["configuration.literalSecret"])
      #expect(problems.allSatisfy { !$0.description.contains("secret@") && !$0.description.contains("ann") })
      #expect(problems.first?.position == position)
    }
  }

  @Test func `A literal password, a user alone and TLS settings without TLS are problems`() {
    func codes(_ pairs: [(String, DocumentNode.Content)]) -> [String] {
      let (declaration, problems) = read(mapping(pairs))
      #expect(declaration == nil)
      return problems.map(\.code)
    }
    let plain = ("url", text("redis://h"))
    #expect(codes([plain, ("password", text("topsecret"))]) == ["configuration.literalSecret"])
    #expect(codes([plain, ("user", text("ann"))]) == ["configuration.missingKey"])
    #expect(codes([("url", text("redis://ann@h"))]) == ["configuration.missingKey"])
    #expect(codes([plain, ("authority", text("/ca.pem"))]) == ["configuration.contradiction"])
    #expect(codes([plain, ("serverName", text("h"))]) == ["configuration.contradiction"])
    #expect(codes([("user", text("ann"))]) == ["configuration.missingKey"])
    #expect(codes([plain, ("timeout", .scalar("0ms", isQuoted: false))]) == ["configuration.impossibleValue"])
    #expect(codes([plain, ("pasword", text("x"))]) == ["configuration.unknownKey"])
    #expect(
      codes([
        ("url", text("redis://ann@h")), ("user", text("bob")), ("password", secret("environment", "X")),
      ]) == ["configuration.contradiction"])
    #expect(read(scalar("localhost")).1.map(\.code) == ["configuration.impossibleValue"])
    #expect(read(DocumentNode(.sequence([]), at: position)).1.map(\.code) == ["configuration.wrongType"])
  }

  @Test func `The password comes from its file without the line break behind it`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "redis-pw-\(UInt32.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: file) }
    func options(_ contents: String) throws -> RedisOptions {
      try Data(contents.utf8).write(to: file)
      let node = mapping([
        ("url", text("redis://h")), ("password", secret("file", file.path())),
        ("timeout", .scalar("3s", isQuoted: false)),
      ])
      return try RedisOptions(#require(read(node).0))
    }
    #expect(try options("pass word\n").password?.revealed() == "pass word")
    #expect(try options("pass\r\n").password?.revealed() == "pass")
    #expect(try options(" pass").password?.revealed() == " pass")
    #expect(try options("pass").commandTimeout == .seconds(3))
    #expect(throws: RedisError.self) { try options("\n") }
    #expect(throws: RedisError.self) { try options("") }
    #expect(throws: RedisError.self) { try options(String(repeating: "a", count: 70_000)) }
  }

  @Test func `A secret that is not there is an error that names its place`() throws {
    for (reference, place) in [
      (secret("file", "/nonexistent/pw"), "/nonexistent/pw"),
      (secret("environment", "RAMPART_NO_SUCH_VARIABLE"), "RAMPART_NO_SUCH_VARIABLE"),
    ] {
      let declaration = try #require(read(mapping([("url", text("redis://h")), ("password", reference)])).0)
      let error = #expect(throws: RedisError.self) { try RedisOptions(declaration) }
      #expect(error?.kind == .options)
      #expect(error?.detail.contains(place) == true)
    }
  }
}
