// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /v1/chat/completions`. Tools are ignored, because a simulated user calls none, unless a call is demanded.
struct ChatCompletionsRequest: Decodable, Sendable {
    var sampling: SamplingFields
    var messages: [Message]
    var logprobs: Bool
    /// How many of the likeliest tokens are told beside each sampled one.
    var topLogprobs: Int
    /// Whom it is about, where that is told beside the messages.
    var named: NamedUser

    /// One message; whatever else a client sends back with it is ignored.
    struct Message: Decodable, Sendable, Hashable {
        var role: String
        var text: String

        private enum CodingKeys: String, CodingKey { case role, content }
        private struct Part: Decodable { var type: String, text: String? }

        init(role: String, text: String) {
            self.role = role
            self.text = text
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            role = try fields.decode(String.self, forKey: .role)
            if let parts = try? fields.decode([Part].self, forKey: .content) {
                guard parts.allSatisfy({ $0.type == "text" && $0.text != nil }) else {
                    throw OpenAIProblem.unsupported("messages", "a simulated user reads text and nothing else")
                }
                text = parts.compactMap(\.text).joined(separator: "\n")
            } else {
                text = try fields.decodeIfPresent(String.self, forKey: .content) ?? ""
            }
        }
    }

    /// A word such as `auto`, or an object that names a function.
    private enum ToolChoice: Decodable {
        case word(String)
        case function
        init(from decoder: any Decoder) throws {
            self = (try? decoder.singleValueContainer().decode(String.self)).map(ToolChoice.word) ?? .function
        }
        var demandsCall: Bool { if case .word(let word) = self { word == "required" } else { true } }
    }

    private enum CodingKeys: String, CodingKey {
        case messages, logprobs
        case topLogprobs = "top_logprobs"
        case toolChoice = "tool_choice"
    }

    init(from decoder: any Decoder) throws {
        sampling = try SamplingFields(from: decoder)
        named = try NamedUser(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        messages = try fields.decode([Message].self, forKey: .messages)
        logprobs = try fields.decodeIfPresent(Bool.self, forKey: .logprobs) ?? false
        topLogprobs = try fields.decodeIfPresent(Int.self, forKey: .topLogprobs) ?? 0
        guard topLogprobs == 0 || logprobs else {
            throw OpenAIProblem.invalid("top_logprobs", "`top_logprobs` are told beside `logprobs`; set that to true")
        }
        guard try fields.decodeIfPresent(ToolChoice.self, forKey: .toolChoice)?.demandsCall != true else {
            throw OpenAIProblem.unsupported("tool_choice", "a simulated user calls no tools")
        }
    }
}
