// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "guestbook-server",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "rampart", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    .executableTarget(
      name: "GuestbookServer",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "RampartHummingbird", package: "rampart"),
        .product(name: "RampartHummingbirdWAF", package: "rampart"),
      ]
    )
  ]
)
