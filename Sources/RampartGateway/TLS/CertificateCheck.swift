package import RampartConfiguration
package import RampartCore

/// Reads every certificate a configuration names, as serving it would.
package enum CertificateCheck {
  package static func problems(in configuration: GatewayConfiguration) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    for listener in configuration.listeners {
      guard case .certificates(let certificates) = listener.tls else { continue }
      for files in certificates {
        do throws(CertificateError) {
          _ = try ServerCertificate(files)
        } catch {
          problems.append(ConfigurationProblem("certificate", error.detail, at: files.certificate.position))
        }
      }
    }
    return problems
  }
}
