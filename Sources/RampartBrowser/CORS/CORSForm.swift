import RampartCore

/// `cors:` as it is written, where `null` stands among the origins.
struct CORSForm: Sendable {
  struct Origins: Sendable, Equatable {
    var isAny = false
    var entries: [Entry] = []
  }

  var options = CORSOptions()

  var origins: Origins {
    get {
      guard case .listed(let patterns) = options.origins else { return Origins(isAny: true) }
      return Origins(entries: patterns.map { .pattern($0) } + (options.allowsNullOrigin ? [.null] : []))
    }
    set {
      let patterns = newValue.entries.compactMap { if case .pattern(let pattern) = $0 { pattern } else { nil } }
      options.origins = newValue.isAny ? .any : .listed(patterns)
      options.allowsNullOrigin = newValue.entries.contains(.null)
    }
  }

  enum Entry: Sendable, Equatable {
    case null
    case pattern(OriginPattern)

    static var declaration: Declaration<Entry> {
      let pattern = OriginPattern.declaration
      return Declaration(
        schema: pattern.schema,
        render: { entry in
          switch entry {
          case .null: "null"
          case .pattern(let value): pattern.render(value)
          }
        },
        read: { node, reading in
          if case .null = node.content {
            reading.report(
              .init(
                "wrongType", "expected an origin, found nothing", hint: "the origin `\"null\"` is written in quotes",
                at: node.position))
            return nil
          }
          return node.scalar == "null" ? .null : pattern.read(node, &reading).map { .pattern($0) }
        }
      )
    }
  }
}

extension CORSOptions {
  struct Preflight: Sendable, Equatable {
    var status = CORSOptions().preflightStatus
    var isForwarded = CORSOptions().forwardsPreflights
  }

  var preflight: Preflight {
    get { Preflight(status: preflightStatus, isForwarded: forwardsPreflights) }
    set {
      preflightStatus = newValue.status
      forwardsPreflights = newValue.isForwarded
    }
  }
}
