// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A refusal in OpenAI's form: `{"error": {"message", "type", "param", "code"}}` with a status.
struct OpenAIProblem: Error, Sendable, Hashable, Encodable {
    var status: Int
    var message: String
    var type: String
    /// The key of the request that is at fault.
    var parameter: String?
    var code: String?

    /// A request that cannot be carried out.
    static func invalid(_ parameter: String?, _ message: String, code: String? = nil) -> OpenAIProblem {
        OpenAIProblem(status: 400, message: message, type: "invalid_request_error", parameter: parameter, code: code)
    }

    static func unsupported(_ parameter: String, _ what: String) -> OpenAIProblem {
        .invalid(parameter, "`\(parameter)`: \(what)", code: "unsupported_parameter")
    }

    static func unknownModel(_ name: String, served: String) -> OpenAIProblem {
        OpenAIProblem(
            status: 404, message: "there is no model `\(name)` here; this is `\(served)`", type: "invalid_request_error", parameter: "model",
            code: "model_not_found")
    }

    static func unknownAddress(_ method: String, _ path: String) -> OpenAIProblem {
        OpenAIProblem(
            status: 404, message: "nothing answers \(method) \(path); see GET /v1/models, POST /v1/completions, POST /v1/chat/completions",
            type: "invalid_request_error", parameter: nil, code: "unknown_url")
    }

    static func noKey(given: Bool) -> OpenAIProblem {
        OpenAIProblem(
            status: 401,
            message: given ? "the key in `Authorization: Bearer` is none of this server's" : "this server wants a key in `Authorization: Bearer`",
            type: "invalid_request_error", parameter: nil, code: "invalid_api_key")
    }

    /// More requests than are answered at once.
    static func overloaded(_ most: Int) -> OpenAIProblem {
        OpenAIProblem(
            status: 429, message: "\(most) requests are being answered, which is the most at once; come again", type: "rate_limit_error",
            parameter: nil, code: "rate_limit_exceeded")
    }

    static func tooLong(_ limit: Int) -> OpenAIProblem {
        OpenAIProblem(
            status: 413, message: "the body is longer than \(limit) bytes", type: "invalid_request_error", parameter: nil,
            code: "request_too_large")
    }

    /// What the model server threw.
    static func failed(_ error: any Error) -> OpenAIProblem {
        OpenAIProblem(
            status: 500, message: (error as? HoldfastError)?.message ?? "the model failed", type: "server_error", parameter: nil, code: nil)
    }

    private enum Envelope: String, CodingKey { case error }
    private enum CodingKeys: String, CodingKey {
        case message, type, code
        case parameter = "param"
    }

    func encode(to encoder: any Encoder) throws {
        var envelope = encoder.container(keyedBy: Envelope.self)
        var fields = envelope.nestedContainer(keyedBy: CodingKeys.self, forKey: .error)
        try fields.encode(message, forKey: .message)
        try fields.encode(type, forKey: .type)
        try fields.encode(parameter, forKey: .parameter)
        try fields.encode(code, forKey: .code)
    }
}
