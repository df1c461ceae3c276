// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// What a person sees while labelling: one item, and no other rater's answer, neither a judge's nor a person's.
struct LabelScreen: Sendable {
    let session: LabelSession
    var width = 80

    var text: String {
        let keys = "p pass   f fail   a cannot tell   u undo   s skip   q quit"
        let head = "\(session.rater): \(session.done) of \(session.items.count) labelled" + (session.left == 0 ? "" : ", \(session.left) skipped")
        guard let place = session.place else { return ([head, "", "Nothing is left to label."] + ["", "u undo   q quit"]).joined(separator: "\n") }
        let question = session.items[place].question
        let prompt = JudgePrompts.standard[question.criterion]
        var lines = [head + "; item \(place + 1)", ""]
        lines += wrapped(prompt?.question ?? question.criterion)
        if let prompt { lines += wrapped("p: \(prompt.pass)", "   ") + wrapped("f: \(prompt.fail)", "   ") }
        if !question.ground.isEmpty {
            lines += ["", "GROUND"] + question.ground.lineFeedSeparated.flatMap { wrapped(String($0), "  ", first: "  ") }
        }
        if !question.dialogue.isEmpty {
            lines += ["", "BEFORE"] + question.dialogue.flatMap { wrapped("\($0.seat.rawValue): \($0.text)", "    ", first: "  ") }
        }
        lines += ["", "LINE"] + wrapped(question.line, "  ", first: "  ")
        return (lines + ["", keys]).joined(separator: "\n")
    }

    private func wrapped(_ text: String, _ indent: String = "", first: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in Self.shown(text).split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                (line, isEmpty) = (indent, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }

    /// A text that cannot steer the terminal: controls, and characters that do not show, are spelled out.
    static func shown(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
