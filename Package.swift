// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// MARK: Products of other packages

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// MARK: Kinds of target

/// A library that stages share: one folder of `Sources/Shared`.
func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Shared/\(name)", swiftSettings: strict)
}

/// A module map and typed shims for one C library, and nothing else.
func cLibrary(_ name: String, pkgConfig: String? = nil, package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// One program of the pipeline, or one that stands around it.
func program(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + [arguments], path: "Sources/\(name)", resources: resources,
        swiftSettings: strict)
}

/// The tests of the target whose name they carry, in a folder of their own.
///
/// - Parameter data: folders that the tests read.
func tests(
    _ name: String, of dependencies: [Target.Dependency], path: String? = nil, data: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: path ?? "Tests/\(name)", exclude: data, swiftSettings: strict)
}

let package = Package(
    name: "faxpost",
    products: [
        .library(name: "Pipeline", targets: ["Pipeline", "ZeroMQ", "FaxModel"]),
        // For Benchmarks and Fuzz, packages of their own.
        .library(name: "Pages", targets: ["FaxCoding", "TIFF", "Typesetting", "FaxModel"]),
        .library(
            name: "Directory",
            targets: [
                "Directory", "DirectoryCopy", "DirectoryProfiles", "UserProfiles", "LDAP", "LDAPGrammar",
                "Configuration",
                "FaxAddressing", "FaxPolicy", "FaxModel",
            ]),
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
        .library(name: "TestSupport", targets: ["TestSupport"]),
        // Loaded into a program of a test by LD_PRELOAD; nothing links it.
        .library(name: "FaultyDisk", type: .dynamic, targets: ["CFaultyDisk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // The vocabulary.
        shared("FaxModel"),

        // The protocol cores: pure, without I/O.
        shared("T30", ["FaxModel"]),
        shared("Class1", ["FaxModel"]),
        shared("FaxCoding", ["FaxModel"]),
        shared("SMTP", ["FaxModel", nioCore]),
        shared("FaxAddressing", ["FaxModel"]),
        shared("FaxRequests", ["FaxModel"]),
        shared("LDAPGrammar"),
        shared("PDF"),

        // One safe wrapper for one C library.
        shared("ZeroMQ", ["CZeroMQ"]),
        shared("TIFF", ["CTIFF", "FaxModel"]),
        shared("LDAP", ["CLDAP", "LDAPGrammar"]),
        shared("MIME", ["CGMime", "FaxModel"]),
        shared("Typesetting", ["CPangoCairo", "FaxModel"]),
        shared("SpanDSP", ["CSpanDSP"]),
        shared("Malloc", ["CMalloc"]),
        shared("Crypt", ["CCrypt"]),
        shared("Seccomp", ["CSeccomp"]),
        shared("MemoryFile", ["CMemoryFile"]),
        cLibrary("CZeroMQ", package: "libzmq3-dev"),
        cLibrary("CMalloc", package: "libc6-dev"),
        cLibrary("CCrypt", package: "libcrypt-dev"),
        cLibrary("CSeccomp", package: "libseccomp-dev"),
        cLibrary("CMemoryFile", package: "linux-libc-dev"),
        cLibrary("CTIFF", package: "libtiff-dev"),
        cLibrary("CLDAP", package: "libldap-dev"),
        cLibrary("CGMime", pkgConfig: "gmime-3.0", package: "libgmime-3.0-dev"),
        cLibrary("CPangoCairo", pkgConfig: "pangocairo", package: "libpango1.0-dev"),
        cLibrary("CSpanDSP", package: "libspandsp-dev"),

        // What other people's errors mean, in words.
        shared("NetworkTrouble", [nioCore, nioPosix, nioSSL]),
        shared("TemplateTrouble", [mustache]),

        // What makes a program a worker.
        shared("Configuration", ["FaxModel", "FaxRequests", "LDAPGrammar", yams]),
        shared("Secrets", ["FaxModel", "Configuration", crypto]),
        shared("FaxAnswers", ["FaxModel", "Configuration", crypto]),
        shared("MailHeaders"),
        shared("SealedHeaders", ["FaxModel", "FaxRequests", "MailHeaders", "MIME", "Secrets"]),
        shared(
            "FaxPolicy", ["FaxModel", "FaxAddressing", "FaxAnswers", "FaxRequests", "LDAPGrammar", "Configuration"]),
        shared("Dialling", ["FaxModel", "Configuration"]),
        shared("UserProfiles", ["FaxModel", "FaxAddressing", "Configuration"]),
        shared("Directory", ["FaxModel", "FaxAddressing", "LDAPGrammar", "LDAP", "Configuration"]),
        shared(
            "DirectoryCopy",
            [
                "Directory", "FaxModel", "FaxAddressing", "LDAPGrammar", "LDAP", "Configuration", "Pipeline", sqlite,
                crypto, logging, lifecycle,
            ]),
        shared(
            "DirectoryProfiles",
            [
                "UserProfiles", "Directory", "DirectoryCopy", "FaxModel", "FaxAddressing", "LDAPGrammar", "LDAP",
                "Configuration", logging,
            ]),
        shared("Pipeline", ["FaxModel", "Configuration", "ZeroMQ", logging, lifecycle, signals, crypto, arguments]),

        // The five stages.
        program(
            "ingest",
            [
                "DirectoryCopy",
                "Secrets", "NetworkTrouble", "Pipeline", "Configuration", "SMTP", "FaxAddressing", "FaxAnswers",
                "FaxRequests", "FaxPolicy", "Directory", "MIME", "MailHeaders", "SealedHeaders", "LDAP",
                "LDAPGrammar", "Crypt", "FaxModel", nioCore, nioPosix, nioTLS, nioSSL, logging, lifecycle,
            ]),
        program(
            "enrich",
            [
                "Pipeline", "Configuration", "FaxRequests", "Directory", "DirectoryCopy", "Dialling", "UserProfiles",
                "DirectoryProfiles", "FaxAddressing", "FaxPolicy", "LDAP", "LDAPGrammar", "MIME", "TIFF", "FaxModel",
                logging, lifecycle,
            ]),
        program(
            "dirsync",
            [
                "Pipeline", "Configuration", "Directory", "DirectoryCopy", "FaxPolicy", "FaxAddressing", "LDAP",
                "FaxModel", logging, lifecycle,
            ]),
        program(
            "render",
            [
                "Pipeline", "Configuration", "FaxRequests", "FaxCoding", "MIME", "TIFF", "PDF", "Typesetting",
                "Seccomp", "MemoryFile", "TemplateTrouble", "FaxModel", subprocess, logging, crypto, mustache,
            ]),
        program(
            "faxout",
            [
                "Secrets", "Pipeline", "Configuration", "Dialling", "UserProfiles", "DirectoryCopy",
                "DirectoryProfiles",
                "T30", "Class1", "FaxCoding", "TIFF", "Typesetting", "FaxModel", "Malloc", logging, lifecycle,
            ]),
        program(
            "deliver",
            [
                "NetworkTrouble", "TemplateTrouble", "Pipeline", "Configuration", "SMTP", "FaxAnswers", "MIME", "TIFF",
                "Typesetting", "UserProfiles", "FaxModel", nioCore, nioPosix, nioTLS, nioSSL, mustache, logging,
            ],
            resources: [.embedInCode("Templates")]),

        // What stands around them.
        program(
            "spool",
            ["Pipeline", "Configuration", "ZeroMQ", "FaxModel", grdb, sqlite, heap, crypto, logging, lifecycle]),
        program(
            "faxctl",
            [
                "Secrets", "Pipeline", "Configuration", "FaxPolicy", "FaxAddressing", "Directory", "DirectoryCopy",
                "Dialling", "UserProfiles", "DirectoryProfiles", "LDAP", "LDAPGrammar", "ZeroMQ", "FaxModel", "Crypt",
                logging,
            ]),
        program("linesim", ["SpanDSP", logging]),

        // The tests.
        .target(
            name: "TestSupport", dependencies: ["Pipeline", "FaxModel", "TIFF", "ZeroMQ", logging],
            path: "Tests/Support",
            exclude: ["mailserver.py"], swiftSettings: strict),
        .target(name: "CFaultyDisk", path: "Tests/CFaultyDisk", publicHeadersPath: "."),
        tests("LDAPTests", of: ["LDAP", "LDAPGrammar", "TestSupport"]),
        tests("CryptTests", of: ["Crypt"]),
        tests(
            "EnrichTests",
            of: [
                "enrich", "Pipeline", "Configuration", "FaxRequests", "FaxAddressing", "Directory", "Dialling",
                "UserProfiles", "LDAP", "LDAPGrammar", "MIME", "TIFF", "FaxPolicy",
                "FaxModel",
                "TestSupport",
            ]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Class1", "Configuration", "Dialling", "FaxAddressing", "FaxCoding", "FaxModel", "FaxPolicy",
                "FaxRequests",
                "LDAPGrammar", "MIME", "MailHeaders", "SMTP", "SealedHeaders", "T30", nioCore,
            ],
            path: "Fuzz/Targets",
            swiftSettings: strict),
        tests("FuzzTests", of: ["FuzzTargets"], path: "Tests/Fuzz"),
        tests("T30Tests", of: ["T30", "FaxModel", "TestSupport"], data: ["Calls"]),
        tests("Class1Tests", of: ["Class1", "FaxModel", "TestSupport"]),
        tests("FaxCodingTests", of: ["FaxCoding", "TIFF", "CTIFF", "FaxModel"]),
        tests("SMTPTests", of: ["SMTP", "FaxModel", "TestSupport", nioCore]),
        tests("TIFFTests", of: ["TIFF", "FaxModel"]),
        tests("MIMETests", of: ["MIME", "FaxModel"]),
        tests("TypesettingTests", of: ["Typesetting", "FaxModel"]),
        tests(
            "RenderTests",
            of: [
                "render", "Pipeline", "Configuration", "MIME", "TIFF", "PDF", "Typesetting", "Seccomp", "FaxCoding",
                "FaxModel", "TestSupport", arguments,
            ]),
        tests("PDFTests", of: ["PDF", "TIFF", "FaxModel", "TestSupport"]),
        tests(
            "FaxoutTests",
            of: [
                "faxout", "Configuration", "Dialling", "Pipeline", "T30", "Class1", "FaxCoding", "Secrets", "TIFF",
                "Typesetting",
                "FaxModel", "TestSupport", logging,
            ]),
        tests(
            "IngestTests",
            of: [
                "ingest", "Secrets", "Configuration", "Pipeline", "SMTP", "FaxAddressing", "FaxAnswers", "FaxRequests",
                "FaxPolicy", "Directory", "LDAP", "LDAPGrammar", "Crypt", "MIME", "MailHeaders", "SealedHeaders",
                "FaxModel",
                "TestSupport",
                nioCore, nioPosix, nioTLS, nioSSL, logging,
                lifecycle,
            ]),
        tests(
            "DeliverTests",
            of: [
                "deliver", "Configuration", "FaxAnswers", "FaxAddressing", "Pipeline", "SMTP", "MIME", "T30", "TIFF",
                "UserProfiles", "FaxModel", "TestSupport", nioCore, nioPosix,
            ]),
        tests("FaxAnswersTests", of: ["FaxAnswers", "FaxModel"]),
        tests("MailHeadersTests", of: ["MailHeaders"]),
        tests("FaxAddressingTests", of: ["FaxAddressing", "FaxModel"]),
        tests("SecretsTests", of: ["Secrets", "Configuration", "FaxModel", "TestSupport"]),
        tests("NetworkTroubleTests", of: ["NetworkTrouble", "TestSupport", nioCore, nioPosix, nioSSL]),
        tests("TemplateTroubleTests", of: ["TemplateTrouble", mustache]),
        tests("FaxRequestsTests", of: ["FaxRequests", "FaxModel", "MIME"]),
        tests("FaxPolicyTests", of: ["FaxPolicy", "FaxAddressing", "LDAPGrammar", "Configuration", "FaxModel"]),
        tests("DiallingTests", of: ["Dialling", "Configuration", "FaxModel"]),
        tests(
            "UserProfilesTests", of: ["UserProfiles", "FaxAddressing", "Configuration", "FaxModel", "TestSupport"]),
        tests(
            "DirectoryProfilesTests",
            of: [
                "DirectoryProfiles", "UserProfiles", "DirectoryCopy", "Directory", "LDAP", "LDAPGrammar",
                "FaxAddressing", "Configuration", "FaxModel", "TestSupport",
            ]),
        tests(
            "DirectoryTests",
            of: ["Directory", "LDAP", "LDAPGrammar", "FaxAddressing", "Configuration", "FaxModel", "TestSupport"]),
        tests(
            "DirectoryCopyTests",
            of: [
                "DirectoryCopy", "Directory", "LDAP", "LDAPGrammar", "FaxAddressing", "Configuration", "Pipeline",
                "FaxModel",
                "TestSupport", logging,
            ]),
        tests("FaxModelTests", of: ["FaxModel"]),
        tests("ConfigurationTests", of: ["Configuration", "LDAPGrammar", "FaxModel", "FaxRequests", "TestSupport"]),
        tests("ZeroMQTests", of: ["ZeroMQ", "TestSupport"]),
        tests(
            "PipelineTests", of: ["TestSupport", "Pipeline", "Configuration", "ZeroMQ", "FaxModel", logging, lifecycle]),
        tests(
            "SpoolTests",
            of: [
                "TestSupport", "spool", "Pipeline", "Configuration", "ZeroMQ", "FaxModel", grdb, sqlite, logging,
            ]),
        tests(
            "FaxctlTests",
            of: [
                "faxctl", "Pipeline", "Configuration", "Directory", "Dialling", "UserProfiles", "FaxAddressing", "LDAP",
                "LDAPGrammar", "FaxModel", arguments,
            ]),
        tests("LinesimTests", of: ["TestSupport", "linesim", "SpanDSP", arguments, logging]),
        tests(
            "ProcessTests", of: ["Pipeline", "FaxModel", "TIFF", "TestSupport", grdb, logging], path: "Tests/Pipeline"),
        tests(
            "ChaosTests", of: ["Pipeline", "FaxModel", "FaxCoding", "TIFF", "TestSupport", "linesim"],
            path: "Tests/Chaos"),
        tests("InteropTests", of: ["Pipeline", "FaxModel", "TIFF", "TestSupport"], path: "Tests/Interop"),
    ],
    swiftLanguageModes: [.v6]
)
