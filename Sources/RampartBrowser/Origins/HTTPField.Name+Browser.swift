import HTTPTypes

/// Names that browsers use and swift-http-types has no constant for.
extension HTTPField.Name {
  /// W3C Fetch Metadata Request Headers, section 2.
  static let secFetchSite = Self(known: "Sec-Fetch-Site")
  static let secFetchMode = Self(known: "Sec-Fetch-Mode")
  static let secFetchDest = Self(known: "Sec-Fetch-Dest")
  /// W3C Private Network Access, section 3.
  static let accessControlRequestPrivateNetwork = Self(known: "Access-Control-Request-Private-Network")
  static let accessControlAllowPrivateNetwork = Self(known: "Access-Control-Allow-Private-Network")
}
