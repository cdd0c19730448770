/// Where Rampart keeps what it makes itself.
package enum StateFolder {
  /// `$RAMPART_STATE_DIRECTORY`, systemd's `$STATE_DIRECTORY`, `$XDG_DATA_HOME/rampart`, or `~/.local/share/rampart`.
  package static func path(environment: [String: String]) -> String {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let path = value("RAMPART_STATE_DIRECTORY") { return path }
    // systemd lists several with colons; the first is ours.
    if let path = value("STATE_DIRECTORY") { return String(path.split(separator: ":")[0]) }
    if let path = value("XDG_DATA_HOME") { return path + "/rampart" }
    return (value("HOME") ?? "/var/lib") + "/.local/share/rampart"
  }
}
