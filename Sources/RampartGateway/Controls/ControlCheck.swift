import Logging
package import RampartConfiguration
package import RampartCore

/// Makes the controls of a configuration as serving it would, and lets them go.
package enum ControlCheck {
  /// - Returns: what is wrong, and what has no effect.
  package static func check(
    _ configuration: GatewayConfiguration
  ) -> (problems: [ConfigurationProblem], notices: [String]) {
    do throws(ConfigurationProblem) {
      return ([], try ControlBuilder.rehearsal(configuration).firewalls.flatMap(\.notices))
    } catch {
      return ([error], [])
    }
  }
}

extension ControlBuilder {
  /// The controls without what serving needs: nothing is remembered and no server asked.
  static func rehearsal(_ configuration: GatewayConfiguration) throws(ConfigurationProblem) -> ControlSet {
    var builder = ControlBuilder(
      configuration, previous: ControlMemory(), group: nil, stateFolder: nil,
      logger: Logger(label: "rampart", factory: { _ in SwiftLogNoOpLogHandler() }))
    return try builder.build()
  }
}
