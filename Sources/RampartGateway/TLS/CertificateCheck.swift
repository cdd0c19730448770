package import RampartConfiguration
package import RampartCore

/// Reads every certificate a configuration names, as serving it would.
package enum CertificateCheck {
  package static func problems(in configuration: GatewayConfiguration) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    for listener in configuration.listeners {
      if let authority = listener.clientCertificates?.authority {
        problems += Self.problems(inAuthority: authority.value, at: authority.position)
      }
      guard case .certificates(let certificates) = listener.tls else { continue }
      for files in certificates {
        do throws(CertificateError) {
          _ = try ServerCertificate(files)
        } catch {
          let position = error.concernsKey ? files.key.position : files.certificate.position
          problems.append(ConfigurationProblem("certificate", error.detail, at: position))
        }
      }
    }
    for upstream in configuration.upstreams {
      guard let authority = upstream.value.tls?.value.authority else { continue }
      problems += Self.problems(inAuthority: authority.value, at: authority.position)
    }
    return problems
  }

  private static func problems(inAuthority file: NamedFile, at position: SourcePosition) -> [ConfigurationProblem] {
    do throws(CertificateError) {
      _ = try TrustedAuthorities.read(file)
      return []
    } catch {
      return [ConfigurationProblem("certificate", error.detail, at: position)]
    }
  }
}
