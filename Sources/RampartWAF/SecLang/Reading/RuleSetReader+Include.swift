extension RuleSetReader {
  mutating func include(_ line: SecLangDirectiveLine, at position: RulePosition, isOptional: Bool) throws(SecLangFault)
  {
    guard line.arguments.count == 1, let argument = line.arguments.first, !argument.isEmpty else {
      throw SecLangFault("wrongArguments", "`\(line.name.shown)` takes one path")
    }
    let path = FilePath.resolve(try argument.string(), from: position.file)
    guard FilePattern.isPattern(path) else {
      if isOptional, !exists(path) { return }
      readFile(path, includedFrom: position)
      return
    }
    let matches = try matches(path)
    guard isOptional || !matches.isEmpty else {
      throw SecLangFault("noFile", "no file matches `\(path)`", hint: "`IncludeOptional` takes that")
    }
    for match in matches { readFile(match, includedFrom: position) }
  }

  private func exists(_ path: String) -> Bool {
    do throws(SecLangFileError) {
      _ = try files.contents(of: path, limit: 0)
      return true
    } catch {
      return error != .missing
    }
  }

  /// In the order of their names, which are numbered for that.
  private func matches(_ path: String) throws(SecLangFault) -> [String] {
    var directories = [path.hasPrefix("/") ? "/" : ""]
    let components = path.split(separator: "/").map(String.init)
    for component in components.dropLast() {
      directories = try directories.expanded(component, files, limits.files)
    }
    return try directories.expanded(components.last ?? "", files, limits.files)
  }
}

extension [String] {
  /// Each of these directories with the names in it that a component of a path matches.
  fileprivate func expanded(
    _ component: String, _ files: any SecLangFiles, _ limit: Int
  ) throws(SecLangFault) -> [String] {
    guard FilePattern.isPattern(component) else { return map { FilePath.join($0, component) } }
    let pattern = FilePattern(component)
    var result: [String] = []
    for directory in self {
      // What is not there or no directory matches nothing.
      let names = (try? files.names(in: directory)) ?? []
      result += names.filter(pattern.matches).sorted().map { FilePath.join(directory, $0) }
      guard result.count <= limit else {
        throw SecLangFault("tooManyFiles", "`\(component)` matches more than \(limit) files")
      }
    }
    return result
  }
}
