// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// HTTP over AsyncHTTPClient, with connections that are shared by the whole process.
struct AsyncHTTPExchange: HTTPExchange {
    /// Longest reply that is read.
    var bodyLimit = 64 << 20

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        // A redirect would carry the key to another place.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        // The state machine repeats; two layers that do so would multiply.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer {
        try await within(timeout) { try await exchange(question) { _, _ in false } }
    }

    func stream(
        _ question: HTTPQuestion, timeout: Duration, _ receive: @escaping @Sendable (Data) async throws -> Void
    ) async throws -> HTTPAnswer {
        try await within(timeout) {
            try await exchange(question) { head, body in
                guard head.isStream else { return false }
                var length = 0
                for try await part in body {
                    length += part.readableBytes
                    guard length <= bodyLimit else { throw NIOTooManyBytesError(maxBytes: bodyLimit) }
                    do {
                        try await receive(Data(part.readableBytesView))
                    } catch {
                        throw Received(error: error)
                    }
                }
                return true
            }
        }
    }

    /// What the receiver of a stream threw, as opposed to what the connection did.
    private struct Received: Error { var error: any Error }

    private func within(_ timeout: Duration, _ body: @escaping @Sendable () async throws -> HTTPAnswer) async throws -> HTTPAnswer {
        // The client's own deadline ends with the head of the reply; a body can stall as well.
        try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw AttemptFailure.timedOut
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    /// - Parameter take: gets the body where it wants it; otherwise it is collected.
    private func exchange(
        _ question: HTTPQuestion, _ take: (HTTPAnswer, HTTPClientResponse.Body) async throws -> Bool
    ) async throws -> HTTPAnswer {
        do {
            let response = try await Self.client.execute(request(question), deadline: .distantFuture)
            var answer = HTTPAnswer(
                status: Int(response.status.code),
                headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }, body: Data())
            if try await !take(answer, response.body) {
                answer.body = Data(try await response.body.collect(upTo: bodyLimit).readableBytesView)
            }
            return answer
        } catch let received as Received {
            throw received.error
        } catch let error as NIOTooManyBytesError {
            throw AttemptFailure.undecodable("more than \(error.maxBytes ?? bodyLimit) bytes")
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw AttemptFailure.connection(reason(error))
        }
    }

    private func request(_ question: HTTPQuestion) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: question.url)
        request.headers.add(name: "accept", value: question.accept)
        if let (name, value) = question.key?.header { request.headers.add(name: name, value: value) }
        if let body = question.body {
            request.method = .POST
            request.headers.add(name: "content-type", value: question.contentType)
            request.body = .bytes(body)
        }
        return request
    }

    private func reason(_ error: any Error) -> String {
        (error as? HTTPClientError)?.shortDescription ?? String(describing: error)
    }
}
