// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// A client that writes any bytes, which no HTTP library would.
struct RawClient: Sendable {
    let port: UInt16

    /// Of a URL such as `http://127.0.0.1:8000`.
    init?(url: String) {
        guard let port = URL(string: url)?.port else { return nil }
        self.port = UInt16(port)
    }

    /// Sends bytes on a connection of their own and returns what comes back until the server closes it or is silent for a while.
    /// - Parameter silence: milliseconds.
    func exchange(_ bytes: [UInt8], silence: Int = 150) async -> String {
        // Blocking calls have no place on the threads of tasks.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                guard let socket = connect() else { return continuation.resume(returning: "") }
                defer { close(socket) }
                _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                continuation.resume(returning: read(socket, silence: silence))
            }
        }
    }

    /// Opens connections, says nothing on them, and closes them when the body is done.
    func idling<Result>(_ count: Int, _ body: (_ open: Int) async throws -> Result) async rethrows -> Result {
        try await idling(count) { _, open in try await body(open) }
    }

    private func idling<Result>(_ count: Int, _ body: (_ sockets: [Int32], _ open: Int) async throws -> Result) async rethrows -> Result {
        let sockets = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: (0..<count).compactMap { _ in connect() }) }
        }
        defer { for socket in sockets { close(socket) } }
        return try await body(sockets, sockets.count)
    }

    /// Sends all bytes and reads nothing until the server cuts the connection.
    /// - Parameter limit: seconds to wait for that.
    /// - Returns: whether it did.
    func isCut(after bytes: [UInt8], within limit: Int32 = 60) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                guard let socket = connect(receiveBuffer: 4096) else { return continuation.resume(returning: false) }
                defer { close(socket) }
                _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                // The reset that a cut connection brings, and not the bytes that could be read.
                var wait = pollfd(fd: socket, events: 0, revents: 0)
                let found = poll(&wait, 1, limit * 1000)
                continuation.resume(returning: found == 1 && wait.revents & Int16(POLLHUP | POLLERR) != 0)
            }
        }
    }

    /// Sends bytes one by one for as long as the server listens.
    /// - Parameters:
    ///   - pause: milliseconds between two of them.
    /// - Returns: how many it took, and what it said.
    func drip(_ bytes: [UInt8], pause: Int) async -> (sent: Int, reply: String) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                guard let socket = connect() else { return continuation.resume(returning: (0, "")) }
                defer { close(socket) }
                var sent = 0
                while sent < bytes.count {
                    var byte = bytes[sent]
                    guard send(socket, &byte, 1, Int32(MSG_NOSIGNAL)) == 1 else { break }
                    sent += 1
                    // Its end shows in what can be read.
                    var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                    if poll(&wait, 1, Int32(pause)) == 1 { break }
                }
                continuation.resume(returning: (sent, read(socket, silence: 10)))
            }
        }
    }

    /// Sends requests one after another on one connection.
    /// - Parameter pause: milliseconds without a word after which the next is sent.
    /// - Returns: what came back for each.
    func converse(_ requests: [String], pause: Int) async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                guard let socket = connect() else { return continuation.resume(returning: []) }
                defer { close(socket) }
                let replies = requests.map { request in
                    let bytes = Array(request.utf8)
                    _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                    return read(socket, silence: pause)
                }
                continuation.resume(returning: replies)
            }
        }
    }

    /// Opens connections, says nothing on them, and counts those that the server ends.
    /// - Parameter limit: seconds to wait for each.
    func closed(of count: Int, within limit: Int32 = 60) async -> Int {
        await idling(count) { sockets, _ in
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    let ended = sockets.filter { socket in
                        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                        var byte: UInt8 = 0
                        return poll(&wait, 1, limit * 1000) == 1 && recv(socket, &byte, 1, 0) <= 0
                    }
                    continuation.resume(returning: ended.count)
                }
            }
        }
    }

    private func connect(receiveBuffer: Int32? = nil) -> Int32? {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        if var size = receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else {
            close(socket)
            return nil
        }
        return socket
    }

    private func read(_ socket: Int32, silence: Int) -> String {
        var patience = timeval(tv_sec: silence / 1000, tv_usec: suseconds_t(silence % 1000 * 1000))
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while found.count < 1 << 20 {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            found += buffer[..<count]
        }
        return String(decoding: found, as: UTF8.self)
    }
}
