import RampartCore
import RampartRedis
import RampartTesting
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

  private func read(
    _ node: DocumentNode, _ files: [String: String] = ["/run/pw": "pw", "/etc/ca.pem": "ca"]
  ) -> (RedisDeclaration?, [ConfigurationProblem]) {
    var reading = Reading(folder: "/run", sources: TestSources(files, variables: ["X": "x"]))
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
        ("url", text("rediss://cache.example")), ("user", text("ann")), ("password", secret("file", "pw")),
        ("authority", text("/etc/ca.pem")), ("serverName", text("redis.example")),
        ("timeout", .scalar("250ms", isQuoted: false)),
      ]))
    #expect(problems.isEmpty)
    #expect(declaration?.isTLS == true)
    #expect(declaration?.user == "ann")
    #expect(declaration?.password == Secret(.file("/run/pw"), value: Array("pw".utf8)))
    #expect(declaration?.authority == NamedFile(path: "/etc/ca.pem", contents: Array("ca".utf8)))
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
    #expect(codes([plain, ("authority", text("/etc/ca.pem"))]) == ["configuration.contradiction"])
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
    func options(_ contents: String) throws -> RedisOptions {
      let node = mapping([
        ("url", text("redis://h")), ("password", secret("file", "/run/pw")),
        ("timeout", .scalar("3s", isQuoted: false)),
      ])
      return try RedisOptions(#require(read(node, ["/run/pw": contents]).0))
    }
    #expect(try options("pass word\n").password?.revealed() == "pass word")
    #expect(try options("pass\r\n").password?.revealed() == "pass")
    #expect(try options(" pass").password?.revealed() == " pass")
    #expect(try options("pass").commandTimeout == .seconds(3))
  }

  @Test(
    arguments: [
      ("\n", "`/run/pw` holds no secret: it is empty"), ("", "`/run/pw` holds no secret: it is empty"),
      (String(repeating: "a", count: 70_000), "`/run/pw` holds no secret: it is larger than 64 KiB"),
    ])
  func `A file without a password is a problem`(_ contents: String, _ detail: String) {
    let (declaration, problems) = read(
      mapping([("url", text("redis://h")), ("password", secret("file", "/run/pw"))]), ["/run/pw": contents])
    #expect(declaration == nil)
    #expect(problems.map(\.detail) == [detail])
    #expect(problems.first?.position == position)
  }

  @Test func `A secret that is not there is a problem that names its place`() {
    for (reference, detail) in [
      (secret("file", "none"), "cannot read `/run/none`: there is no such file"),
      (secret("environment", "NONE"), "the environment variable `NONE` is not set"),
    ] {
      let (declaration, problems) = read(mapping([("url", text("redis://h")), ("password", reference)]))
      #expect(declaration == nil)
      #expect(problems.map(\.detail) == [detail])
      #expect(problems.first?.position == position)
    }
  }

  @Test func `What the files hold is part of what makes two declarations the same`() throws {
    func declared(_ password: String, _ authority: String) throws -> RedisDeclaration {
      let node = mapping([
        ("url", text("rediss://h")), ("password", secret("file", "/run/pw")), ("authority", text("/etc/ca.pem")),
      ])
      return try #require(read(node, ["/run/pw": password, "/etc/ca.pem": authority]).0)
    }
    #expect(try declared("a", "ca") == declared("a\n", "ca"))
    #expect(try declared("a", "ca") != declared("b", "ca"))
    #expect(try declared("a", "ca") != declared("a", "cb"))
  }
}
