// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A connection on which a test says what it likes.
final class LoopbackConnection: Sendable {
    private let socket: Int32

    /// - Returns: nil where nobody listens.
    init?(url: String, receiveBuffer: Int32? = nil) {
        guard let port = URL(string: url)?.port else { return nil }
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else {
            close(socket)
            return nil
        }
    }

    deinit { close(socket) }

    func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func post(_ path: String, _ body: String) {
        say("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// What comes until the other side ends it.
    func rest() -> String {
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: found, as: UTF8.self) }
            found += buffer[..<count]
        }
    }

    /// One reply to a request of its own.
    static func ask(_ url: String, _ method: String, _ path: String, _ body: String = "", headers: String = "") throws -> String {
        let connection = try #require(LoopbackConnection(url: url))
        connection.say("\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return connection.rest()
    }
}
