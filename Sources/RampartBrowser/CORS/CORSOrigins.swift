/// Who may read a site's answers from a page of another origin.
public enum CORSOrigins: Sendable, Hashable {
  /// Everybody, without credentials: `Access-Control-Allow-Origin: *`.
  case any
  /// Those that one of the patterns matches.
  case listed([OriginPattern])
}
