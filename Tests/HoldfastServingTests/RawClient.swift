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
        let sockets = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: (0..<count).compactMap { _ in connect() }) }
        }
        defer { for socket in sockets { close(socket) } }
        return try await body(sockets.count)
    }

    private func connect() -> Int32? {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
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
        var patience = timeval(tv_sec: 0, tv_usec: suseconds_t(silence * 1000))
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
