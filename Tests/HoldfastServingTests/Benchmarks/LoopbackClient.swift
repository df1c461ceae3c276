// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The cheapest client there is: it reads what comes and parses nothing, so that a measurement is one of the server.
struct LoopbackClient: Sendable {
    let port: UInt16

    /// Sends one request on each of so many connections at once, and reads until all replies have ended.
    /// - Parameter end: how a reply ends.
    /// - Returns: the bytes of each reply, and the client's own seconds of processor time.
    func ask(_ requests: [String], end: String) throws -> (replies: [[UInt8]], processorSeconds: Double) {
        let before = Self.processorSeconds
        var polls = try requests.map { request in
            let socket = try connect()
            let bytes = Array(request.utf8)
            guard bytes.withUnsafeBytes({ send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) == bytes.count else {
                throw HoldfastError(.server, "a request was not taken as a whole")
            }
            return pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        }
        defer { for poll in polls where poll.fd >= 0 { close(poll.fd) } }
        var replies = [[UInt8]](repeating: [], count: requests.count)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let ending = Array(end.utf8)
        var open = polls.count
        while open > 0 {
            guard poll(&polls, nfds_t(polls.count), 60_000) > 0 else { throw HoldfastError(.server, "nothing came for a minute") }
            for index in polls.indices where polls[index].fd >= 0 && polls[index].revents != 0 {
                let count = recv(polls[index].fd, &buffer, buffer.count, 0)
                if count > 0 { replies[index].append(contentsOf: buffer[..<count]) }
                guard count <= 0 || replies[index].suffix(ending.count).elementsEqual(ending) else { continue }
                close(polls[index].fd)
                polls[index].fd = -1
                open -= 1
            }
        }
        return (replies, Self.processorSeconds - before)
    }

    /// Sends requests one after another on one connection.
    /// - Returns: seconds from each request to the end of its reply.
    func askInTurn(_ request: String, times: Int) throws -> [Double] {
        let socket = try connect()
        defer { close(socket) }
        let bytes = Array(request.utf8)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        return try (0..<times).map { _ in
            let start = ContinuousClock.now
            _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            var reply: [UInt8] = []
            while !reply.suffix(2).elementsEqual(Array("}}".utf8)) {
                let count = recv(socket, &buffer, buffer.count, 0)
                guard count > 0 else { throw HoldfastError(.server, "a reply broke off") }
                reply.append(contentsOf: buffer[..<count])
            }
            return Self.seconds(ContinuousClock.now - start)
        }
    }

    static func seconds(_ span: Duration) -> Double { Double(span.components.seconds) + Double(span.components.attoseconds) * 1e-18 }

    /// Of the calling thread.
    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(1), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }

    private func connect() throws -> Int32 {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { throw HoldfastError(.server, "nobody listens on port \(port)") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }
}
