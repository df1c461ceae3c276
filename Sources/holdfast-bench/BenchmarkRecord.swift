// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastEngine

/// One measurement, written as a line of JSON.
struct BenchmarkRecord: Encodable {
    var bench: String
    var size: String
    var threads: Int
    var dtype = Precision.float32.rawValue
    /// Every repetition's seconds, by part.
    var seconds: [String: [Double]]
    var numbers: [String: Double]

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(self) + Data("\n".utf8))
    }
}

/// Seconds since it was made.
struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
}

enum Machine {
    /// Most memory that this process has had in use at once, in MiB.
    static var peakMebibytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return Double(peak?.split(separator: " ").dropFirst().first ?? "").map { $0 / 1024 } ?? .nan
    }
}
