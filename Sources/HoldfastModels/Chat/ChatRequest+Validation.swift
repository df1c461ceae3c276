// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ChatRequest {
    /// Refuses what cannot be asked, or not of this model.
    /// - Parameters:
    ///   - features: what the model has.
    ///   - model: its name in the message.
    /// - Throws: `model`, with everything that is wrong or missing.
    public func validate(for features: Set<ChatFeature>, of model: String) throws {
        var problems: [String] = []
        if messages.isEmpty { problems.append("there is no message") }
        if Set(tools.map(\.name)).count < tools.count { problems.append("two tools have one name") }
        switch toolChoice {
        case .automatic, .none: break
        case .required: if tools.isEmpty { problems.append("a tool has to be called and there is none") }
        case .named(let name):
            if !tools.contains(where: { $0.name == name }) { problems.append("`\(name)` has to be called and is none of the tools") }
        }
        for message in messages where message.role == .tool && message.toolCallID == nil {
            problems.append("a `tool` message does not say which call it answers")
        }
        guard problems.isEmpty else {
            throw HoldfastError(.model, "\(model) cannot be asked: \(problems.joined(separator: "; "))")
        }
        let lacking = self.features.subtracting(features).map(\.rawValue).sorted()
        guard lacking.isEmpty else {
            throw HoldfastError(.model, "\(model) has no \(lacking.joined(separator: ", ")); leave it out or use another model")
        }
    }
}
