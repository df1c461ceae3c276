// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `holdfast serve`, running as people run it.
final class ServingProgram: Sendable {
    let url: String
    private let process: Process

    /// Starts it and waits until it says where it listens.
    /// - Parameter errors: file to keep its standard error in.
    init(simulator: String, name: String = "tiny", options: [String] = [], errors: String? = nil) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Program.path))
        process.arguments = ["serve", "--simulator", simulator, "--port", "0", "--name", name, "--threads", "1"] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        if let errors {
            try Data().write(to: URL(fileURLWithPath: errors))
            process.standardError = FileHandle(forWritingAtPath: errors)
        }
        try process.run()
        var said = Data()
        while !said.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += more
        }
        let line = String(decoding: said, as: UTF8.self)
        url = String(try #require(line.firstMatch(of: /^serving .+ at (https?:\/\/127\.0\.0\.1:[1-9][0-9]*)/), "\(line)").output.1)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// - Returns: its exit status.
    @discardableResult
    func stop(with signal: Int32 = SIGTERM) -> Int32 {
        send(signal)
        return wait()
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// - Returns: its exit status.
    func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}
