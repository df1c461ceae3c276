// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], settings more: [SwiftSetting] = []
) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude, swiftSettings: settings + more)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// What speaks HTTP is worth minutes of building; a build without the trait has none of it (docs/decisions/0007).
let servers: TargetDependencyCondition? = .when(traits: ["Servers"])
func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package, condition: servers) }
let httpClient = [
    product("AsyncHTTPClient", "async-http-client"), product("NIOCore", "swift-nio"), product("NIOHTTP1", "swift-nio"),
]
let httpServer = [
    product("Hummingbird", "hummingbird"), product("HummingbirdCore", "hummingbird"), product("HummingbirdTLS", "hummingbird"),
    product("NIOCore", "swift-nio"), product("NIOHTTP1", "swift-nio"), product("NIOHTTPTypes", "swift-nio-extras"),
    product("NIOSSL", "swift-nio-ssl"), product("ServiceLifecycle", "swift-service-lifecycle"),
    product("UnixSignals", "swift-service-lifecycle"), product("Logging", "swift-log"),
    product("CoreMetrics", "swift-metrics"), product("HTTPTypes", "swift-http-types"),
]
let adapters: [Target.Dependency] = ["HoldfastServers", "HoldfastServing"].map { .target(name: $0, condition: servers) }

let targets: [Target] = [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .target(name: "CHoldfastKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno"])]),

    library("HoldfastCore"),
    library("HoldfastModels", ["HoldfastCore"]),
    library("HoldfastEngine", ["HoldfastCore", "HoldfastModels", "CHoldfastKernels"]),
    library("HoldfastServers", ["HoldfastCore", "HoldfastModels", "HoldfastTinkerProtocol"] + httpClient),
    library("HoldfastServing", ["HoldfastCore", "HoldfastModels", "HoldfastTinkerProtocol"] + httpServer),
    library("HoldfastTinkerProtocol", ["HoldfastCore"]),
    library("HoldfastEnvironment", ["HoldfastCore", "HoldfastModels", grdb]),
    library("HoldfastRewards", ["HoldfastCore", "HoldfastModels", grdb]),
    library("HoldfastTraining", ["HoldfastCore", "HoldfastModels", "HoldfastEnvironment", "HoldfastRewards"]),
    library("HoldfastTrajectories", ["HoldfastCore", "CHDF5", "CDeflate"]),
    library("HoldfastAnalysis", ["HoldfastCore", "HoldfastTrajectories"]),
    library(
        "HoldfastRun",
        [
            "HoldfastCore", "HoldfastModels", "HoldfastEngine", "HoldfastEnvironment", "HoldfastRewards", "HoldfastTraining",
            "HoldfastTrajectories", "HoldfastAnalysis", yams,
        ] + adapters),
    library("HoldfastTesting", ["HoldfastCore", "HoldfastModels", "HoldfastRewards"]),
    .executableTarget(name: "holdfast", dependencies: ["HoldfastRun", argumentParser], swiftSettings: settings),

    .executableTarget(
        name: "holdfast-bench", dependencies: ["HoldfastCore", "HoldfastModels", "HoldfastEngine", "HoldfastTraining", argumentParser],
        swiftSettings: settings),

    tests("HoldfastCore", exclude: ["Fixtures"]),
    tests("HoldfastModels", ["HoldfastCore", "HoldfastTesting"]),
    // Optimised in debug builds too: some ten thousand passes of the reference decoder would take minutes without.
    tests(
        "HoldfastEngine", ["HoldfastCore", "HoldfastModels", "HoldfastTesting", "CHoldfastKernels"], exclude: ["Fixtures"],
        settings: [.unsafeFlags(["-O"])]),
    tests(
        "HoldfastServers",
        [
            "HoldfastCore", "HoldfastModels", "HoldfastTinkerProtocol", "HoldfastTraining", "HoldfastTesting",
            product("NIOCore", "swift-nio"), product("NIOPosix", "swift-nio"),
        ]),
    tests(
        "HoldfastServing",
        [
            "HoldfastCore", "HoldfastModels", "HoldfastEngine", "HoldfastServers", "HoldfastTesting", "HoldfastTinkerProtocol",
            product("NIOCore", "swift-nio"), product("Logging", "swift-log"), product("CoreMetrics", "swift-metrics"),
        ]),
    tests("HoldfastTinkerProtocol", ["HoldfastCore"]),
    tests("HoldfastEnvironment", ["HoldfastCore", "HoldfastModels", "HoldfastTesting", grdb]),
    tests("HoldfastRewards", ["HoldfastCore", "HoldfastModels", "HoldfastTesting", grdb], exclude: ["Fixtures"]),
    tests("HoldfastTraining", ["HoldfastCore", "HoldfastModels", "HoldfastEnvironment", "HoldfastRewards", "HoldfastTesting"]),
    tests("HoldfastTrajectories", ["HoldfastCore", "HoldfastEnvironment", "HoldfastRewards"], exclude: ["Fixtures"]),
    tests("HoldfastAnalysis", ["HoldfastCore", "HoldfastTrajectories"], exclude: ["Fixtures"]),
    tests(
        "HoldfastRun",
        [
            "HoldfastCore", "HoldfastModels", "HoldfastEnvironment", "HoldfastRewards", "HoldfastTraining", "HoldfastTrajectories",
            "HoldfastAnalysis", "HoldfastServing", "HoldfastTesting",
        ]),
]

// Development aid: HOLDFAST_ONLY=HoldfastCore,HoldfastCoreTests builds a slice.
let only = Context.environment["HOLDFAST_ONLY"].map { Set($0.split(separator: ",").map(String.init)) }
let chosen = targets.filter { only?.contains($0.name) ?? true }
func needs(_ name: String) -> Bool { only == nil || !only!.isDisjoint(with: Set(name.split(separator: ",").map(String.init))) }

let package = Package(
    name: "holdfast",
    platforms: [.macOS(.v15)],
    products: only == nil ? [.executable(name: "holdfast", targets: ["holdfast"])] : [],
    traits: [
        .default(enabledTraits: ["Servers"]),
        .trait(name: "Servers", description: "Model servers over HTTP, both ways: `holdfast serve` and remote simulators."),
    ],
    dependencies: (needs("HoldfastEnvironment,HoldfastRewards") ? [.package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")] : [])
        + (needs("HoldfastRun") ? [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")] : [])
        + (needs("holdfast") ? [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")] : [])
        + (needs("HoldfastServers,HoldfastServing")
            ? [
                .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
                .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
                .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
                .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
                .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
                .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
                .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
                .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
                .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
            ] : []),
    targets: chosen
)
