import RampartBrowser
import Testing

/// The checksums were made with Python's hashlib; the first script is the example of CSP Level 3.
@Suite struct HashTests {
  @Test(arguments: [
    ("", ContentSecurityPolicy.Hash.Algorithm.sha256, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("", .sha384, "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"),
    (
      "", .sha512,
      "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
    ),
    ("alert('Hello, world.');", .sha256, "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="),
    (
      "alert('Hello, world.');", .sha384, "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
    ),
    (
      "alert('Hello, world.');", .sha512,
      "sha512-Q2bFTOhEALkN8hOms2FKTDLy7eugP2zFZ1T8LCvX42Fp3WoNr3bjZSAHeOsHrbV1Fu9/A0EzCinRE7Af1ofPrw=="
    ),
    ("document.title = 'Grüße';\n", .sha256, "sha256-cgf0rckKATKeH+9WmNQpHEDOlfCMee0vMvSOqiet3YI="),
  ])
  func `A hash is the checksum of the script's bytes in base64`(
    _ script: String,
    _ algorithm: ContentSecurityPolicy.Hash.Algorithm,
    _ expected: String
  ) {
    #expect(ContentSecurityPolicy.Hash(algorithm, of: script).text == expected)
    #expect(ContentSecurityPolicy.Hash(algorithm, of: Array(script.utf8)).text == expected)
  }
}
