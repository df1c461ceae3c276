// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Where an OpenAI-compatible server listens.
struct ServerAddress: Sendable, Hashable {
    /// Scheme, host, port and path, without a slash at the end.
    let base: String
    /// Host and port, for messages.
    let host: String

    /// - Parameter text: such as `http://127.0.0.1:8000`, with or without `/v1` at its end.
    /// - Throws: `configuration` for what is no http or https URL, or holds a name and password: those would end up in messages.
    init(_ text: String) throws {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host, !host.isEmpty
        else {
            throw HoldfastError(.configuration, "`\(text)` is no URL of a model server; give one such as http://127.0.0.1:8000/v1")
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw HoldfastError(
                .configuration,
                "the URL of the model server at \(host) may hold neither a password nor a query; put a key into an environment variable and name that"
            )
        }
        var path = url.path
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix("/v1") { path.removeLast(3) }
        self.host = host + (url.port.map { ":\($0)" } ?? "")
        base = "\(scheme)://\(self.host)\(path)"
    }

    /// - Parameter path: such as `/v1/models`.
    func url(_ path: String) -> String { base + path }
}
