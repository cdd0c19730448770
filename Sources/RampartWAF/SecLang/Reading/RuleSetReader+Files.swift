extension RuleSetReader {
  /// Reads a whole file into the set; `position` is that of the `Include`, nil for those named by the caller.
  mutating func readFile(_ path: String, includedFrom position: RulePosition?) {
    guard !isExhausted else { return }
    let start = position ?? RulePosition(file: path, line: 1)
    let bytes = collect(at: start) { reader throws(SecLangFault) in
      guard !reader.openFiles.contains(path) else {
        throw SecLangFault("includeLoop", "`\(path)` includes itself")
      }
      guard reader.openFiles.count < reader.limits.includeDepth else {
        throw SecLangFault("includeDepth", "files include others more than \(reader.limits.includeDepth) deep")
      }
      return try reader.contents(of: path)
    }
    guard let bytes else { return }
    guard !bytes.contains(0) else {
      report(SecLangFault("notText", "the file has a NUL in it"), at: RulePosition(file: path, line: 1))
      return
    }
    openFiles.append(path)
    readLines(bytes, path)
    endChain("the file ends", at: nil)
    openFiles.removeLast()
  }

  private mutating func readLines(_ bytes: [UInt8], _ path: String) {
    var lines = LogicalLines(bytes, limit: limits.lineSize)
    while !isExhausted, let line = lines.next() {
      let position = RulePosition(file: path, line: line.number)
      if let fault = line.fault {
        report(fault, at: position)
        // What was cut is no directive; what only has blanks too many is.
        if line.text.count > limits.lineSize || fault.code == "seclang.lineTooLong" { continue }
      }
      let directive = collect(at: position) { reader throws(SecLangFault) in
        try SecLangDirectiveLine(line.text, limit: reader.limits.partsOfRule)
      }
      if let directive { read(directive, at: position) } else { breakChain() }
    }
  }

  /// The bytes of a rule file or a data file, within the limits.
  mutating func contents(of path: String) throws(SecLangFault) -> [UInt8] {
    guard filesRead < limits.files, bytesRead < limits.totalSize else {
      isExhausted = true
      throw SecLangFault(
        "tooManyFiles", "there are more than \(limits.files) files or \(limits.totalSize) bytes of rules")
    }
    filesRead += 1
    do throws(SecLangFileError) {
      let bytes = try files.contents(of: path, limit: min(limits.fileSize, limits.totalSize - bytesRead))
      bytesRead += bytes.count
      return bytes
    } catch {
      throw SecLangFault("unreadableFile", "`\(path)` cannot be read: \(error)")
    }
  }

  /// The lines of a data file. Several rules may name the same.
  mutating func dataFile(_ name: SecLangText, isAddresses: Bool) throws(SecLangFault) -> [String] {
    let path = FilePath.resolve(try name.string(), from: openFiles.last ?? "")
    let key = isAddresses ? "addresses " + path : "phrases " + path
    if let lines = dataFiles[key] { return lines }
    let bytes = try contents(of: path)
    let lines = isAddresses ? try DataFileLines.addresses(bytes) : try DataFileLines.phrases(bytes)
    dataFiles[key] = lines
    return lines
  }
}
