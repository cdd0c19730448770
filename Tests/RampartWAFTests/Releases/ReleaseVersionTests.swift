import RampartWAF
import Testing

@Suite struct ReleaseVersionTests {
  @Test(arguments: [
    ("coreruleset-4.28.0", "4.28.0"), ("coreruleset-4.28.0-minimal.tar.gz", "4.28.0"), ("v3.3.4.tar.gz", "3.3.4"),
    ("4.10.1", "4.10.1"), ("coreruleset-4.0.0-rc1.tar.gz", "4.0.0-rc1"), ("v2-4.1.0", "4.1.0"),
  ])
  func `The version is found in the name`(_ name: String, _ version: String) {
    #expect(ReleaseVersion(in: name)?.description == version)
  }

  @Test(arguments: ["", "coreruleset", "main.tar.gz", "crs-4.28", "99999999999999999999.1.1", "1..2"])
  func `No version is made up`(_ name: String) {
    #expect(ReleaseVersion(in: name) == nil)
  }

  @Test func `Versions are compared number by number`() throws {
    let names = ["3.3.4", "4.0.0-rc1", "4.0.0-rc2", "4.0.0", "4.2.0", "4.10.0", "4.10.1"]
    let versions = try names.map { try #require(ReleaseVersion(in: $0)) }
    #expect(versions.shuffled().sorted() == versions)
  }
}
