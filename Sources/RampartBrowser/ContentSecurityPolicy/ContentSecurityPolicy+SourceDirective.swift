extension ContentSecurityPolicy {
  /// A directive with a list of sources.
  public struct SourceDirective: Sendable, Hashable {
    /// As the header writes it: `script-src`.
    public let name: String
    let summary: String

    private init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
    }

    public static let baseURI = Self("base-uri", "What `<base>` may name.")
    public static let childSrc = Self("child-src", "Frames and workers.")
    public static let connectSrc = Self("connect-src", "What scripts may connect to.")
    public static let defaultSrc = Self("default-src", "What the other directives fall back to.")
    public static let fencedFrameSrc = Self("fenced-frame-src", "Fenced frames.")
    public static let fontSrc = Self("font-src", "Fonts.")
    public static let formAction = Self("form-action", "Where forms may be sent.")
    public static let frameAncestors = Self("frame-ancestors", "Who may put the page into a frame.")
    public static let frameSrc = Self("frame-src", "Frames.")
    public static let imgSrc = Self("img-src", "Images.")
    public static let manifestSrc = Self("manifest-src", "Application manifests.")
    public static let mediaSrc = Self("media-src", "Audio, video and their captions.")
    public static let objectSrc = Self("object-src", "Plug-in content.")
    public static let prefetchSrc = Self("prefetch-src", "What is loaded in advance (deprecated).")
    public static let scriptSrc = Self("script-src", "Scripts.")
    public static let scriptSrcAttr = Self("script-src-attr", "Scripts in event handler attributes.")
    public static let scriptSrcElem = Self("script-src-elem", "Scripts in `<script>`.")
    public static let styleSrc = Self("style-src", "Styles.")
    public static let styleSrcAttr = Self("style-src-attr", "Styles in `style` attributes.")
    public static let styleSrcElem = Self("style-src-elem", "Styles in `<style>` and `<link>`.")
    public static let workerSrc = Self("worker-src", "Workers.")

    static let all: [Self] = [
      .baseURI, .childSrc, .connectSrc, .defaultSrc, .fencedFrameSrc, .fontSrc, .formAction, .frameAncestors, .frameSrc,
      .imgSrc, .manifestSrc, .mediaSrc, .objectSrc, .prefetchSrc, .scriptSrc, .scriptSrcAttr, .scriptSrcElem,
      .styleSrc, .styleSrcAttr, .styleSrcElem, .workerSrc,
    ]
  }
}
