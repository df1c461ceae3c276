// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What this machine offers, as far as a run cares.
struct Machine: Sendable, Hashable {
    var system: String
    var processor: String
    /// Vector instruction sets that the matrix products can use, best last.
    var vectorSets: [String]
    var cores: Int
    var memory: UInt64

    /// - Parameter processors: the text of `/proc/cpuinfo`, empty where there is none.
    init(
        system: String = ProcessInfo.processInfo.operatingSystemVersionString,
        processors: String = (try? FileSystem.text("/proc/cpuinfo")) ?? ""
    ) {
        func field(_ name: String) -> String? {
            processors.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":", maxSplits: 1).last
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let flags = Set((field("flags") ?? field("Features") ?? "").split(separator: " ").map(String.init))
        let known = ["sse4_1", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16"]
        self.system = system
        self.processor = field("model name") ?? "unknown"
        vectorSets = known.filter(flags.contains)
        cores = Machine.cores
        memory = ProcessInfo.processInfo.physicalMemory
    }

    /// Cores that may be used.
    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Free bytes on the disk of a folder, or nil where it cannot be asked.
    static func freeDisk(at path: String) -> UInt64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.uint64Value
    }
}
