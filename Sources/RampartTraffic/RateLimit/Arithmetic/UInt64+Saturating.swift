extension UInt64 {
  /// The product, or the greatest value where it does not fit.
  func multipliedSaturating(by factor: UInt64) -> UInt64 {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }

  /// The sum, or the greatest value where it does not fit.
  @inline(__always)
  func addedSaturating(_ other: UInt64) -> UInt64 {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}
