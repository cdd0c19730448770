/// What a tar archive holds, piece by piece.
package enum TarEntry: Sendable, Hashable {
  case folder(ReleasePath)
  /// Its contents follow.
  case file(ReleasePath)
  case contents([UInt8])
  case fileEnd
}
