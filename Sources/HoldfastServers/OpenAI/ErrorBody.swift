// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTinkerProtocol

/// The message in the body of a refusal, in the forms that servers have for it.
enum ErrorBody {
    private struct Envelope: Decodable {
        struct Problem: Decodable { var message: String }
        var error: Problem
    }
    /// FastAPI's.
    private struct Detail: Decodable { var detail: String }

    static func message(in body: Data) -> String {
        if let envelope = try? JSONDecoder().decode(Envelope.self, from: body) { return envelope.error.message }
        if let detail = try? JSONDecoder().decode(Detail.self, from: body) { return detail.detail }
        // FastAPI's of a body that does not fit.
        if let refusal = try? Tinker.decode(Tinker.Refusal.self, from: body) { return refusal.message }
        let text = String(decoding: body.prefix(1000), as: UTF8.self)
        return text.isEmpty ? "no reason given" : text
    }
}
