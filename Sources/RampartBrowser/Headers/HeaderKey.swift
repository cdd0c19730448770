/// Finds one header's treatment in `SecurityHeaders`, by the header's type.
struct HeaderKey<Header: SecurityHeader>: Hashable, Sendable {}
