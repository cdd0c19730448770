public import HTTPTypes

/// Which fields a page of another origin may set on its requests.
public enum CORSAllowedHeaders: Sendable, Hashable {
  /// Whichever the browser asks for, as far as they are field names.
  case requested
  /// These, besides the few that every page may set (Fetch, "CORS-safelisted request-header").
  case listed([HTTPField.Name])
}
