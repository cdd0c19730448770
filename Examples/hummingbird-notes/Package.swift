// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "notes-server",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "rampart", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    .executableTarget(
      name: "NotesServer",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "RampartBrowser", package: "rampart"),
        .product(name: "RampartHummingbird", package: "rampart"),
        .product(name: "RampartTraffic", package: "rampart"),
      ]
    )
  ]
)
