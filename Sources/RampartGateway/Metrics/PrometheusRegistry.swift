package import CoreMetrics
import Synchronization

/// A swift-metrics backend that writes Prometheus' text exposition format, version 0.0.4.
package final class PrometheusRegistry: MetricsFactory {
  private struct Key: Hashable {
    var label: String
    var dimensions: [String]

    init(_ label: String, _ dimensions: [(String, String)]) {
      self.label = label
      self.dimensions = dimensions.flatMap { [$0.0, $0.1] }
    }
  }

  private struct Family {
    var kind: String
    var help: String
    var samples: [(key: Key, value: any PrometheusSample)] = []
  }

  private let families = Mutex<[(label: String, family: Family)]>([])
  private let help: [String: String]

  /// - Parameter help: what each metric counts, by label.
  package init(help: [String: String]) {
    self.help = help
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    sample(label, dimensions, kind: "counter") { PrometheusCounter() }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    sample(label, dimensions, kind: "gauge") { PrometheusGauge() }
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    sample(label, dimensions, kind: "gauge") { PrometheusGauge() }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    sample(label, dimensions, kind: "histogram") { PrometheusHistogram() }
  }

  package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

  /// Everything, as `/metrics` shows it.
  package func exposition() -> String {
    let families = families.withLock(\.self)
    var text = ""
    for (label, family) in families.sorted(by: { $0.label < $1.label }) where !family.samples.isEmpty {
      text += "# HELP \(label) \(family.help)\n# TYPE \(label) \(family.kind)\n"
      for (key, value) in family.samples {
        value.write(label, Self.pairs(key.dimensions), to: &text)
      }
    }
    return text
  }

  /// Removes the series that are not wanted any more.
  ///
  /// - Parameter isKept: is given the label, and names and values of the dimensions in turn.
  func keep(where isKept: (String, [String]) -> Bool) {
    families.withLock { families in
      for index in families.indices {
        let label = families[index].label
        families[index].family.samples.removeAll { !isKept(label, $0.key.dimensions) }
      }
    }
  }

  private func sample<Sample: PrometheusSample>(
    _ label: String,
    _ dimensions: [(String, String)],
    kind: String,
    _ make: () -> Sample
  ) -> Sample {
    let key = Key(label, dimensions)
    return families.withLock { families in
      let index =
        families.firstIndex { $0.label == label }
        ?? {
          families.append((label, Family(kind: kind, help: help[label] ?? label)))
          return families.count - 1
        }()
      if let existing = families[index].family.samples.first(where: { $0.key == key })?.value as? Sample {
        return existing
      }
      let sample = make()
      families[index].family.samples.append((key, sample))
      return sample
    }
  }

  private func remove(_ handler: AnyObject) {
    families.withLock { families in
      for index in families.indices {
        families[index].family.samples.removeAll { $0.value === handler }
      }
    }
  }

  private static func pairs(_ dimensions: [String]) -> [String] {
    stride(from: 0, to: dimensions.count, by: 2).map { "\(dimensions[$0])=\"\(escape(dimensions[$0 + 1]))\"" }
  }

  private static func escape(_ value: String) -> String {
    var escaped = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}

/// One time series.
protocol PrometheusSample: AnyObject, Sendable {
  /// Appends its lines.
  func write(_ label: String, _ pairs: [String], to text: inout String)
}

extension PrometheusSample {
  func line(_ name: String, _ pairs: [String], _ value: some CustomStringConvertible) -> String {
    pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs.joined(separator: ","))} \(value)\n"
  }
}
