// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A server of others that a test talks to, in a process of its own, on loopback.
public final class ServerProcess: Sendable {
    /// The port it was told to listen on.
    public let port: Int
    /// Where it listens.
    public var url: String { "http://127.0.0.1:\(port)" }
    private let process: Process
    private let ended = DispatchSemaphore(value: 0)
    private let log: URL

    /// Starts a program and waits until its port takes connections.
    ///
    /// - Parameters:
    ///   - executable: path of the program.
    ///   - port: a free one, see `freePort`.
    ///   - arguments: what the program is told; it must make it listen on the port.
    ///   - environment: added to this process' own.
    ///   - seconds: how long it may take to listen.
    /// - Throws: `file` where it cannot be started, ends, or does not listen in time, with the end of what it wrote.
    public init(_ executable: String, port: Int, arguments: [String], environment: [String: String] = [:], seconds: Double = 120) async throws {
        self.port = port
        log = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-server-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let output = try FileHandle(forWritingTo: log)
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [ended] _ in ended.signal() }
        do {
            try process.run()
        } catch {
            throw HoldfastError(.file, "cannot start \(executable)", cause: error)
        }
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        while !Self.listens(port) {
            guard process.isRunning, clock.now < deadline else {
                stop()
                throw HoldfastError(.file, "\(executable) \(process.isRunning ? "does not listen" : "ended"): \(said)")
            }
            // Another process comes up in its own time: there is nothing to wait on but its port.
            try await clock.sleep(for: .milliseconds(50))
        }
    }

    deinit { stop() }

    /// How long a process may take to end by itself: some wait for connections that are kept open here.
    private static let grace = 5

    /// Ends the process and waits for its end.
    public func stop() {
        guard process.isRunning else { return }
        process.terminate()
        if ended.wait(timeout: .now() + .seconds(Self.grace)) == .timedOut {
            for process in Self.family(of: process.processIdentifier) { kill(process, SIGKILL) }
        }
        process.waitUntilExit()
    }

    /// A process and what it has started.
    private static func family(of process: pid_t) -> [pid_t] {
        let children = (try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)) ?? ""
        return [process] + children.split(separator: " ").compactMap { pid_t($0) }.flatMap(family)
    }

    /// The end of what it wrote.
    public var said: String { String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self).suffix(2000).description }

    /// A port of loopback that nobody listens on now.
    public static func freePort() throws -> Int {
        let (socket, address) = loopback(0)
        defer { close(socket) }
        var found = address
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &found) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
        }
        guard bound else { throw HoldfastError(.file, "there is no free port on loopback") }
        return Int(UInt16(bigEndian: found.sin_port))
    }

    private static func listens(_ port: Int) -> Bool {
        var (socket, address) = loopback(port)
        defer { close(socket) }
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }

    private static func loopback(_ port: Int) -> (socket: Int32, address: sockaddr_in) {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return (socket(AF_INET, kind, 0), address)
    }
}
