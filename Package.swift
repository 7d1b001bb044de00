// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let cSettings: [CSetting] = [
    .define("_GNU_SOURCE"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: a library target in `Sources/<name>`.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a room, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, resources: resources,
        swiftSettings: settings)
}

let collections: Target.Dependency = .product(name: "HashTreeCollections", package: "swift-collections")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "rackrise",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "rackrise", targets: ["rackrise"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // Pure: values in, values out. No Foundation, Glibc or Dispatch.
        room("NetTypes"),
        room("DHCP", ["NetTypes"]),
        room("TFTP", ["NetTypes"]),
        room("HTTP", ["NetTypes"]),
        room("IPXE", ["NetTypes"]),
        room("GRUB"),
        room("Initramfs", ["NetTypes"]),
        room("BootModel", ["NetTypes", collections]),
        room("BootPolicy", ["BootModel", "DHCP", "IPXE", "NetTypes"]),
        room("InstallPlan", ["BootModel", "NetTypes"]),

        // C.
        .target(name: "CNetShim", cSettings: cSettings),
        .target(name: "CAssets", cSettings: cSettings),
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),

        // Effects.
        room("NetIO", ["CNetShim", "CPcap", "NetTypes"]),
        room("Crypto", ["COpenSSL", "NetTypes"]),
        room("Store", ["BootModel", "InstallPlan", "NetIO", "NetTypes", grdb]),
        room("Secrets", ["BootModel", "Crypto", "NetTypes", "Store"]),
        room("ImageStore", ["BootModel", "Crypto", "IPXE", "Initramfs", "NetTypes"]),
        room("OperatorFiles", ["BootModel", "IPXE", "InstallPlan", "NetTypes", yams]),
        room(
            "BootServer",
            [
                "BootModel", "BootPolicy", "CAssets", "Crypto", "DHCP", "GRUB", "HTTP", "IPXE", "Initramfs",
                "NetIO", "NetTypes", "TFTP", logging, mustache,
            ]),

        room(
            "Installer",
            [
                "BootModel", "CAssets", "Crypto", "InstallPlan", "NetIO", "NetTypes", "Store", logging,
                subprocess, system,
            ]),
        room("Storm", ["BootModel", "Crypto", "DHCP", "NetIO", "NetTypes", "TFTP"]),

        // Top.
        .executableTarget(
            name: "rackrise",
            dependencies: [
                "BootModel", "BootPolicy", "BootServer", "Crypto", "DHCP", "IPXE", "ImageStore",
                "InstallPlan",
                "Installer", "NetIO", "NetTypes", "OperatorFiles", "Secrets", "Storm", "Store", arguments,
                logging,
            ],
            swiftSettings: settings),

        // Tests, one target for each room.
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: settings),
        tests("NetTypes", ["SeededRandom"]),
        tests("DHCP", ["NetTypes", "SeededRandom"], resources: [.copy("Vectors")]),
        tests("TFTP", ["NetTypes", "SeededRandom"]),
        tests("HTTP", ["NetTypes", "SeededRandom"]),
        tests("IPXE", ["Commands", "SeededRandom"]),
        tests("GRUB", []),
        tests("Initramfs", ["Commands", "SeededRandom"]),
        tests("BootModel", ["NetTypes"]),
        tests("BootPolicy", ["BootModel", "IPXE", "NetTypes"]),
        tests("InstallPlan", ["BootModel", "Commands", "NetTypes", "SeededRandom"]),
        tests("NetIO", ["Commands", "NetTypes"]),
        tests("Crypto", ["NetTypes"]),
        tests("Store", ["BootModel", "Commands", "InstallPlan", "NetTypes", "SeededRandom", grdb]),
        tests("Secrets", ["BootModel", "Store"]),
        tests("ImageStore", ["BootModel", "Commands", "Crypto", "IPXE", "Initramfs"]),
        tests("OperatorFiles", ["BootModel", "InstallPlan", "NetTypes"]),
        tests(
            "BootServer",
            [
                "BootModel", "BootPolicy", "Commands", "Crypto", "DHCP", "HTTP", "IPXE", "Initramfs",
                "InstallPlan", "NetIO", "NetTypes", "SeededRandom", "TFTP", logging,
            ]),
        tests(
            "Installer",
            [
                "BootModel", "Commands", "Crypto", "InstallPlan", "Lab", "NetIO", "NetTypes", "OperatorFiles",
                "Store",
                logging,
            ],
            resources: [.copy("Machine")]),
        tests("Storm", ["DHCP", "NetTypes", "TFTP"]),
        tests(
            "rackrise",
            [
                "BootModel", "BootPolicy", "BootServer", "Commands", "InstallPlan", "NetIO", "NetTypes",
                "OperatorFiles", "Storm", "Store", logging,
            ]),

        // Commands that tests run, each within its time.
        .target(
            name: "Commands", dependencies: [subprocess, system], path: "Tests/Commands",
            swiftSettings: settings),
        .testTarget(
            name: "CommandsTests", dependencies: ["Commands"], swiftSettings: settings),

        // The lab: virtual machines on a wire of their own.
        .target(
            name: "Lab", dependencies: ["Commands", "SeededRandom", subprocess, system], path: "Tests/Lab",
            swiftSettings: settings),
        .executableTarget(
            name: "demo", dependencies: ["Commands", "Lab"], path: "Tests/Demo", swiftSettings: settings),
        .executableTarget(
            name: "probe", dependencies: ["NetIO", "NetTypes"], path: "Tests/Probe", swiftSettings: settings),
        .executableTarget(
            name: "bench", dependencies: ["Commands", "Lab", "NetIO", "NetTypes", "Storm", "TFTP"],
            path: "Tests/Bench",
            swiftSettings: settings),
        .testTarget(name: "EndToEndTests", dependencies: ["Commands", "Lab"], swiftSettings: settings),
    ]
)

// Linked with libFuzzer's own main, so they are targets only while `etc/fuzz` builds them.
if Context.environment["RACKRISE_FUZZ"] != nil {
    let targets: [String: [Target.Dependency]] = [
        "DHCP": ["DHCP", "NetTypes"], "TFTP": ["TFTP", "NetTypes"], "HTTP": ["HTTP", "NetTypes"],
        "Initramfs": ["Initramfs"], "IPXE": ["IPXE"], "BootPath": ["BootPolicy", "HTTP"],
        "MachineOutput": ["InstallPlan", "NetTypes"],
    ]
    package.targets += targets.map { name, rooms in
        .executableTarget(
            name: "Fuzz\(name)", dependencies: rooms, path: "Tests/Fuzz/\(name)", swiftSettings: settings)
    }
}
