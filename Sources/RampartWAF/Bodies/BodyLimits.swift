/// What the parts of one request may take (CWE-770). What goes beyond is an error of the body and never left out
/// silently: the rules would not see it and the application would.
package struct BodyLimits: Sendable, Hashable {
  /// Arguments in the query and the body together.
  package var arguments = 1000
  /// Objects and arrays inside each other (JSON).
  package var jsonDepth = 512
  /// Elements inside each other (XML); libxml2 allows about as many.
  package var xmlDepth = 256
  /// Attributes in one element, and in one document (XML).
  package var xmlAttributes = 1000
  /// Bytes of names and values that a JSON body may become. A name holds the names of everything around it, so a small
  /// body can ask for a lot; in the other formats decoding makes nothing longer. Who allows larger bodies than a
  /// mebibyte needs more.
  package var decodedBytes = 4 << 20
  /// Cookies in all headers.
  package var cookies = 1000
  /// Files and fields of a multipart body.
  package var parts = 1000
  /// Header lines of one part and of all parts together.
  package var partHeaders = 4000
  /// Files of a multipart body; nil: as many as there may be parts.
  package var files: Int?

  package init() {}
}
