// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

// The rule engine is of no use to an end-to-end test without optimisation, and optimising it alone costs a debug build
// little. Only where the Makefile asks for it: SwiftPM refuses unsafe flags in a package that others depend on.
let optimized: [SwiftSetting] =
  Context.environment["RAMPART_OPTIMIZE_RULES"] == nil
  ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "rampart",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "rampart", targets: ["rampart"]),
    .library(name: "RampartBrowser", targets: ["RampartBrowser"]),
    .library(name: "RampartCore", targets: ["RampartCore"]),
    .library(name: "RampartRedis", targets: ["RampartRedis"]),
    .library(name: "RampartTraffic", targets: ["RampartTraffic"]),
    .library(name: "RampartHummingbird", targets: ["RampartHummingbird"]),
    .library(name: "RampartHummingbirdWAF", targets: ["RampartHummingbirdWAF"]),
    .library(name: "RampartPatterns", targets: ["RampartPatterns"]),
    .library(name: "RampartWAF", targets: ["RampartWAF"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CVectorscan", providers: [.apt(["libvectorscan-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CInjection", providers: [.apt(["libmodsecurity-dev"])]),
    .target(
      name: "RampartCore",
      dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")],
      swiftSettings: settings
    ),
    .target(
      name: "RampartRedis",
      dependencies: [
        "RampartCore",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartTraffic",
      dependencies: [
        "RampartCore",
        "RampartRedis",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartHummingbird",
      dependencies: [
        "RampartBrowser",
        "RampartCore",
        "RampartTraffic",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartBrowser",
      dependencies: [
        "RampartCore",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartPatterns", dependencies: ["CPCRE2", "CVectorscan"], swiftSettings: settings + optimized),
    .target(
      name: "RampartWAF",
      dependencies: [
        "CInjection",
        "RampartCore",
        "RampartPatterns",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: settings + optimized
    ),
    // Apart from RampartHummingbird, because rules need system libraries.
    .target(
      name: "RampartHummingbirdWAF",
      dependencies: [
        "RampartCore",
        "RampartHummingbird",
        "RampartWAF",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartConfiguration",
      dependencies: [
        "RampartBrowser",
        "RampartCore",
        "RampartRedis",
        "RampartTraffic",
        "RampartWAF",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "RampartGateway",
      dependencies: [
        "RampartBrowser",
        "RampartConfiguration",
        "RampartCore",
        "RampartRedis",
        "RampartTraffic",
        "RampartWAF",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "rampart",
      dependencies: [
        "RampartConfiguration",
        "RampartCore",
        "RampartGateway",
        "RampartWAF",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings
    ),
    // Also a package of its own, as an application would be; here it is built and checked with everything else.
    .executableTarget(
      name: "NotesServer",
      dependencies: [
        "RampartBrowser", "RampartHummingbird", "RampartTraffic",
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      path: "Examples/hummingbird-notes/Sources/NotesServer"
    ),
    .executableTarget(
      name: "GuestbookServer",
      dependencies: [
        "RampartHummingbird", "RampartHummingbirdWAF",
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      path: "Examples/hummingbird-waf/Sources/GuestbookServer"
    ),
    .target(name: "RampartTesting", dependencies: ["RampartCore"], path: "Tests/Support", swiftSettings: settings),
    .testTarget(
      name: "RampartCoreTests",
      dependencies: [
        "RampartCore", "RampartTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartBrowserTests",
      dependencies: [
        "RampartBrowser", "RampartCore", "RampartTesting",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      exclude: ["CORS/cors-reference.cjs"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartPatternsTests", dependencies: ["RampartPatterns", "RampartTesting"], swiftSettings: settings),
    .testTarget(
      name: "RampartWAFTests",
      dependencies: [
        "RampartCore", "RampartPatterns", "RampartTesting", "RampartWAF",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartRedisTests",
      dependencies: [
        "RampartCore", "RampartRedis", "RampartTesting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartTrafficTests",
      dependencies: [
        "RampartCore", "RampartRedis", "RampartTesting", "RampartTraffic",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartHummingbirdTests",
      dependencies: [
        "RampartBrowser", "RampartCore", "RampartHummingbird", "RampartTraffic",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartHummingbirdWAFTests",
      dependencies: [
        "RampartHummingbird", "RampartHummingbirdWAF", "RampartWAF",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartConfigurationTests",
      dependencies: ["RampartBrowser", "RampartConfiguration", "RampartCore", "RampartTesting", "RampartWAF"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RampartGatewayTests",
      dependencies: [
        "RampartBrowser", "RampartConfiguration", "RampartCore", "RampartGateway", "RampartTesting", "RampartTraffic",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings
    ),
  ]
)

// Prints figures and judges nothing, so it is no test (make figures).
if Context.environment["RAMPART_FIGURES"] != nil {
  package.targets.append(
    .executableTarget(
      name: "PatternFigures", dependencies: ["RampartPatterns", "RampartTesting"], path: "Benchmarks/PatternFigures",
      swiftSettings: settings))
}

// The properties of Fuzz/: with libFuzzer each is a program of its own (make fuzz), which ordinary builds have nothing to
// link with; there they are tests, which run the seeds.
let fuzzTargets: [(name: String, dependencies: [Target.Dependency])] = [
  ("FuzzHead", ["RampartGateway", .product(name: "NIOCore", package: "swift-nio")]),
  ("FuzzJSON", ["RampartWAF"]),
  ("FuzzMultipart", ["RampartWAF"]),
  ("FuzzOperators", ["CPCRE2", "RampartPatterns", "RampartWAF"]),
  ("FuzzOrigin", ["RampartBrowser"]),
  ("FuzzPath", ["RampartCore"]),
  ("FuzzRules", ["RampartWAF"]),
  ("FuzzTransformations", ["RampartWAF"]),
  ("FuzzXML", ["RampartWAF"]),
]
if Context.environment["RAMPART_FUZZ"] == nil {
  package.targets.append(
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "CPCRE2", "RampartBrowser", "RampartCore", "RampartGateway", "RampartPatterns", "RampartTesting", "RampartWAF",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Fuzz", exclude: fuzzTargets.flatMap { ["\($0.name)/seeds", "\($0.name)/\($0.name).swift"] },
      swiftSettings: settings))
} else {
  package.targets += fuzzTargets.map { target in
    .executableTarget(
      name: target.name, dependencies: target.dependencies + ["RampartTesting"], path: "Fuzz/\(target.name)",
      exclude: ["seeds"], swiftSettings: settings)
  }
}
